# SPDX-License-Identifier: Apache-2.0
"""How fast places serve, how long they wait, how long goods may come back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """One version. A pick-up is ready `pickup_minutes` after the place opens, and waits `pickup_days`.

    A try-on waits `try_on_hours`, halved with each time the person did not come, never below `try_on_least_hours`.
    """

    pickup_minutes: int = 60
    ship_hours: int = 24
    pickup_days: int = 7
    return_days: int = 8
    try_on_hours: int = 48
    try_on_least_hours: int = 3
    try_on_pieces: int = 5
    refund_no_show: bool = True


def read(settings: Mapping[str, Any]) -> Policy:
    """Make a policy of what is stored; what is not said is as at first."""
    known = {each.name for each in fields(Policy)}
    return Policy(**{name: value for name, value in settings.items() if name in known})


def due_at(policy: Policy, *, kind: str, opens: datetime | None, now: datetime) -> datetime:
    """Say when a place has to be done: a pick-up so long after it opens next, a parcel so long after that moment."""
    start = max(now, opens) if opens else now
    if kind == "pickup":
        return start + timedelta(minutes=policy.pickup_minutes)
    return start + timedelta(hours=policy.ship_hours)


def try_on_until(policy: Policy, *, no_shows: int, now: datetime) -> datetime:
    """Say until when a try-on waits for somebody who did not come so many times before."""
    hours = max(policy.try_on_hours / 2**no_shows, float(policy.try_on_least_hours))
    return now + timedelta(hours=hours)


def clock(due: datetime, *, now: datetime) -> str:
    """Say how it stands with the time: `late`, `soon` (a quarter of an hour), or `fine`."""
    if now >= due:
        return "late"
    return "soon" if due - now <= timedelta(minutes=15) else "fine"
