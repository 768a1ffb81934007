# SPDX-License-Identifier: Apache-2.0
"""From a basket to a paid order: what is set aside, what is done once, what goes back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import Basket, Settlement
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.checkout.tests.shop import NOW
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.orders.models import Attribution, Confirmation, Order
from omotenashi.commerce.payments.models import Intent, Refund
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.people.staff import actions as staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    shop.furnish()


def _levels(sku: str) -> dict[str, tuple[int, int, int]]:
    found = StockLevel.objects.filter(variant__sku=sku)
    return {p: (h, r, a) for p, h, r, a in found.values_list("location__code", "on_hand", "reserved", "allocated")}


def _quote(basket_id: UUID, nodes: tuple[UUID, ...] = (), prefecture: str = "東京都") -> queries.Quote:
    delivery = queries.Delivery(prefecture=prefecture)
    return queries.quote(Basket.objects.get(pk=basket_id), node_ids=nodes, delivery=delivery, now=NOW)


def test_a_quote_says_what_it_costs_with_tax_per_rate_and_shipping() -> None:
    found = _quote(shop.basket(("SHIRT", 1), ("MUG", 2)))
    assert (found.goods, found.shipping, found.total, found.to_pay) == (4360, 660, 5020, 5020)
    assert [(x.rate, x.total, x.tax) for x in found.taxes] == [(10, 2860, 260), (8, 2160, 160)]
    assert sorted(found.legal) == ["delivery", "payment", "period", "price", "quantity", "withdrawal"]


def test_shipping_is_free_from_a_sum_on_and_dearer_far_away() -> None:
    assert _quote(shop.basket(("SHIRT", 3))).shipping == 0
    assert _quote(shop.basket(("SHIRT", 1)), prefecture="沖縄県").shipping == 1650


def test_picking_up_at_a_shop_costs_no_shipping() -> None:
    assert _quote(shop.basket(("SHIRT", 1), mode="pickup", at="GINZA")).total == 2200


def test_an_order_waits_for_its_payment_with_its_goods_kept() -> None:
    placed = shop.order(shop.basket(("SHIRT", 1)))
    assert (placed.to_pay, placed.is_confirmed) == (2860, False)
    assert _levels("SHIRT")["GINZA"] == (2, 1, 0)
    assert Confirmation.objects.get(order_id=placed.order_id).items["withdrawal"] != ""


def test_a_payment_confirms_once_and_the_goods_are_promised() -> None:
    placed = shop.order(shop.basket(("SHIRT", 1)))
    shop.pay(placed)
    assert [checkout.confirm(order_id=placed.order_id, now=NOW) for _ in range(3)] == [True, True, True]
    assert (_levels("SHIRT")["GINZA"], Order.objects.get().confirmed_at) == ((2, 0, 1), NOW)


def test_points_pay_the_whole_and_no_card_is_asked() -> None:
    nodes = (shop.member(points=3000),)
    basket = shop.basket(("SHIRT", 1), nodes=nodes)
    checkout.choose_value(basket, points=9999, coupons=[], now=NOW)
    placed = shop.order(basket, nodes=nodes)
    assert (placed.to_pay, placed.is_confirmed) == (0, True)
    assert (loyalty.balance(nodes, NOW).available, loyalty.balance(nodes, NOW).held) == (140, 0)


def test_the_same_key_places_once() -> None:
    basket = shop.basket(("SHIRT", 1))
    first = shop.order(basket)
    again = checkout.place_order(basket_id=basket, digest="", buyer=shop.HANAKO, key="k", now=NOW)
    assert (again.order_id, again.is_repeat, Order.objects.count()) == (first.order_id, True, 1)
    with pytest.raises(checkout.BadBasket):
        checkout.place_order(basket_id=basket, digest="", buyer=shop.HANAKO, key="other", now=NOW)


def test_what_changed_since_it_was_shown_is_not_placed() -> None:
    basket = shop.basket(("SHIRT", 1))
    with pytest.raises(checkout.QuoteChanged):
        shop.order(basket, digest="0" * 32)
    assert (Order.objects.count(), _levels("SHIRT")["GINZA"]) == (0, (2, 0, 0))


def test_what_is_sold_out_is_said_before_anything_is_placed() -> None:
    with pytest.raises(checkout.Unbuyable) as refusal:
        shop.order(shop.basket(("CAP", 2)))
    assert [problem.split(":")[1] for problem in refusal.value.problems] == ["too_many"]
    assert (Order.objects.count(), Intent.objects.count()) == (0, 0)


def test_an_order_that_is_not_paid_in_time_gives_everything_back() -> None:
    nodes = (shop.member(points=500),)
    basket = shop.basket(("SHIRT", 1), nodes=nodes)
    checkout.choose_value(basket, points=500, coupons=[], now=NOW)
    shop.order(basket, nodes=nodes)
    later = NOW + timedelta(minutes=16)
    assert (checkout.give_up_unpaid(now=later), checkout.give_up_unpaid(now=later)) == (1, 0)
    assert (_levels("SHIRT")["GINZA"], loyalty.balance(nodes, later).available) == ((2, 0, 0), 500)
    assert (Order.objects.get().cancelled_at, Settlement.objects.get().reason) == (later, "unpaid")


def test_a_payment_that_comes_too_late_for_the_goods_is_paid_back() -> None:
    placed = shop.order(shop.basket(("CAP", 1)))
    later = NOW + timedelta(minutes=20)
    stock.expire(now=later)
    shop.fill(("CAP", "GINZA", 0), key="2")
    shop.pay(placed, now=later)
    assert checkout.confirm(order_id=placed.order_id, now=later) is False
    assert (Order.objects.get().cancelled_at, Settlement.objects.get().reason) == (later, "sold_out")
    assert [refund.amount for refund in Refund.objects.all()] == [1760]


def test_a_payment_that_comes_late_is_kept_when_the_goods_are_still_there() -> None:
    placed = shop.order(shop.basket(("CAP", 1)))
    later = NOW + timedelta(minutes=20)
    stock.expire(now=later)
    shop.pay(placed, now=later)
    assert (checkout.confirm(order_id=placed.order_id, now=later), _levels("CAP")["GINZA"]) == (True, (1, 0, 1))


def test_a_part_that_is_cancelled_gives_back_its_share() -> None:
    nodes = (shop.member(points=1000),)
    basket = shop.basket(("SHIRT", 3), nodes=nodes)
    checkout.choose_value(basket, points=1000, coupons=[], now=NOW)
    placed = shop.order(basket, nodes=nodes)
    shop.pay(placed)
    checkout.confirm(order_id=placed.order_id, now=NOW)
    line = Order.objects.get().lines.get().uid
    assert line is not None
    done = checkout.cancel(placed.order_id, lines={line: 1}, reason="customer", key="c1", now=NOW)
    again = checkout.cancel(placed.order_id, lines={line: 1}, reason="customer", key="c1", now=NOW)
    assert done is not None and again is not None
    assert (done.amount, again.is_repeat) == (2200, True)
    assert sorted((refund.tender.kind, refund.amount) for refund in Refund.objects.all()) == [
        ("card", 1867),
        ("points", 333),
    ]
    assert sum(a for _, _, a in _levels("SHIRT").values()) == 2
    assert loyalty.balance(nodes, NOW).available == 333


def test_a_member_goes_on_with_one_basket_on_every_device() -> None:
    nodes = (shop.member(),)
    phone = shop.basket(("SHIRT", 1), nodes=nodes)
    guest = checkout.open_basket(channel="EC", now=NOW)
    checkout.put(guest.basket_id, variant_id=shop.variant("SHIRT"), quantity=2, now=NOW)
    checkout.put(guest.basket_id, variant_id=shop.variant("MUG"), quantity=1, now=NOW)
    assert checkout.adopt(guest.basket_id, node_ids=nodes, now=NOW) == phone
    found = queries.basket_by_token(guest.token)
    assert found is not None
    assert [(x.variant.sku, x.quantity) for x in queries.lines_of(found.pk)] == [("SHIRT", 2), ("MUG", 1)]


def test_a_basket_begun_in_the_shop_credits_the_shop() -> None:
    opened = checkout.open_basket(channel="EC", shop_id=shop.place("GINZA"), now=NOW)
    checkout.put(opened.basket_id, variant_id=shop.variant("SHIRT"), quantity=1, now=NOW)
    token = checkout.hand_over(opened.basket_id, now=NOW)
    assert (queries.basket_by_token(opened.token), queries.basket_by_token(token) is not None) == (None, True)
    placed = shop.order(opened.basket_id)
    shares = Attribution.objects.filter(order_id=placed.order_id)
    assert list(shares.values_list("touch", "location__code", "share")) == [("store_qr", "GINZA", 10_000)]


def test_what_a_shop_began_stays_its_credit_line_by_line_when_the_member_has_a_basket_already() -> None:
    nodes, clerk = (shop.member(),), staff.hire(email="c@shop.example", name="C", role="clerk", password="quiet-blue-9")
    first = shop.basket(("CAP", 1), nodes=nodes)
    begun: dict[str, Any] = {"shop_id": shop.place("GINZA"), "opened_by": clerk.pk, "channel": "EC"}
    old = checkout.open_basket(
        now=NOW - timedelta(days=8), items=[checkout.Item(variant_id=shop.variant("MUG"), quantity=1)], **begun
    )
    new = checkout.open_basket(now=NOW, items=[checkout.Item(variant_id=shop.variant("SHIRT"), quantity=1)], **begun)
    for handed in (old, new):
        assert checkout.adopt(handed.basket_id, node_ids=nodes, now=NOW) == first
    placed = shop.order(first, nodes=nodes)
    shares = Attribution.objects.filter(order_id=placed.order_id)
    assert list(shares.values_list("line__sku", "touch", "location__code", "staff", "share")) == [
        ("SHIRT", "store_qr", "GINZA", clerk.pk, 10_000)
    ]
    own = checkout.open_basket(
        channel="EC",
        node_ids=nodes,
        now=NOW + timedelta(hours=1),
        items=[checkout.Item(variant_id=shop.variant("SHIRT"), quantity=1)],
    )
    later = shop.order(own.basket_id, nodes=nodes, key="later")
    assert Attribution.objects.filter(order_id=later.order_id).count() == 0


def test_the_token_of_a_guest_leads_to_the_order_of_the_basket_it_was_poured_into() -> None:
    nodes = (shop.member(),)
    shop.basket(("SHIRT", 1), nodes=nodes)
    guest = checkout.open_basket(channel="EC", now=NOW)
    mine = checkout.adopt(guest.basket_id, node_ids=nodes, now=NOW)
    assert (found := queries.basket_for(guest.token)) is not None
    assert found.pk == mine
    placed = shop.order(mine, nodes=nodes)
    assert (ordered := queries.basket_for(guest.token)) is not None
    assert ordered.order_id == placed.order_id
