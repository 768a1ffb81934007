# SPDX-License-Identifier: Apache-2.0
"""A pace tells when a thing runs out; too little of it tells nothing."""

from datetime import date, timedelta

import pytest

from omotenashi.insight.offers import Due, due_by_use
from omotenashi.insight.recommend.running_out import Use, is_due, runs_out

BEGAN = date(2026, 3, 1)


def use(progress: float, days: int, *, finished: int | None = None, number: int = 1) -> Use:
    """Somebody got so far within so many days, of something that is bought again every 60."""
    done = None if finished is None else BEGAN + timedelta(days=finished)
    return Use(
        number=number, progress=progress, began=BEGAN, last=BEGAN + timedelta(days=days), finished=done, cycle=60
    )


@pytest.mark.parametrize(
    ("progress", "days", "finished", "left"),
    [
        (0.8, 40, None, 50),
        (0.2, 10, None, 50),
        (0.19, 40, None, None),
        (0.9, 2, None, None),
        (1.0, 30, 30, 30),
        (1.0, 50, 30, 30),
    ],
)
def test_the_pace_so_far_goes_on(progress: float, days: int, finished: int | None, left: int | None) -> None:
    found = runs_out(use(progress, days, finished=finished))
    assert (None if found is None else (found - BEGAN).days) == left


@pytest.mark.parametrize(("today", "due"), [(37, False), (38, True), (50, True), (80, True), (81, False)])
def test_it_is_spoken_of_as_with_the_calendar(today: int, due: bool) -> None:
    day = BEGAN + timedelta(days=50)
    assert is_due(day, cycle=60, today=BEGAN + timedelta(days=today)) is due


def test_a_use_moves_the_date_of_the_calendar_brings_in_what_runs_out_and_leaves_out_what_is_still_full() -> None:
    today = BEGAN + timedelta(days=42)
    calendar = {
        1: Due(BEGAN + timedelta(days=60), 60, True),
        3: Due(BEGAN + timedelta(days=45), 60, False),
        4: Due(today, 60, False),
    }
    uses = [use(0.8, 40), use(0.9, 40, number=2), use(0.25, 40, number=3), use(0.1, 40, number=4)]
    found = [
        (number, (one.day - BEGAN).days, one.own, used) for number, one, used in due_by_use(calendar, uses, today=today)
    ]
    # The fourth is hardly used, so the calendar goes on saying when.
    assert found == [(4, 42, False, None), (2, 44, False, 0.9), (1, 50, True, 0.8)]
