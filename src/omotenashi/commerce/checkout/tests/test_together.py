# SPDX-License-Identifier: Apache-2.0
"""Orders that come at the same moment are placed together: as if each had come alone, for the statements of one."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.actions.together import place_usual
from omotenashi.commerce.checkout.models import Basket, Settlement
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.checkout.tests.shop import NOW
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.loyalty.models import Campaign, CouponCode, Redemption
from omotenashi.commerce.loyalty.queries.coupons import code_of
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.payments.models import Intent, Tender
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Reservation, StockLevel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    shop.furnish()
    shop.fill(("MUG", "DC", 50), key="2")


def _wish(*wanted: tuple[str, int], member: str, points: int = 0, coupons: tuple[str, ...] = ()) -> checkout.Wish:
    nodes = (shop.member(1000, number=member),)
    basket = shop.basket(*wanted, nodes=nodes)
    checkout.choose_value(basket, points=points, coupons=list(coupons), now=NOW)
    return _shown(basket, nodes)


def _shown(basket: UUID, nodes: tuple[UUID, ...]) -> checkout.Wish:
    delivery = queries.Delivery(prefecture=shop.HANAKO.prefecture)
    found = queries.quote(Basket.objects.get(pk=basket), node_ids=nodes, delivery=delivery, now=NOW)
    return checkout.Wish(
        basket_id=basket, digest=found.digest, buyer=shop.HANAKO, recipient=None, node_ids=nodes, key=f"{basket}:k"
    )


def _codes(count: int, cap_count: int | None = None) -> list[str]:
    campaign = loyalty.CampaignRecord(
        code="C", name="C", terms={"kind": "amount", "value": 100}, by_coupon=True, cap_count=cap_count
    )
    loyalty.save_campaign(campaign, now=NOW)
    batch = loyalty.order_codes(campaign="C", count=count, key="C", now=NOW)
    loyalty.make_codes(batch_id=batch, now=NOW)
    return [code_of(code) for code in CouponCode.objects.values_list("pk", flat=True)]


def _stored() -> dict[str, object]:
    return {
        "orders": list(Order.objects.order_by("goods_total").values_list("goods_total", "points_used", "tax_total")),
        "lines": sorted(OrderLine.objects.values_list("sku", "quantity", "amount", "points", "coupon")),
        "intents": sorted(Intent.objects.values_list("amount", "charge", "state")),
        "tenders": sorted(Tender.objects.values_list("kind", "amount")),
        "reserved": sorted(Reservation.objects.values_list("variant__sku", "quantity", "state", "line")),
        "levels": sorted(StockLevel.objects.values_list("variant__sku", "on_hand", "reserved")),
        "redeemed": sorted(Redemption.objects.values_list("amount", "state", "n", "channel")),
        "campaigns": sorted(Campaign.objects.values_list("used_amount", "used_count")),
        "points": sorted(Settlement.objects.values_list("points", "basket__state")),
    }


def test_orders_placed_together_are_what_they_would_be_alone() -> None:
    wishes = [
        _wish(("SHIRT", 1), ("MUG", 1), member="M1", points=50, coupons=(_codes(1)[0],)),
        _wish(("MUG", 2), member="M2"),
    ]
    alone = _undone(lambda: [checkout.place_together([each], now=NOW) for each in wishes])
    together = _undone(lambda: [place_usual(wishes, now=NOW)])
    assert together == alone
    assert alone["orders"] == [(2160, 0, 160), (3180, 50, 270)]


def _undone(work: Callable[[], object]) -> dict[str, object]:
    """Do it, look, and undo it."""
    with transaction.atomic():
        work()
        found = _stored()
        transaction.set_rollback(True)
    return found


def test_more_orders_need_no_more_statements() -> None:
    counted = []
    for size in (2, 5):
        codes = _codes(size) if size == 2 else []
        wishes = [
            _wish(("MUG", 1), member=f"M{size}{n}", points=10, coupons=tuple(codes[n : n + 1])) for n in range(size)
        ]
        with CaptureQueriesContext(connection) as asked:
            placed = place_usual(wishes, now=NOW)
        counted.append((len(placed), len(asked)))
    assert [placed for placed, _ in counted] == [2, 5]
    assert counted[1][1] <= counted[0][1]


def test_one_that_is_refused_does_not_hold_up_the_others() -> None:
    wishes = [_wish(("MUG", 1), member=f"M{n}") for n in range(3)]
    checkout.put(wishes[1].basket_id, variant_id=shop.variant("MUG"), quantity=2, now=NOW + timedelta(seconds=1))
    outcomes = checkout.place_together(wishes, now=NOW)
    assert [type(each) for each in outcomes] == [checkout.PlacedOrder, checkout.QuoteChanged, checkout.PlacedOrder]
    assert Order.objects.count() == 2


def test_the_last_piece_goes_to_one_of_two() -> None:
    free = sum(StockLevel.objects.filter(variant__sku="SHIRT").values_list("on_hand", flat=True))
    wishes = [_wish(("SHIRT", free), member=f"M{n}") for n in range(2)]
    outcomes = checkout.place_together(wishes, now=NOW)
    assert [type(each) for each in outcomes] == [checkout.PlacedOrder, checkout.Unbuyable]
    assert sum(StockLevel.objects.filter(variant__sku="SHIRT").values_list("reserved", flat=True)) == free


def test_a_campaign_with_room_for_one_is_used_once() -> None:
    wishes = [_wish(("MUG", 1), member=f"M{n}", coupons=(code,)) for n, code in enumerate(_codes(2, cap_count=1))]
    outcomes = checkout.place_together(wishes, now=NOW)
    assert isinstance(outcomes[0], checkout.PlacedOrder)
    assert isinstance(outcomes[1], Exception)
    assert list(Campaign.objects.values_list("used_count", "used_amount")) == [(1, 100)]


def test_one_basket_that_is_ordered_twice_at_once_becomes_one_order() -> None:
    wishes = [_wish(("MUG", 1), member="M1"), _wish(("MUG", 1), member="M2")]
    first, _second, again = checkout.place_together([*wishes, _shown_again(wishes[0])], now=NOW)
    assert isinstance(first, checkout.PlacedOrder)
    assert isinstance(again, checkout.PlacedOrder)
    assert (first.order_id, first.is_repeat, again.is_repeat) == (again.order_id, False, True)
    assert Order.objects.count() == 2


def _shown_again(wish: checkout.Wish) -> checkout.Wish:
    return checkout.Wish(
        basket_id=wish.basket_id, digest=wish.digest, buyer=wish.buyer, recipient=None, node_ids=wish.node_ids,
        key=wish.key,
    )  # fmt: skip


def test_what_is_unusual_goes_alone_beside_the_others() -> None:
    guest = shop.basket(("MUG", 1))
    wishes = [_wish(("MUG", 1), member="M1"), _wish(("MUG", 1), member="M2"), _shown(guest, ())]
    outcomes = checkout.place_together(wishes, now=NOW)
    assert [type(each) for each in outcomes] == [checkout.PlacedOrder] * 3
    assert wallets.balance(wishes[0].node_ids, NOW).held == 0


def test_what_was_held_before_is_not_promised_again() -> None:
    with pytest.raises(stock.OutOfStock):
        stock.reserve_all(
            [
                (key, [stock.Wanted(variant_id=shop.variant("MUG"), location_id=shop.place("GINZA"), quantity=10_000)])
                for key in ("a", "b")
            ],
            kind="payment", expires_at=NOW + timedelta(minutes=5), now=NOW,
        )  # fmt: skip
    assert Reservation.objects.count() == 0
