# SPDX-License-Identifier: Apache-2.0
"""Sales at a till: one transaction for goods, money, points and receipt; an offline till's facts, each once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Sum

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import TillSale
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.checkout.tests.shop import NOW
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.loyalty.models import Overdraft
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.actions.service import set_service_policy
from omotenashi.commerce.orders.models import Attribution, Document, Order
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Tender
from omotenashi.commerce.stock.models import Allocation, StockLevel
from omotenashi.people.staff import actions as staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    shop.furnish()
    payments.open_shift(
        location_id=shop.place("GINZA"), terminal="1", currency="JPY", counts={}, staff_id=None, key="s", now=NOW
    )


def _sale(*lines: tuple[str, int], cash: int = 0, sequence: int = 1, **more: Any) -> checkout.Sale:
    said = tuple(checkout.SaleLine(variant_id=shop.variant(sku), quantity=n) for sku, n in lines)
    tenders = (payments.Given(kind="cash", amount=cash, received=cash + 500),) if cash else ()
    sale = checkout.Sale(
        sale_id=uuid4(), terminal="1", sequence=sequence, shop_id=shop.place("GINZA"), sold_at=NOW, lines=said,
        tenders=tenders,
    )  # fmt: skip
    return replace(sale, **more)


def _on_hand(sku: str, place: str = "GINZA") -> int:
    return StockLevel.objects.get(variant__sku=sku, location__code=place).on_hand


def _exact(order_id: UUID) -> set[int]:
    """Give what order, tenders and receipt say; one number on a good day."""
    order = Order.objects.get(pk=order_id)
    tendered = sum(Tender.objects.filter(intent__order_id=order_id).values_list("amount", flat=True))
    receipts = sum(Document.objects.filter(order_id=order_id).values_list("total", flat=True))
    return {order.payable, tendered, receipts}


def test_a_sale_is_paid_handed_over_and_receipted_at_once() -> None:
    sold = checkout.sell(_sale(("SHIRT", 1), ("CAP", 1), cash=3300), now=NOW)
    order = Order.objects.get(pk=sold.order_id)
    assert (sold.total, sold.change, sold.document) == (3300, 500, "GINZA-1-000001")
    assert (order.confirmed_at, order.completed_at, _exact(order.pk)) == (NOW, NOW, {3300})
    assert (_on_hand("SHIRT"), _on_hand("CAP")) == (1, 0)


def test_the_same_id_gives_the_same_sale_and_another_content_is_refused() -> None:
    sale = _sale(("SHIRT", 1), cash=2200)
    first, again = checkout.sell(sale, now=NOW), checkout.sell(sale, now=NOW + timedelta(hours=1))
    assert (replace(again, is_repeat=False), again.is_repeat) == (first, True)
    with pytest.raises(checkout.OtherSale):
        checkout.sell(replace(sale, points=1), now=NOW)
    with pytest.raises(checkout.BadSale):
        checkout.sell(_sale(("SHIRT", 1), cash=2200), now=NOW)
    assert (Order.objects.count(), _on_hand("SHIRT")) == (1, 1)


def test_a_piece_in_the_hand_is_sold_though_the_book_has_none() -> None:
    sold = checkout.sell(_sale(("MUG", 1), cash=1080), now=NOW)
    assert (sold.found, _on_hand("MUG"), _exact(sold.order_id)) == (1, 0, {1080})


def test_a_piece_that_was_promised_is_sold_and_a_shortage_opens() -> None:
    shop.order(shop.basket(("CAP", 1), mode="pickup", at="GINZA"))
    sold = checkout.sell(_sale(("CAP", 1), cash=1100), now=NOW)
    assert (len(sold.shortages), _on_hand("CAP")) == (1, 0)


def test_points_pay_and_are_earned_over_the_counter() -> None:
    checkout_points = loyalty.CampaignRecord(code="P", name="P", terms={"kind": "points_rate", "value": 100})
    loyalty.save_campaign(checkout_points, now=NOW)
    nodes = (shop.member(points=500),)
    sold = checkout.sell(_sale(("SHIRT", 1), cash=1700, points=500, node_ids=nodes), now=NOW)
    assert (sold.points_spent, sold.points_earned, sold.balance) == (500, 17, 17)
    assert _exact(sold.order_id) == {2200}


def test_more_points_than_there_are_sell_nothing() -> None:
    nodes = (shop.member(points=10),)
    with pytest.raises(loyalty.NotEnoughPoints):
        checkout.sell(_sale(("SHIRT", 1), cash=1700, points=500, node_ids=nodes), now=NOW)
    assert (Order.objects.count(), TillSale.objects.count(), _on_hand("SHIRT")) == (0, 0, 2)
    assert wallets.balance(nodes, NOW).available == 10


@pytest.mark.parametrize("tenders", [(), ("cash", 2199), ("points", 2200)])
def test_a_price_or_points_of_the_client_are_not_believed(tenders: Sequence[Any]) -> None:
    given = (payments.Given(kind=tenders[0], amount=tenders[1]),) if tenders else ()
    with pytest.raises((payments.TendersDoNotMatch, checkout.BadSale)):
        checkout.sell(_sale(("SHIRT", 1), tenders=given), now=NOW)
    assert (Order.objects.count(), _on_hand("SHIRT")) == (0, 2)


def test_a_price_by_hand_needs_a_reason() -> None:
    line = checkout.SaleLine(variant_id=shop.variant("SHIRT"), quantity=1, price=2000)
    with pytest.raises(checkout.BadSale):
        checkout.sell(_sale(cash=2000, lines=(line,)), now=NOW)
    sale = _sale(cash=2000, lines=(replace(line, reason="stain"),))
    sold = checkout.sell(sale, now=NOW)
    assert (sale.has_override, sold.total, _exact(sold.order_id)) == (True, 2000, {2000})


@pytest.mark.parametrize(("percent", "shares"), [(30, [7_000, 3_000]), (0, [10_000]), (50, [5_000, 5_000])])
def test_what_another_place_sends_is_credited_to_the_clerks_shop_and_to_who_sends_it(
    percent: int, shares: list[int]
) -> None:
    card = payments.Given(kind="card_terminal", amount=3940)
    set_service_policy({"fulfil_percent": percent}, now=NOW)
    lines = (
        checkout.SaleLine(variant_id=shop.variant("SHIRT"), quantity=1),
        checkout.SaleLine(variant_id=shop.variant("MUG"), quantity=1, mode="ship"),
    )
    sold = checkout.sell(_sale(lines=lines, tenders=(card,), recipient=shop.HANAKO), now=NOW)
    order = Order.objects.get(pk=sold.order_id)
    assert (order.completed_at, order.confirmed_at, _exact(order.pk)) == (None, NOW, {3940})
    assert [(x.handed, x.mode) for x in order.lines.order_by("id")] == [(1, "carry_out"), (0, "ship")]
    assert [(a.location.code, a.quantity, a.state) for a in Allocation.objects.all()] == [("DC", 1, "open")]
    credit = Attribution.objects.filter(order=order).values_list("line__sku", "location__code", "share", "amount")
    mug = [("MUG", place, part, 1080 * part // 10_000) for place, part in zip(("GINZA", "DC"), shares, strict=False)]
    assert list(credit.order_by("line", "-share", "-location__code")) == [("SHIRT", "GINZA", 10_000, 2200), *mug]
    assert orders.broken(NOW + timedelta(days=1)) == []
    sold_line = order.lines.get(sku="MUG").uid
    assert sold_line is not None
    checkout.cancel(order.pk, lines={sold_line: 1}, reason="customer", key="c", now=NOW)
    left = Attribution.objects.filter(order=order, line__sku="MUG").aggregate(n=Sum("amount"))
    assert left["n"] == 0


def test_an_offline_sale_is_a_fact_and_its_differences_are_noted() -> None:
    nodes = (shop.member(points=100),)
    line = checkout.SaleLine(variant_id=shop.variant("SHIRT"), quantity=1, price=2000, discount=100)
    sale = _sale(lines=(line,), cash=1600, points=300, node_ids=nodes, offline=True, sequence=2)
    later = NOW + timedelta(hours=3)
    sold = checkout.sell(sale, now=later)
    assert (sold.total, sold.overdraft, sold.balance, _exact(sold.order_id)) == (1900, 200, 0, {1900})
    assert [each["what"] for each in sold.differences] == ["amount", "points", "points_marked"]
    assert Order.objects.get(pk=sold.order_id).placed_at == NOW
    assert (checkout.sell(sale, now=later).is_repeat, Overdraft.objects.count()) == (True, 1)


def test_offline_sales_come_in_any_order_and_gaps_are_known() -> None:
    sales = [_sale(("SHIRT", 1), cash=2200, offline=True, sequence=n) for n in (5, 2, 3)]
    for sale in (*sales, *sales):
        checkout.sell(sale, now=NOW + timedelta(hours=1))
    assert (Order.objects.count(), _on_hand("SHIRT")) == (3, 0)
    assert queries.gaps() == [queries.Gap("GINZA", "1", 1, 1), queries.Gap("GINZA", "1", 4, 4)]
    assert Document.objects.count() == 3


def test_a_new_retailer_gives_a_point_per_hundred_before_tax_in_every_channel() -> None:
    assert (checkout.begin_points(now=NOW), checkout.begin_points(now=NOW)) == (True, False)
    nodes = (shop.member(),)
    till = checkout.sell(_sale(("SHIRT", 1), cash=2200, node_ids=nodes), now=NOW)
    online = shop.order(shop.basket(("MUG", 2), nodes=nodes), nodes=nodes)
    shop.pay(online)
    checkout.confirm(order_id=online.order_id, now=NOW)
    assert (till.points_earned, wallets.balance(nodes, NOW).available) == (20, 40)
    assert queries.broken(NOW) == []


def test_the_whole_floor_tells_of_what_does_not_hold() -> None:
    sold = checkout.sell(_sale(("SHIRT", 1), cash=2200), now=NOW)
    assert queries.broken(NOW) == []
    Order.objects.filter(pk=sold.order_id).update(goods_total=2000)
    StockLevel.objects.filter(variant__sku="CAP").update(on_hand=7)
    assert {each.invariant for each in queries.broken(NOW)} == {"I1", "I7"}


def test_who_advised_has_a_part_of_what_is_carried_out_and_of_what_another_place_sends() -> None:
    ken, emi = (
        staff.hire(email=f"{one}@example.jp", name=one, role="clerk", password=None).pk for one in ("ken", "emi")
    )
    card = payments.Given(kind="card_terminal", amount=3940)
    lines = (
        checkout.SaleLine(variant_id=shop.variant("SHIRT"), quantity=1),
        checkout.SaleLine(variant_id=shop.variant("MUG"), quantity=1, mode="ship"),
    )
    sale = _sale(lines=lines, tenders=(card,), recipient=shop.HANAKO, staff_id=ken, assisted_by=emi)
    sold = checkout.sell(sale, now=NOW)
    credit = Attribution.objects.filter(order_id=sold.order_id).values_list("line__sku", "staff_id", "share", "amount")
    assert sorted(credit, key=lambda one: (one[0], -one[2])) == [
        ("MUG", ken, 5_000, 540), ("MUG", None, 3_000, 324), ("MUG", emi, 2_000, 216),
        ("SHIRT", ken, 8_000, 1_760), ("SHIRT", emi, 2_000, 440),
    ]  # fmt: skip
