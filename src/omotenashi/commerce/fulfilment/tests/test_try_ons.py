# SPDX-License-Identifier: Apache-2.0
"""Goods laid aside to be tried on."""

from datetime import timedelta
from uuid import UUID

import pytest

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.models import TryOnHold
from omotenashi.commerce.fulfilment.tests import desk
from omotenashi.commerce.fulfilment.tests.desk import NOW
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import StockLevel

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    desk.furnish()


def asked(node: UUID, *, key: str, pieces: int = 1, now: object = NOW) -> TryOnHold:
    """Ask Ginza to lay shirts aside."""
    wanted = {desk.variant("SHIRT"): pieces}
    made = fulfilment.hold_try_on(node_id=node, location_id=desk.place("GINZA"), wanted=wanted, key=key, now=now)  # type: ignore[arg-type]  # a moment
    return TryOnHold.objects.get(pk=made)


def reserved() -> int:
    """Give what is held of the shirts in Ginza."""
    return StockLevel.objects.get(variant__sku="SHIRT", location__code="GINZA").reserved


def test_a_visit_frees_what_was_laid_aside_and_knows_what_was_bought() -> None:
    hold = asked(desk.member(), key="t", pieces=2)
    assert (asked(hold.node_id, key="t", pieces=2).pk, reserved()) == (hold.pk, 2)
    for act in (fulfilment.confirm_try_on, fulfilment.ready_try_on, fulfilment.visit_try_on):
        assert (act(hold.pk, key=act.__name__, now=NOW), act(hold.pk, key=act.__name__, now=NOW)) == (True, False)
    fulfilment.close_try_on(hold.pk, bought={desk.variant("SHIRT"): 1}, key="c", now=NOW)
    assert (TryOnHold.objects.get().state, TryOnHold.objects.get().lines.get().bought, reserved()) == ("closed", 1, 0)


def test_who_does_not_come_is_given_half_the_time() -> None:
    node = desk.member()
    hours = []
    for n in range(6):
        hold = asked(node, key=f"t{n}")
        hours.append((hold.expires_at - NOW) / HOUR)
        fulfilment.confirm_try_on(hold.pk, key=f"c{n}", now=NOW)
        fulfilment.ready_try_on(hold.pk, key=f"r{n}", now=NOW)
        assert (fulfilment.end_try_ons(now=hold.expires_at), fulfilment.end_try_ons(now=hold.expires_at)) == (1, 0)
    assert (hours, queries.no_shows_of(node), reserved()) == ([48, 24, 12, 6, 3, 3], 6, 0)


def test_a_hold_that_nobody_confirmed_expires_and_is_no_no_show() -> None:
    hold = asked(desk.member(), key="t")
    fulfilment.end_try_ons(now=hold.expires_at)
    assert (TryOnHold.objects.get().state, queries.no_shows_of(hold.node_id)) == ("expired", 0)


def test_a_shop_that_finds_none_says_so_and_its_count_is_doubted() -> None:
    hold = asked(desk.member(), key="t")
    fulfilment.decline_try_on(hold.pk, reason="not there", not_found=True, key="d", now=NOW)
    level = StockLevel.objects.get(variant__sku="SHIRT", location__code="GINZA")
    assert (TryOnHold.objects.get().state, level.reserved, level.confidence) == ("declined", 0, 0)
    with pytest.raises(fulfilment.NotNow):
        fulfilment.confirm_try_on(hold.pk, key="c", now=NOW)


def test_too_many_pieces_and_goods_that_are_not_there_are_refused() -> None:
    node = desk.member()
    with pytest.raises(fulfilment.TryOnRefused):
        asked(node, key="t1", pieces=6)
    with pytest.raises(stock.OutOfStock):
        asked(node, key="t2", pieces=4)
    assert (TryOnHold.objects.count(), reserved()) == (0, 0)
