# SPDX-License-Identifier: Apache-2.0
"""As of which day a question is asked when nobody says it, when models are fitted anew, and who is drawn into which arm."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

# For so long a taste that a customer took away stays away.
TASTE_KEPT_AWAY = timedelta(days=180)
# A history that ended longer ago than this is asked as of its own last day: else everybody in it has left.
LIVING = timedelta(days=31)


def as_of(*, today: date, last_day: date | None) -> date:
    """Give today for a living record, else the last day of the record."""
    if last_day is None or today - last_day <= LIVING:
        return today
    return last_day


# How many of the last days are kept back to see whether a forecast would have come true.
HOLDOUT_DAYS = 91
# A date further away than this is none that anybody waits for.
FARTHEST_DAYS = 3_650.0
DAYS = {"week": 7.0, "day": 1.0}
REFIT = timedelta(hours=20)


def is_due(*, last: datetime | None, now: datetime) -> bool:
    """Is it time to fit again?"""
    return last is None or now - last >= REFIT


BUCKETS = 10_000
CONTROL = "control"
# Of the global holdout: one in twenty hears no marketing for a year.
HOLDOUT, HELD_OUT, REACHED = "holdout", CONTROL, "reached"
HOLDOUT_ARMS = ((HELD_OUT, 500), (REACHED, BUCKETS - 500))


def bucket(*, seed: str, node: UUID) -> int:
    """Draw a number from 0 to 9,999 for an identifier: always the same, and another with another seed."""
    drawn = hashlib.md5(f"{seed}:{node}".encode(), usedforsecurity=False).hexdigest()
    return int(drawn[:8], 16) % BUCKETS


def arm_at(number: int, *, arms: Sequence[tuple[str, int]]) -> str:
    """Give the arm (code, how many of 10,000) in which a bucket lies; the last one takes what the weights leave."""
    for code, weight in arms:
        if number < weight:
            return code
        number -= weight
    return arms[-1][0]


def holdout_key(year: int) -> str:
    """Give the key of the global holdout of a year."""
    return f"{HOLDOUT}-{year}"
