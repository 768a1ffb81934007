# SPDX-License-Identifier: Apache-2.0
"""As of which day a question is asked when nobody says it, and when the value models are fitted anew."""

from datetime import date, datetime, timedelta

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
