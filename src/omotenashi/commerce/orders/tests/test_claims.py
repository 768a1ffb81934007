# SPDX-License-Identifier: Apache-2.0
"""Receipts that are claimed afterwards: by number, day and total, once, and so that it can be undone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from omotenashi.base.outbox.models import Event
from omotenashi.base.tests.together import together
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.commerce.orders.actions import claims, records, removals
from omotenashi.commerce.orders.actions.claims import Claim
from omotenashi.commerce.orders.models import ClaimTry, Order
from omotenashi.commerce.orders.queries import disputed_claims, orders_of
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import links, registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.places.locations import actions as places

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
# 0:30 on the 21st in Tokyo, still the 20th in UTC.
SOLD = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
DAY = date(2026, 11, 21)
TOKYO = ZoneInfo("Asia/Tokyo")


def member(number: str) -> UUID:
    record = registrations.CustomerRecord(identifiers=(Identifier("member_no", number),), observed_at=NOW)
    found = registrations.register([record], source="test", now=NOW)[0].node_id
    assert found is not None
    return found


def sold(number: str = "0012-1", *, amount: int = 1980, node_id: UUID | None = None, origin: str = "pos") -> Order:
    places.register_channels(["STORE"])
    line = records.LineRecord(sku="A", quantity=1, unit_price=Decimal(amount), amount=amount)
    record = records.OrderRecord(
        origin=origin, number=number, channel="STORE", node_id=node_id, placed_at=SOLD, lines=(line,)
    )
    records.record([record], now=NOW)
    return Order.objects.get(origin=origin, number=number)


def tried(who: UUID, *, number: str = "0012-1", day: date = DAY, total: int = 1980, now: datetime = NOW) -> Claim:
    return claims.claim(member=who, number=number, day=day, total=total, zone=TOKYO, now=now)


def held(who: UUID) -> list[str]:
    person = customers.person_of(who)
    assert person is not None
    return [order.number for order in orders_of(node.pk for node in customers.nodes_of(person))]


def test_a_receipt_comes_to_the_member_who_can_say_what_stands_on_it() -> None:
    order, hana = sold(), member("M1")
    assert customers.person_of(order.node_id) is None
    assert tried(hana, number=" ００１２－１ ") == Claim("joined", order.pk)
    assert held(hana) == ["0012-1"]
    assert customers.person_of(order.node_id) == customers.person_of(hana)
    assert Event.objects.filter(name="orders.ReceiptClaimed").count() == 1


def test_a_claim_can_be_undone_and_nothing_is_lost() -> None:
    order, hana = sold(), member("M1")
    tried(hana)
    links.unmerge(side=[order.node_id], by="staff:1", reason="not hers", now=NOW)
    assert held(hana) == []
    assert Order.objects.get().node_id == order.node_id


@pytest.mark.parametrize(
    "said", [{"number": "0012-2"}, {"day": date(2026, 11, 20)}, {"total": 1981}], ids=["number", "day", "total"]
)
def test_who_does_not_know_all_three_gets_nothing(said: dict[str, object]) -> None:
    order, hana = sold(), member("M1")
    assert tried(hana, **said) == Claim("unknown")  # type: ignore[arg-type]  # as parametrized
    assert (held(hana), customers.person_of(order.node_id)) == ([], None)


def test_after_five_wrong_tries_even_the_right_one_waits_an_hour() -> None:
    order, hana = sold(), member("M1")
    outcomes = [tried(hana, total=n).outcome for n in range(6)]
    assert outcomes == ["unknown"] * 5 + ["wait"]
    assert tried(hana) == Claim("wait")
    assert ClaimTry.objects.count() == 5
    assert tried(member("M2"), total=1).outcome == "unknown"
    assert tried(hana, now=NOW + timedelta(hours=1, seconds=1)) == Claim("joined", order.pk)


def test_right_tries_are_not_counted() -> None:
    hana = member("M1")
    for n in range(7):
        sold(f"R{n}")
    assert [tried(hana, number=f"R{n}").outcome for n in range(7)] == ["joined"] * 7
    assert tried(hana, number="R0").outcome == "yours"


def test_a_receipt_of_somebody_else_is_a_case_for_staff() -> None:
    order, hana, taro = sold(), member("M1"), member("M2")
    tried(hana)
    assert tried(taro) == Claim("taken")
    assert (held(hana), held(taro)) == (["0012-1"], [])
    assert [(one.order_id, one.member_id) for one in disputed_claims(5)] == [(order.pk, taro)]
    assert customers.person_of(hana) != customers.person_of(taro)


def test_an_order_that_names_a_customer_cannot_be_claimed() -> None:
    hana, taro = member("M1"), member("M2")
    sold(node_id=hana)
    assert (tried(taro), tried(hana).outcome) == (Claim("taken"), "yours")


def test_two_receipts_that_look_alike_are_left_to_staff() -> None:
    hana = member("M1")
    sold(origin="pos-1")
    sold(origin="pos-2")
    assert (tried(hana), held(hana)) == (Claim("several"), [])


def test_a_receipt_that_staff_took_away_stays_away() -> None:
    order, hana = sold(), member("M1")
    tried(hana)
    links.unmerge(side=[order.node_id], by="staff:1", reason="not hers", now=NOW)
    assert (tried(hana).outcome, held(hana)) == ("refused", [])


def test_a_cancelled_sale_is_no_receipt() -> None:
    order, hana = sold(), member("M1")
    records.cancel(order_id=order.pk, now=NOW)
    assert tried(hana) == Claim("unknown")


@pytest.mark.django_db(transaction=True)
def test_two_members_who_claim_at_once_do_not_become_one() -> None:
    order, hana, taro = sold(), member("M1"), member("M2")
    found = together([lambda: tried(hana).outcome, lambda: tried(taro).outcome])
    assert sorted(found) == ["joined", "taken"]
    assert customers.person_of(hana) != customers.person_of(taro)
    assert customers.person_of(order.node_id) in {customers.person_of(hana), customers.person_of(taro)}


def test_an_import_that_is_undone_takes_claimed_receipts_with_it() -> None:
    order, hana = sold(), member("M1")
    tried(hana)
    gone = removals.withdraw(orders=["0012-1"], returns=[], origin="pos", changed_in=order.changed_in, now=NOW)
    assert (gone.orders, held(hana), ClaimTry.objects.count()) == (1, [], 0)


def campaign() -> None:
    Campaign.objects.create(code="base", name="1 %", terms={"kind": "points_rate", "value": 100}, changed_at=NOW)


def test_a_claimed_receipt_earns_its_points_once() -> None:
    campaign()
    order, hana = sold(), member("M1")
    assert tried(hana) == Claim("joined", order.pk, points=19)
    assert tried(hana) == Claim("yours", order.pk)
    assert loyalty.balance_of([hana]) == 19


def test_an_old_receipt_is_joined_and_earns_nothing() -> None:
    campaign()
    order, hana = sold(), member("M1")
    assert tried(hana, now=SOLD + timedelta(days=31)) == Claim("joined", order.pk)
    assert loyalty.balance_of([hana]) == 0
