# SPDX-License-Identifier: Apache-2.0
"""Many at once, on connections of their own: nobody oversells, nobody waits in a circle, one key has one effect.

Each promise has its negative control: with the guard or the order taken away the race appears.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, transaction

from omotenashi.base import bulk
from omotenashi.base.tests.together import together
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.actions import promises
from omotenashi.commerce.stock.models import Allocation, Movement, Reservation
from omotenashi.commerce.stock.tests.shelf import (
    HANA,
    LATER,
    NOW,
    breaches,
    furnish,
    hold,
    lay,
    level,
    sell,
    want,
    where,
)

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
GUARD = "IF NOT fits THEN"


@pytest.fixture(autouse=True)
def _furnished(transactional_db: None) -> None:
    furnish(10)
    for sku in "AB":
        for place in ("GINZA", "UENO"):
            where(sku, place)


def outcomes(found: list[Any]) -> tuple[int, int, list[Any]]:
    """Give how many succeeded, how many were refused, and what else went wrong."""
    refused = [each for each in found if isinstance(each, stock.OutOfStock)]
    wrong = [each for each in found if isinstance(each, Exception) and not isinstance(each, stock.OutOfStock)]
    return len(found) - len(refused) - len(wrong), len(refused), wrong


@contextmanager
def another_function(*changes: tuple[str, str]) -> Iterator[str]:
    """Put a changed copy of the function that promises beside it; give the call of the copy."""
    text = bulk.rows("SELECT pg_get_functiondef('stock_promise'::regproc)")[0][0]
    for before, after in (("stock_promise(", "stock_careless("), *changes):
        assert before in text, before
        text = text.replace(before, after)
    bulk.run(text.replace("%", "%%"))
    try:
        yield promises._PROMISE.replace("stock_promise(", "stock_careless(")
    finally:
        bulk.run("DROP FUNCTION stock_careless")


@contextmanager
def without_the_check() -> Iterator[None]:
    """Take the constraint away that stands behind the guard."""
    bulk.run("ALTER TABLE stock_stocklevel DROP CONSTRAINT stock_no_oversell")
    try:
        yield
    finally:
        bulk.run("TRUNCATE stock_stocklevel")
        bulk.run(
            "ALTER TABLE stock_stocklevel ADD CONSTRAINT stock_no_oversell CHECK"
            " (reserved <= on_hand + short + backorder_limit - allocated)"
        )


def test_fifty_buyers_of_ten_units_are_ten_holds() -> None:
    found = together([partial(hold, want("A", "GINZA"), key=str(n)) for n in range(50)])
    assert outcomes(found) == (10, 40, [])
    assert (level(), breaches()) == ((10, 10, 0, 0), [])


def test_without_the_guard_the_check_of_the_table_still_holds() -> None:
    with another_function((GUARD, "IF false THEN")) as careless, pytest.MonkeyPatch.context() as patch:
        patch.setattr(promises, "_PROMISE", careless)
        done, _, wrong = outcomes(together([partial(hold, want("A", "GINZA"), key=str(n)) for n in range(30)]))
    assert (done, len(wrong), level()) == (10, 20, (10, 10, 0, 0))


def test_without_guard_and_check_they_oversell() -> None:
    """The negative control."""
    with (
        without_the_check(),
        another_function((GUARD, "IF false THEN")) as careless,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(promises, "_PROMISE", careless)
        done, _, wrong = outcomes(together([partial(hold, want("A", "GINZA"), key=str(n)) for n in range(30)]))
        assert (done, wrong, level()) == (30, [], (10, 30, 0, 0))
        assert [each.invariant for each in breaches()] == ["I3"]


def circle(rounds: int = 12) -> list[Any]:
    """Four threads wish for two levels each, in opposite orders."""
    forth = [want("A", "GINZA"), want("B", "GINZA")]

    def many(lines: list[stock.Wanted], name: str) -> None:
        for n in range(rounds):
            with transaction.atomic():
                hold(*lines, key=f"{name}{n}")

    return together([partial(many, forth if n % 2 else forth[::-1], f"{n}-") for n in range(4)])


def test_opposite_wishes_do_not_wait_in_a_circle() -> None:
    lay({("A", "GINZA"): 1000, ("B", "GINZA"): 1000}, key="much")
    assert circle() == [None] * 4
    assert (level("A"), level("B"), breaches()) == ((1000, 48, 0, 0), (1000, 48, 0, 0), [])


def test_without_the_order_of_locks_they_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: levels are locked as they were named, with a moment between the first and the second."""
    lay({("A", "GINZA"): 1000, ("B", "GINZA"): 1000}, key="much")
    sorted_lock = "BEGIN\n  SELECT count(*)"
    as_named = (
        "BEGIN FOR n IN 1 .. cardinality(p_levels) LOOP PERFORM 1 FROM stock_stocklevel l WHERE"
        " l.variant_id = p_variants[p_levels[n]] AND l.location_id = p_locations[p_levels[n]] FOR UPDATE;"
        " PERFORM pg_sleep(0.05); END LOOP; SELECT count(*)"
    )
    with another_function((sorted_lock, as_named)) as careless:
        monkeypatch.setattr(promises, "_PROMISE", careless)
        stuck = [each for each in circle(3) if isinstance(each, OperationalError)]
    assert stuck != []
    assert {"deadlock" in str(each) or "lock timeout" in str(each) for each in stuck} == {True}


