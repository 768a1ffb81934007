# SPDX-License-Identifier: Apache-2.0
"""How far the book is believed, who yields when it was wrong, and how far one may promise what is not there yet."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.commerce.stock.actions import promises
from omotenashi.commerce.stock.queries import levels
from omotenashi.commerce.stock.rules import confidence
from omotenashi.commerce.stock.rules.promises import Conflict
from omotenashi.commerce.stock.rules.yielding import Promise


@transaction.atomic
def not_found(*, variant_id: UUID, location_id: UUID, now: datetime) -> None:
    """Somebody looked and found none: believe nothing there (no channel promises it) until it is counted."""
    bulk.run(_DOUBT, [confidence.NOT_FOUND, now, variant_id, location_id, confidence.NOT_FOUND])


def age(*, now: datetime) -> int:
    """Let confidence wear off with the days since the last count; give how many levels changed."""
    rule = confidence
    figures = [rule.NEVER_COUNTED, rule.LASTING, (rule.COUNTED - rule.LASTING) * rule.HALF_DAYS, rule.HALF_DAYS, now]
    return bulk.run(_AGE, figures)


@transaction.atomic
def give_way(*, variant_id: UUID, location_id: UUID, pickups: Collection[UUID] = (), now: datetime) -> list[Promise]:
    """Let holds go where more is promised than lies there; give the promises that still have to yield.

    Those are allocations (and holds under payment), deliveries before `pickups` (ids of allocations): their owners
    re-source or refund them, which resolves the shortage.
    """
    yielding = levels.who_yields(variant_id, location_id=location_id, pickups=pickups, now=now)
    soft = [each.id for each in yielding if each.standing in ("lapsed", "cart", "staff", "try_on")]
    if soft:
        promises.release(reservations=soft, resolution="yielded", now=now)
    return [each for each in yielding if each.id not in soft]


@transaction.atomic
def allow_backorder(*, variant_id: UUID, location_id: UUID, limit: int) -> None:
    """Let so many be promised beyond what lies there. Raises Conflict when as many are promised already."""
    if not bulk.run(_BACKORDER, [limit, variant_id, location_id, limit]):
        raise Conflict("more is promised already, or the variant never lay there")


_DOUBT = """
UPDATE stock_stocklevel SET doubt = doubt + %s, count_wanted_at = coalesce(count_wanted_at, %s), version = version + 1,
  confidence = 0 WHERE variant_id = %s AND location_id = %s AND doubt < %s
"""
# rules/confidence.py, for all levels at once; a test compares the two.
_AGE = """
WITH aged AS (
  SELECT id, greatest(0, CASE WHEN last_counted_at IS NULL THEN %s
    ELSE %s + %s / (%s + greatest(0, extract(epoch FROM %s - last_counted_at)::int / 86400)) END - doubt) AS sure
  FROM stock_stocklevel
)
UPDATE stock_stocklevel l SET confidence = aged.sure FROM aged WHERE aged.id = l.id AND l.confidence <> aged.sure
"""
_BACKORDER = """
UPDATE stock_stocklevel SET backorder_limit = %s, version = version + 1
WHERE variant_id = %s AND location_id = %s AND short = 0 AND reserved + allocated <= on_hand + %s
"""
