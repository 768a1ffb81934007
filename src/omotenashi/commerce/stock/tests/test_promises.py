# SPDX-License-Identifier: Apache-2.0
"""Promises: all or nothing, once, and never more than lies there."""

import pytest
from django.db import IntegrityError, transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.models import Event
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.actions import Lacking, Owner
from omotenashi.commerce.stock.models import Allocation, Reservation, StockLevel
from omotenashi.commerce.stock.tests.shelf import HANA, LATER, NOW, SOON, breaches, furnish, hold, level, want, where

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    furnish()


def told() -> list[str]:
    return list(Event.objects.filter(name__startswith="stock.").order_by("id").values_list("name", flat=True))


def test_a_hold_takes_each_line_and_the_same_level_twice_must_fit_twice() -> None:
    made = hold(want("A", "GINZA", 3), want("B", "UENO"), want("A", "GINZA", 2), key="k")
    assert len(set(made)) == 3
    assert (level("A", "GINZA"), level("B", "UENO")) == ((5, 5, 0, 0), (5, 1, 0, 0))
    with pytest.raises(stock.OutOfStock):
        hold(want("B", "GINZA", 3), want("B", "GINZA", 3), key="k2")
    assert breaches() == []


def test_what_lacks_is_named_and_nothing_is_taken_and_the_transaction_goes_on() -> None:
    hold(want("A", "GINZA", 4), key="before")
    with transaction.atomic():
        with pytest.raises(stock.OutOfStock) as refused:
            hold(want("B", "UENO"), want("A", "GINZA", 2), key="k")
        assert level("B", "UENO") == (5, 0, 0, 0)
    variant, location = where("A", "GINZA")
    assert refused.value.lines == (Lacking(variant_id=variant, location_id=location, wanted=2, free=1),)
    assert Reservation.objects.filter(key="k").count() == 0


def test_a_place_that_never_had_it_has_none() -> None:
    StockLevel.objects.filter(variant__sku="A", location__code="UENO").delete()
    with pytest.raises(stock.OutOfStock) as refused:
        hold(want("A", "UENO"), key="k")
    assert [line.free for line in refused.value.lines] == [0]


def test_the_same_key_twenty_times_has_one_effect() -> None:
    made = {hold(want("A", "GINZA", 2), key="k") for _ in range(20)}
    sold = {stock.allocate([want("B", "GINZA")], owner=HANA, key="a", now=NOW) for _ in range(20)}
    assert (len(made), len(sold), level("A"), level("B")) == (1, 1, (5, 2, 0, 0), (5, 0, 1, 0))


def test_the_same_key_for_something_else_is_a_conflict() -> None:
    hold(want("A", "GINZA", 2), key="k")
    with pytest.raises(stock.Conflict):
        hold(want("A", "GINZA", 3), key="k")
    assert level() == (5, 2, 0, 0)


@pytest.mark.parametrize(("buffer", "fits"), [(2, True), (3, False)])
def test_a_buffer_stays_untouched(buffer: int, fits: bool) -> None:
    if fits:
        hold(want("A", "GINZA", 3, buffer=buffer), key="k")
        return
    with pytest.raises(stock.OutOfStock):
        hold(want("A", "GINZA", 3, buffer=buffer), key="k")


def test_a_backorder_limit_lets_one_promise_what_is_not_there() -> None:
    variant, location = where("A", "GINZA")
    stock.allow_backorder(variant_id=variant, location_id=location, limit=2)
    hold(want("A", "GINZA", 7), key="k")
    assert (level(), breaches()) == ((5, 7, 0, 0), [])
    with pytest.raises(stock.OutOfStock):
        hold(want("A", "GINZA"), key="k2")
    with pytest.raises(stock.Conflict):
        stock.allow_backorder(variant_id=variant, location_id=location, limit=1)


def test_the_last_free_unit_is_told_once() -> None:
    hold(want("A", "GINZA", 3), key="k")
    hold(want("A", "GINZA", 2), key="k2")
    hold(want("A", "GINZA", 2), key="k2")
    assert told() == ["stock.StockRanOut"]


def test_a_wish_for_nothing_is_no_wish() -> None:
    with pytest.raises(ValueError, match="one or more"):
        hold(want("A", "GINZA", 0), key="k")
    with pytest.raises(ValueError, match="lasts"):
        hold(want("A", "GINZA"), key="k", until=NOW)


def test_a_hold_becomes_a_sale_line_by_line() -> None:
    lines = [Owner("order_line", 11), Owner("order_line", 12)]
    hold(want("A", "GINZA", 2, owner=lines[0]), want("B", "UENO", owner=lines[1]), key="k")
    sold = stock.convert(key="k", now=NOW)
    assert stock.convert(key="k", now=NOW) == sold
    assert list(Allocation.objects.order_by("line").values_list("id", "owner_id")) == [(sold[0], "11"), (sold[1], "12")]
    assert (level("A"), level("B", "UENO"), breaches()) == ((5, 0, 2, 0), (5, 0, 1, 0), [])


