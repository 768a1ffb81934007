# SPDX-License-Identifier: Apache-2.0
"""By when a place has to be done, and how long a try-on waits. How long is the policy of service's to say (orders)."""

from datetime import datetime, timedelta

# Goods wait unpaid: so many times for one person at the same time.
TRY_ONS_AT_ONCE = 3


def due_at(*, minutes: int, opens: datetime | None, now: datetime) -> datetime:
    """Say when a place has to be done: so long after it opens next, or after now where it is open."""
    return (max(now, opens) if opens else now) + timedelta(minutes=minutes)


def try_on_until(*, hours: int, least: int, no_shows: int, now: datetime) -> datetime:
    """Say until when a try-on waits for somebody who did not come so many times before: half as long each time."""
    return now + timedelta(hours=max(hours / 2**no_shows, float(least)))


def clock(due: datetime, *, now: datetime) -> str:
    """Say how it stands with the time: `late`, `soon` (a quarter of an hour), or `fine`."""
    if now >= due:
        return "late"
    return "soon" if due - now <= timedelta(minutes=15) else "fine"
