# SPDX-License-Identifier: Apache-2.0
"""開示等請求: who may work on them, the steps in their order, the file with everything, the erasure."""

import io
import json
import zipfile
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.people.consent.actions import cases
from omotenashi.people.consent.models import Case
from omotenashi.people.consent.queries.cases import clock_of, state_of
from omotenashi.people.customers.models import Erasure, Node, Profile
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.requests.holdings import HOLDINGS
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def node(db: None) -> UUID:
    """Hana with an order."""
    shop.opened()
    node_id, _person = shop.person(1, name="渡辺 花子", kana="ワタナベ ハナコ")
    shop.ordered("A-100", node_id)
    return node_id


def received(node: UUID | None, kind: str = "disclosure", **said: str) -> Case:
    """Open a case."""
    return cases.receive(kind=kind, source="portal", actor="customer", now=clock.now(), node_id=node, name="花", **said)


def post(client: Client, case: Case, step: str, **said: str) -> int:
    """Do a step and give the status."""
    return client.post(reverse(f"console:request-{step}", args=[case.pk]), said).status_code


@pytest.mark.parametrize(
    ("role", "status"),
    [("headquarters", 200), ("support", 200), ("manager", 403), ("clerk", 403), ("developer", 403)],
)
def test_only_headquarters_and_customer_service_see_requests(node: UUID, role: str, status: int) -> None:
    client, case = shop.signed_in(role), received(node)
    cases.verify(case_id=case.pk, how="call", by="CS", now=clock.now())
    pages = [
        reverse("console:requests"), reverse("console:request-new"), reverse("console:request", args=[case.pk]),
        reverse("console:request-erasure", args=[case.pk]),
    ]  # fmt: skip
    assert [client.get(page).status_code for page in pages] == [status] * 4
    if status == 403:
        steps = ("identity", "answer", "refusal", "withdrawal", "notes", "person", "export", "erasure")
        assert [post(client, case, step, text="x", typed=case.reference) for step in steps] == [403] * 8
        assert (case.journal.count(), Erasure.objects.count()) == (2, 0)


def test_a_request_goes_its_way_and_each_step_is_in_the_journal(node: UUID) -> None:
    client, case = shop.signed_in("support"), received(None, address="hana1@example.jp")
    assert "渡辺 花子" in client.get(reverse("console:request", args=[case.pk])).content.decode()
    assert post(client, case, "answer", text="too early") == 302
    case.refresh_from_db()
    assert state_of(case) == "received"
    person = Profile.objects.get(name="渡辺 花子").pk
    for step, said in (("person", {"person": str(person)}), ("identity", {"how": "document", "text": "免許証"})):
        post(client, case, step, **said)
    post(client, case, "answer", text="郵送しました")
    case.refresh_from_db()
    assert (state_of(case), case.verified_how) == ("answered", "document")
    assert list(case.journal.values_list("step", flat=True)) == ["received", "person", "verified", "answered"]
    post(client, case, "refusal", text="no")
    post(client, case, "notes", text="later")
    case.refresh_from_db()
    assert (state_of(case), case.journal.count()) == ("answered", 5)


def test_a_refusal_needs_its_reason(node: UUID) -> None:
    client, case = shop.signed_in("support"), received(node)
    post(client, case, "refusal", text=" ")
    case.refresh_from_db()
    assert state_of(case) == "received"
    post(client, case, "refusal", text="本人でない")
    case.refresh_from_db()
    assert state_of(case) == "refused"


def test_the_deadline_follows_the_retailers_rule(node: UUID) -> None:
    client = shop.signed_in("headquarters")
    assert client.post(reverse("console:request-days"), {"days": "30"}).status_code == 302
    case = received(node)
    assert case.answer_by - case.received_at == timedelta(days=30)
    later = case.received_at + timedelta(days=28)
    assert [clock_of(case, now=moment).tone for moment in (case.received_at, later, case.answer_by)] == [
        "good",
        "warn",
        "bad",
    ]
    client.post(reverse("console:request-days"), {"days": "0"})
    assert cases.answer_days() == 30
    assert shop.signed_in("support").post(reverse("console:request-days"), {"days": "5"}).status_code == 403


def test_everything_is_handed_out_after_the_identity_check_only(node: UUID) -> None:
    client, case = shop.signed_in("support"), received(node)
    assert post(client, case, "export") == 302
    cases.verify(case_id=case.pk, how="call", by="CS", now=clock.now())
    answer = client.post(reverse("console:request-export", args=[case.pk]))
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = json.loads(archive.read("person.json"))["tables"]
        names = archive.namelist()
        page = archive.read("index.html").decode()
    assert set(told) == {holding.key for holding in HOLDINGS}
    assert [told[key][0]["name"] for key in ("customers_profile",)] == ["渡辺 花子"]
    assert [row["number"] for row in told["orders_order"]] == ["A-100"]
    assert (len(told["orders_orderline"]) > 0, len(told["customers_node"]) > 1) == (True, True)
    assert ("csv/orders_order.csv" in names, "渡辺 花子" in page) == (True, True)
    assert AuditEntry.objects.filter(subject__startswith="person:").count() == 1
    assert list(case.journal.values_list("step", flat=True))[-1] == "export"


def test_an_erasure_needs_the_number_typed(node: UUID) -> None:
    client, case = shop.signed_in("support"), received(node, "erasure")
    assert post(client, case, "erasure", typed=case.reference) == 302
    assert Erasure.objects.count() == 0
    cases.verify(case_id=case.pk, how="call", by="CS", now=clock.now())
    page = client.get(reverse("console:request-erasure", args=[case.pk]))
    assert "渡辺 花子" in page.content.decode()
    assert post(client, case, "erasure", typed="R-1") == 422
    assert Erasure.objects.count() == 0
    assert post(client, case, "erasure", typed=case.reference) == 302
    case.refresh_from_db()
    assert (state_of(case), Erasure.objects.get().reason) == ("answered", case.reference)
    assert (Node.objects.get(pk=node).value, Profile.objects.get().name) == (None, "")
    assert client.get(reverse("console:request", args=[case.pk])).status_code == 200
    tombstone = client.get(reverse("console:customer", args=[Erasure.objects.get().person_id])).content.decode()
    assert ("Erased person" in tombstone, "渡辺" in tombstone) == (True, False)


def test_the_list_needs_the_same_reads_for_one_and_for_three(node: UUID) -> None:
    client = shop.signed_in("support")
    received(node)
    client.get(reverse("console:requests"))
    one = shop.queries_of(client, reverse("console:requests"))
    for _ in range(2):
        received(node)
    assert shop.queries_of(client, reverse("console:requests")) == one
