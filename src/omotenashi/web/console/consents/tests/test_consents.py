# SPDX-License-Identifier: Apache-2.0
"""同意台帳 and 配信停止リスト: searched by address, filtered, exported with a trace, stopped and allowed again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions import Proof
from omotenashi.people.consent.models import Suppression
from omotenashi.people.customers.models import ContactPoint
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def points(db: None) -> list[ContactPoint]:
    """Two mail addresses, one of which agreed and one of which withdrew."""
    shop.opened()
    for number in (1, 2):
        shop.person(number)
    found = list(ContactPoint.objects.select_related("node").order_by("node__seq"))
    for point, act in zip(found, (consent.give, consent.withdraw), strict=True):
        act(contact_point=point, purpose="marketing", source="form", now=clock.now(), proof=Proof(form="paper"))
    return found


def shown(client: Client, query: str = "", name: str = "consents") -> list[Any]:
    """Give the addresses of a list."""
    page: Any = client.get(reverse(f"console:{name}") + query).context["page"]
    return [row.cells["address"] for row in page.rows]


@pytest.mark.parametrize(
    ("role", "seen", "changed", "exported"),
    [
        ("headquarters", 200, 200, 200),
        ("support", 200, 200, 403),
        ("manager", 200, 403, 403),
        ("clerk", 403, 403, 403),
        ("developer", 403, 403, 403),
    ],
)
def test_each_role_sees_and_does_its_own(
    points: list[ContactPoint], role: str, seen: int, changed: int, exported: int
) -> None:
    client = shop.signed_in(role)
    states = [
        client.get(reverse(f"console:{name}")).status_code
        for name in ("consents", "suppressions", "suppression-new", "consents-export")
    ]
    assert states == [seen, seen, changed, exported]


def test_the_ledger_is_searched_by_address_and_filtered(points: list[ContactPoint]) -> None:
    client = shop.signed_in()
    assert shown(client, "?q=HANA1@example.jp") == ["hana1@example.jp"]
    assert shown(client, "?q=hana1") == []
    assert shown(client, "?state=withdrawn") == ["hana2@example.jp"]
    assert shown(client, "?source=form&purpose=marketing") == ["hana2@example.jp", "hana1@example.jp"]
    assert shown(client, "?channel=line") == []


def test_an_export_leaves_a_trace(points: list[ContactPoint]) -> None:
    client = shop.signed_in()
    answer: Any = client.post(reverse("console:consents-export") + "?state=granted", {"encoding": "utf-8"})
    text = b"".join(answer.streaming_content).decode()
    assert ("hana1@example.jp" in text, "hana2@example.jp" in text) == (True, False)
    assert AuditEntry.objects.get(permission="consents.export").details["rows"] == 1


@pytest.mark.parametrize(
    ("role", "status"), [("headquarters", 200), ("manager", 403), ("clerk", 403), ("support", 403), ("developer", 403)]
)
def test_the_stopped_addresses_leave_as_a_file_with_whom_may(
    points: list[ContactPoint], role: str, status: int
) -> None:
    client = shop.signed_in(role)
    consent.suppress(contact_point=points[0], reason="manual", now=clock.now())
    answer: Any = client.post(reverse("console:suppressions-export"), {"encoding": "utf-8"})
    assert answer.status_code == status
    if status == 200:
        assert "hana1@example.jp" in b"".join(answer.streaming_content).decode()
        assert AuditEntry.objects.get(permission="consents.export").details["rows"] == 1


def test_an_address_nobody_knows_is_stopped_and_allowed_again_with_a_reason(points: list[ContactPoint]) -> None:
    client = shop.signed_in("support")
    new = reverse("console:suppression-new")
    assert client.post(new, {"address": "no", "reason": "manual", "scope": "all"}).status_code == 422
    assert client.post(new, {"address": "x@example.jp", "reason": "complaint", "scope": "marketing"}).status_code == 302
    stop = Suppression.objects.get()
    assert shown(client, name="suppressions") == [f"#{bytes(stop.address_hash).hex()[:12]}"]
    shop.person(3, phone="090-1234-5678")
    assert shown(client, "?q=x@example.jp", name="suppressions") != []
    lift = reverse("console:suppression-lift", args=[stop.pk])
    assert client.post(lift, {"reason": ""}).status_code == 422
    assert client.post(lift, {"reason": "wrote on 1 March"}).status_code == 302
    stop.refresh_from_db()
    assert (stop.lifted_by, stop.lift_reason) == ("Ken support", "wrote on 1 March")
    assert (client.get(lift).status_code, shown(client, name="suppressions")) == (404, [])


@pytest.mark.parametrize("name", ["consents", "suppressions"])
def test_the_lists_need_the_same_reads_for_one_and_for_three(points: list[ContactPoint], name: str) -> None:
    client = shop.signed_in()
    consent.suppress(contact_point=points[0], reason="manual", now=clock.now())
    client.get(reverse(f"console:{name}"))
    one = shop.queries_of(client, reverse(f"console:{name}"))
    consent.suppress(contact_point=points[1], reason="manual", now=clock.now())
    consent.give(contact_point=points[1], purpose="marketing", source="x", now=clock.now(), proof=Proof(form="paper"))
    assert shop.queries_of(client, reverse(f"console:{name}")) == one
