# SPDX-License-Identifier: Apache-2.0
"""As of which day a question is asked when nobody says it."""

from datetime import date, timedelta

# A history that ended longer ago than this is asked as of its own last day: else everybody in it has left.
LIVING = timedelta(days=31)


def as_of(*, today: date, last_day: date | None) -> date:
    """Give today for a living record, else the last day of the record."""
    if last_day is None or today - last_day <= LIVING:
        return today
    return last_day
