# SPDX-License-Identifier: Apache-2.0
"""顧客カルテ."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox.actions import deliver
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions import records, returns
from omotenashi.people.consent import actions as consent
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.customers.models import Node
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def test_the_record_shows_the_facts_of_all_channels() -> None:
    client = shop.signed_in("clerk")
    node_id, person_id = shop.person(1)
    shop.ordered("E1", node_id, amount=3000)
    shop.ordered("S1", node_id, amount=1000, channel="STORE", at=clock.now() - timedelta(days=500))
    cancelled = shop.ordered("E2", node_id, amount=9000)
    records.cancel(order_id=cancelled.id, now=clock.now())
    line = records.LineRecord(sku="A-1", quantity=1, unit_price=Decimal(500), amount=500)
    back = records.ReturnRecord(
        origin="test", number="R1", order_number="E1", channel="EC", returned_at=clock.now(), lines=(line,)
    )
    returns.record([back], now=clock.now())
    context: Any = client.get(f"/console/customers/{person_id}/").context
    facts = context["record"].facts
    assert (facts.sales, facts.sales_year, facts.orders, facts.first_channel) == (3500, 2500, 2, "STORE")
    assert [entry["amount"] for entry in context["strip"].entries] == [-500, 9000, 3000, 1000]


def test_points_and_consents_stand_on_the_same_line_of_time() -> None:
    client = shop.signed_in()
    node_id, person_id = shop.person(1)
    shop.ordered("E1", node_id)
    now = clock.now()
    loyalty.post([loyalty.PointRecord(node_id=node_id, amount=30, type="earn", occurred_at=now, key="p1")])
    mail = Node.objects.get(type="email").id
    given = {
        "purpose": "marketing",
        "state": "granted",
        "source": "form",
        "occurred_at": now - timedelta(days=1),
        "key": "c1",
    }
    consent.record([consent.ConsentRecord(node_id=mail, **given)])  # type: ignore[arg-type]  # one mapping of fields
    deliver(now=clock.now())
    address = f"/console/customers/{person_id}/"
    titles = [entry["title"] for entry in client.get(address).context["strip"].entries]
    assert titles == ["Points earned 30", "News and offers: Agreed", "Linen shirt", "Became known to us"]
    only = client.get(address + "?kind=points").context["strip"].entries
    assert [entry["title"] for entry in only] == ["Points earned 30"]
    by_channel = client.get(address + "?channel=EC").context["strip"].entries
    assert [entry["title"] for entry in by_channel] == ["Linen shirt"]


def test_the_story_goes_on_as_one_scrolls_and_repeats_nothing() -> None:
    client = shop.signed_in()
    node_id, person_id = shop.person(1)
    moment = clock.now() - timedelta(days=9)
    for number in range(33):
        shop.ordered(f"E{number:02}", node_id, at=moment - timedelta(hours=number // 3))
    first: Any = client.get(f"/console/customers/{person_id}/").context["strip"]
    rest: Any = client.get(f"/console/customers/{person_id}/timeline/?before={first.next}").context["strip"]
    numbers = [entry["detail"] for entry in [*first.entries, *rest.entries]]
    assert (len(first.entries), len(rest.entries), rest.next) == (30, 3, "")
    assert len(set(numbers)) == 33


def test_a_former_id_leads_to_the_person_of_today_and_an_unknown_one_nowhere() -> None:
    client = shop.signed_in()
    _node, older = shop.person(1)
    _node, younger = shop.person(2)
    both = (Identifier("email", "hana1@example.jp"), Identifier("email", "hana2@example.jp"))
    customers.register(
        [customers.CustomerRecord(identifiers=both, fields={}, observed_at=clock.now())], source="t", now=clock.now()
    )
    answer = client.get(f"/console/customers/{younger}/")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/console/customers/{older}/")
    assert client.get(f"/console/customers/{uuid4()}/").status_code == 404


def test_what_people_write_is_shown_and_never_run() -> None:
    client = shop.signed_in()
    evil = "<script>alert(1)</script>"
    node_id, person_id = shop.person(1, name=evil, kana=evil, address=evil, city=evil)
    shop.ordered(evil, node_id, sku=evil)
    for tab in ("", "?tab=purchases", "?tab=points", "?tab=keys", "?tab=behaviour", "?tab=consent", "why/", "more/"):
        assert evil not in client.get(f"/console/customers/{person_id}/{tab}").content.decode()


@pytest.mark.parametrize(
    "tab",
    ["", "?tab=purchases", "?tab=points", "?tab=keys", "?tab=behaviour", "?tab=consent", "why/", "more/", "seen/"],
)
def test_the_record_needs_the_same_queries_for_one_order_and_for_three(tab: str) -> None:
    client = shop.signed_in()
    node_id, person_id = shop.person(1)
    shop.ordered("E1", node_id)
    address = f"/console/customers/{person_id}/{tab}"
    client.get(address)
    one = shop.queries_of(client, address)
    shop.ordered("E2", node_id)
    shop.ordered("S1", node_id, channel="STORE")
    assert shop.queries_of(client, address) == one
    assert one <= (24 if tab == "seen/" else 19)


def test_somebody_without_orders_has_a_page_too() -> None:
    client = shop.signed_in(language="ja")
    _node, person_id = shop.person(1)
    text = client.get(f"/console/customers/{person_id}/").content.decode()
    assert "登録はありますが、まだ購入はありません。" in text


def test_the_keys_are_drawn_with_the_reason_that_joined_them() -> None:
    client = shop.signed_in()
    _node, person_id = shop.person(1)
    drawing: Any = client.get(f"/console/customers/{person_id}/?tab=keys").context["drawing"]
    assert [key.value for key in drawing.keys] == ["M1", "hana1@example.jp"]
    assert [arc.rule for arc in drawing.arcs] == ["Member number and Mail address came in one record"]
