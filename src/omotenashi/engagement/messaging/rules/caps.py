# SPDX-License-Identifier: Apache-2.0
"""Windows in which messages are counted: days, weeks from Monday and months of the retailer's calendar."""

from datetime import date, timedelta

WINDOWS = ("day", "week", "month")
MOST = 1_000


def next_began(window: str, *, day: date) -> date:
    """Give the first day of the window after the one that a day lies in."""
    if window == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return began(window, day=day) + timedelta(days=7 if window == "week" else 1)


def began(window: str, *, day: date) -> date:
    """Give the first day of the window that a day lies in."""
    if window == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if window == "month" else day