def test_one_key_from_twenty_sides_is_one_hold_and_one_sale() -> None:
    held = together([partial(hold, want("A", "GINZA", 2), key="same") for _ in range(20)])
    assert (len(set(held)), level()) == (1, (10, 2, 0, 0))
    sold = together([partial(stock.convert, key="same", now=NOW) for _ in range(20)])
    assert (len(set(sold)), level(), Allocation.objects.count()) == (1, (10, 0, 2, 0), 1)
    taken = together([partial(stock.take_out, owner=HANA, now=NOW) for _ in range(20)])
    assert sorted(each.is_new for each in taken) == [False] * 19 + [True]
    till = together([partial(sell, want("A", "GINZA"), key="till") for _ in range(20)])
    assert sorted(each.is_new for each in till) == [False] * 19 + [True]
    assert (level(), Movement.objects.exclude(source="test").count(), breaches()) == ((7, 0, 0, 0), 2, [])


def test_a_hold_expires_or_is_sold_but_not_both() -> None:
    for n in range(8):
        hold(want("A", "GINZA"), key=f"race{n}")
    sweeps = [partial(stock.expire, now=LATER) for _ in range(4)]
    sales = [partial(stock.convert, key=f"race{n}", now=LATER) for n in range(8)]
    found = together([*sweeps, *sales])
    assert [each for each in found if isinstance(each, Exception)] == []
    # What lapsed first was tried afresh and could be had: eight sales, each unit counted once.
    assert (level(), set(Reservation.objects.values_list("state", flat=True))) == ((10, 0, 8, 0), {"converted"})
    assert breaches() == []


def test_sweeps_at_once_end_each_hold_once() -> None:
    for n in range(10):
        hold(want("A", "GINZA"), want("B", "GINZA"), key=f"k{n}")
    ended = together([partial(stock.expire, now=LATER, limit=7) for _ in range(6)])
    ended.append(stock.expire(now=LATER))
    assert (sum(ended), level("A"), level("B"), breaches()) == (20, (10, 0, 0, 0), (10, 0, 0, 0), [])


def test_the_till_sells_while_others_promise_and_every_unit_is_accounted_for() -> None:
    buyers = [partial(stock.allocate, [want("A", "GINZA")], owner=HANA, key=f"a{n}", now=NOW) for n in range(12)]
    tills = [partial(sell, want("A", "GINZA"), key=f"t{n}") for n in range(6)]
    done, refused, wrong = outcomes(together([*buyers, *tills]))
    on_hand, _, allocated, short = level()
    assert (wrong, done + refused, on_hand, allocated) == ([], 18, 4, done - 6)
    assert short == max(0, allocated - on_hand)
    assert breaches() == []


def test_a_wait_that_is_too_long_ends_with_an_error_that_may_be_tried_again() -> None:
    held, go = threading.Event(), threading.Event()

    def keep() -> None:
        with transaction.atomic():
            hold(want("A", "GINZA"), key="slow")
            held.set()
            go.wait(timeout=10)

    def wait() -> None:
        held.wait(timeout=10)
        try:
            hold(want("A", "GINZA"), key="quick")
        finally:
            go.set()

    found = together([keep, wait])
    assert found[0] is None
    assert isinstance(found[1], OperationalError)
    assert hold(want("A", "GINZA"), key="quick") != ()
    assert level() == (10, 2, 0, 0)
