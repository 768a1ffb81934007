# SPDX-License-Identifier: Apache-2.0
"""お取り寄せ: what is fetched at a shop that does not have it is promised where it lies, and goes there."""

from uuid import UUID

import pytest

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.checkout.tests.shop import NOW
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Allocation, Reservation, StockLevel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    shop.furnish()


def _confirmed(basket: UUID) -> list[tuple[str, int]]:
    """Place and pay; give what is promised where."""
    placed = shop.order(basket)
    shop.pay(placed)
    assert checkout.confirm(order_id=placed.order_id, now=NOW)
    promised = Allocation.objects.filter(state="open").order_by("location__code")
    return list(promised.values_list("location__code", "quantity"))


def test_what_the_shop_has_not_is_promised_elsewhere_and_costs_no_shipping() -> None:
    basket = shop.basket(("MUG", 2), mode="order_in", at="UMEDA")
    assert queries.quote(Basket.objects.get(pk=basket), now=NOW).shipping == 0
    assert _confirmed(basket) == [("DC", 2)]


def test_what_the_shop_has_itself_is_taken_there() -> None:
    assert _confirmed(shop.basket(("SHIRT", 2), mode="order_in", at="UMEDA")) == [("UMEDA", 2)]


def test_without_a_shop_it_is_sent_home_from_where_it_lies() -> None:
    basket = shop.basket(("CAP", 1), mode="order_in")
    assert queries.quote(Basket.objects.get(pk=basket), now=NOW).shipping == 660
    assert _confirmed(basket) == [("GINZA", 1)]


def test_what_nobody_has_cannot_be_ordered_in() -> None:
    basket = shop.basket(("CAP", 2), mode="order_in", at="UMEDA")
    with pytest.raises(checkout.Unbuyable) as refusal:
        shop.order(basket)
    [problem] = refusal.value.problems
    assert (problem.partition(":")[2], Reservation.objects.count()) == ("too_many", 0)


def test_what_is_on_its_way_may_be_promised_up_to_the_limit_of_the_shop() -> None:
    stock.count([stock.CountRecord(sku="CAP", location="UMEDA", on_hand=0)], source="test", key="2", now=NOW)
    StockLevel.objects.filter(variant__sku="CAP", location__code="UMEDA").update(backorder_limit=2)
    assert _confirmed(shop.basket(("CAP", 2), mode="order_in", at="UMEDA")) == [("UMEDA", 2)]
