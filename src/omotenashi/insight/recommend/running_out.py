# SPDX-License-Identifier: Apache-2.0
"""When something that is used up runs out, by how far somebody got with it: the date of the next order follows that. Pure.

The pace so far goes on: who used 80 % within 40 days has 10 days left. Less than a fifth, or less than three days, is no pace;
then the calendar (`cycles`) goes on saying when.
"""

from dataclasses import dataclass
from datetime import date, timedelta

# Spoken of from this share of the cycle before the day to this many cycles after it, as `cycles` does.
EARLY, LATE = 0.2, 0.5
LEAST_USED, LEAST_DAYS = 0.2, 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """How far a person got with a product (by its number) since the last purchase, and after how many days it is bought again."""

    number: int
    progress: float
    began: date
    last: date
    finished: date | None
    cycle: int


def runs_out(use: Use) -> date | None:
    """Give the day on which it is used up; None where nobody can say."""
    if use.finished is not None:
        return use.finished
    days = (use.last - use.began).days
    if use.progress < LEAST_USED or days < LEAST_DAYS:
        return None
    return use.began + timedelta(days=round(days / use.progress))


def is_due(day: date, *, cycle: int, today: date) -> bool:
    """Is it time to speak of it, as `cycles.due` says it of the calendar?"""
    return today >= day - timedelta(days=max(EARLY * cycle, 3)) and today <= day + timedelta(days=LATE * cycle)
