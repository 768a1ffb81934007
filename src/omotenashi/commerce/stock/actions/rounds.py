# SPDX-License-Identifier: Apache-2.0
"""Count while the shop is open: open → counting → review → posted | discarded.

The book at the freeze is kept, and what moves until somebody counts is no difference. Posting books differences, never
levels, so what moves between counting and posting stays.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.commerce.stock.actions import booking
from omotenashi.commerce.stock.actions.booking import Step
from omotenashi.commerce.stock.models import CountLine, CountRound, StockLevel
from omotenashi.commerce.stock.rules import rounds as rules
from omotenashi.commerce.stock.rules.promises import Conflict


@transaction.atomic
def open_round(
    *,
    location_id: UUID,
    variant_ids: Collection[UUID] | None = None,
    blind: bool = True,
    name: str = "",
    key: str,
    actor: str = "",
    now: datetime,
) -> UUID:
    """Begin a round over some variants, or over all that has a level there; give its id, again for the same key."""
    found = CountRound.objects.filter(key=key).first()
    if found:
        return found.pk
    made = CountRound.objects.create(
        location_id=location_id, blind=blind, name=name, key=key, actor=actor, opened_at=now
    )
    levels = StockLevel.objects.filter(location_id=location_id)
    if variant_ids is not None:
        levels = levels.filter(variant_id__in=list(variant_ids))
    book = dict(levels.values_list("variant_id", "on_hand"))
    scope = book if variant_ids is None else variant_ids
    CountLine.objects.bulk_create(
        CountLine(round=made, variant_id=variant, expected_at_freeze=book.get(variant, 0)) for variant in sorted(scope)
    )
    return made.pk


@transaction.atomic
def enter(round_id: UUID, counted: Mapping[UUID, int], *, by: str, now: datetime) -> None:
    """Note what somebody counted. One's own count again mends it; another person's is the second count.

    A variant that nobody expected joins the round.
    """
    if any(number < 0 for number in counted.values()):
        raise ValueError("a count is never below zero")
    made = _locked(round_id, "open", "counting", "review")
    # The levels are locked, so that nothing moves between reading the book and noting what has moved.
    levels = StockLevel.objects.filter(location_id=made.location_id, variant_id__in=list(counted))
    book = dict(levels.order_by("variant_id").select_for_update().values_list("variant_id", "on_hand"))
    lines = {line.variant_id: line for line in made.lines.filter(variant_id__in=list(counted))}
    for variant, number in sorted(counted.items()):
        now_there = book.get(variant, 0)
        line = lines.get(variant) or CountLine(round=made, variant_id=variant, expected_at_freeze=now_there)
        line.moved_since = now_there - line.expected_at_freeze
        if line.first is None or line.first_by == by:
            line.first, line.first_by, line.first_at = number, by, now
        else:
            line.second, line.second_by, line.second_at = number, by, now
        line.save()
    if made.state == "open":
        CountRound.objects.filter(pk=made.pk).update(state="counting", counting_at=now)


@transaction.atomic
def review(round_id: UUID, *, now: datetime) -> None:
    """Close the counting; differences are looked at from now on. Second counts may still come."""
    made = _locked(round_id, "open", "counting", "review")
    CountRound.objects.filter(pk=made.pk).update(state="review", review_at=now)


@transaction.atomic
def post(round_id: UUID, *, actor: str, now: datetime) -> int:
    """Book the differences and give how many variants differed. Posted twice is once.

    Raises SecondCountNeeded while a large difference was seen by one person only. What nobody counted stays as it is.
    """
    made = CountRound.objects.select_for_update().get(pk=round_id)
    if made.state == "posted":
        return 0
    if made.state != "review":
        raise Conflict(f"the round is {made.state}")
    lines = list(made.lines.exclude(first=None).order_by("variant_id"))
    differences = {line.variant_id: difference(line) for line in lines}
    unsure = [line.variant_id for line in lines if line.second is None and needs_second(line)]
    if unsure:
        raise rules.SecondCountNeeded(unsure)
    steps = [
        Step(variant, made.location_id, delta, reason="count", key=f"{made.pk}:{variant}")
        for variant, delta in differences.items()
        if delta
    ]
    booking.book(steps, source="round", ref=str(made.pk), actor=actor, at=now, now=now)
    bulk.run(_BELIEVED, [now, made.location_id, [line.variant_id for line in lines]])
    CountRound.objects.filter(pk=made.pk).update(state="posted", posted_at=now)
    return len(steps)


@transaction.atomic
def discard(round_id: UUID, *, now: datetime) -> None:
    """Throw a round away; the book stays as it is."""
    made = CountRound.objects.select_for_update().get(pk=round_id)
    if made.state == "posted":
        raise Conflict("the round is posted")
    CountRound.objects.filter(pk=made.pk).update(state="discarded", discarded_at=now)


def difference(line: CountLine) -> int:
    """Give what the last count of a line differs from the book."""
    counted = line.first if line.second is None else line.second
    return rules.variance(counted or 0, expected_at_freeze=line.expected_at_freeze, moved_since=line.moved_since)


def needs_second(line: CountLine) -> bool:
    """Say whether another person must count a line."""
    return rules.needs_second(difference(line), expected=line.expected_at_freeze + line.moved_since)


def _locked(round_id: UUID, *states: str) -> CountRound:
    made = CountRound.objects.select_for_update().get(pk=round_id)
    if made.state not in states:
        raise Conflict(f"the round is {made.state}")
    return made


_BELIEVED = """
UPDATE stock_stocklevel SET last_counted_at = %s, confidence = DEFAULT, doubt = 0, count_wanted_at = NULL,
  version = version + 1
WHERE location_id = %s AND variant_id = ANY (%s)
"""