@pytest.mark.parametrize("given", [{"owner": HANA}, {"owners": [HANA, HANA]}])
def test_a_hold_may_be_sold_to_somebody_else(given: dict[str, object]) -> None:
    stock.reserve(
        [want("A", "GINZA"), want("B", "GINZA")],
        kind="cart",
        owner=Owner("basket", 1),
        key="k",
        expires_at=SOON,
        now=NOW,
    )
    stock.convert(key="k", now=NOW, **given)  # type: ignore[arg-type]
    assert set(Allocation.objects.values_list("owner_type", "owner_id")) == {("order_line", "1")}


def test_a_lapsed_hold_is_tried_afresh_and_may_reach_into_the_buffer() -> None:
    hold(want("A", "GINZA", 3, buffer=2), key="k")
    assert stock.expire(now=LATER) == 1
    hold(want("A", "GINZA", 2), key="other", until=LATER)
    stock.convert(key="k", now=LATER)
    assert (level(), breaches()) == ((5, 2, 3, 0), [])


def test_a_lapsed_hold_that_cannot_be_had_again_changes_nothing() -> None:
    hold(want("A", "GINZA", 3), want("B", "GINZA"), key="k")
    stock.expire(now=LATER)
    stock.allocate([want("A", "GINZA", 3)], owner=HANA, key="faster", now=LATER)
    with pytest.raises(stock.OutOfStock):
        stock.convert(key="k", now=LATER)
    assert (level("A"), level("B"), Allocation.objects.count()) == ((5, 0, 3, 0), (5, 0, 0, 0), 1)


def test_what_was_released_is_not_sold_and_what_was_never_held_is_not_found() -> None:
    hold(want("A", "GINZA"), key="k")
    stock.release(key="k", now=NOW)
    with pytest.raises(stock.Conflict):
        stock.convert(key="k", now=NOW)
    with pytest.raises(stock.NothingHeld):
        stock.convert(key="nothing", now=NOW)


def test_whoever_releases_second_finds_nothing() -> None:
    hold(want("A", "GINZA", 2), key="k")
    assert [stock.release(key="k", now=NOW) for _ in range(20)] == [2] + [0] * 19
    assert (level(), stock.expire(now=LATER), breaches()) == ((5, 0, 0, 0), 0, [])


def test_an_owner_lets_go_of_all_that_is_not_taken_out() -> None:
    hold(want("A", "GINZA", 1), key="k")
    sold = stock.allocate([want("A", "GINZA", 1), want("B", "GINZA", 2)], owner=HANA, key="a", now=NOW)
    stock.take_out(allocations=sold[:1], now=NOW)
    assert stock.release(owner=HANA, now=NOW) == 3
    assert (level("A"), level("B"), breaches()) == ((4, 0, 0, 0), (5, 0, 0, 0), [])


def test_only_what_is_due_expires_in_portions() -> None:
    for n in range(4):
        hold(want("A", "GINZA"), key=str(n), until=SOON if n else LATER)
    assert [stock.expire(now=SOON, limit=2) for _ in range(3)] == [2, 1, 0]
    assert (level(), breaches(SOON)) == ((5, 1, 0, 0), [])


def test_picking_and_taking_out_keep_the_promise() -> None:
    sold = stock.allocate([want("A", "GINZA", 2)], owner=HANA, key="a", now=NOW)
    assert (stock.pick(owner=HANA, now=NOW), stock.pick(owner=HANA, now=NOW)) == (sold, ())
    assert [stock.take_out(owner=HANA, now=NOW).is_new for _ in range(20)] == [True] + [False] * 19
    assert (level(), breaches()) == ((3, 0, 0, 0), [])


def test_what_was_released_is_not_taken_out() -> None:
    sold = stock.allocate([want("A", "GINZA", 2)], owner=HANA, key="a", now=NOW)
    stock.release(allocations=sold, now=NOW)
    with pytest.raises(stock.Conflict):
        stock.take_out(allocations=sold, now=NOW)
    assert level() == (5, 0, 0, 0)


def test_a_part_of_an_allocation_goes_its_own_way() -> None:
    sold = stock.allocate([want("A", "GINZA", 3)], owner=HANA, key="a", now=NOW)
    part = stock.split(sold[0], quantity=1, key="part")
    assert stock.split(sold[0], quantity=1, key="part") == part
    stock.release(allocations=[part], now=NOW)
    stock.take_out(allocations=sold, now=NOW)
    assert (level(), breaches()) == ((3, 0, 0, 0), [])
    with pytest.raises(stock.Conflict):
        stock.split(sold[0], quantity=1, key="again")


def test_the_database_itself_allows_no_oversell() -> None:
    with pytest.raises(IntegrityError, match="no_oversell"), transaction.atomic():
        StockLevel.objects.filter(variant__sku="A").update(reserved=6)


def test_ids_of_the_database_are_of_version_7_and_grow() -> None:
    made = [bulk.rows("SELECT stock_new_id()")[0][0] for _ in range(3)]
    assert [each.version for each in made] == [7, 7, 7]
    assert made[0].int >> 80 <= made[2].int >> 80
    assert abs((new_id().int >> 80) - (made[2].int >> 80)) < 60_000


def test_an_owner_may_have_any_name() -> None:
    odd = 'a "quoted", {back\\slash} 取り置き'
    stock.allocate([want("A", "GINZA", owner=Owner(odd, odd))], owner=HANA, key="k", now=NOW)
    assert Allocation.objects.values_list("owner_type", "owner_id").get() == (odd, odd)
    assert stock.release(owner=Owner(odd, odd), now=NOW) == 1
