# SPDX-License-Identifier: Apache-2.0
"""A broadcast at an hour of each person's own clock: it begins where the day begins first, and is over where it ends last. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

# The hour comes nowhere later than this: twelve hours behind Greenwich.
_LAST = timedelta(hours=12)


def is_asked(entry: Mapping[str, Any]) -> bool:
    """Say whether an entry names a moment that is meant by the clock of each person."""
    return (
        entry.get("kind") == "list" and bool(entry.get("at")) and not entry.get("every") and bool(entry.get("own_time"))
    )


def due(
    entry: Mapping[str, Any], *, since: datetime | None, now: datetime, zones: Iterable[ZoneInfo], house: ZoneInfo
) -> list[ZoneInfo]:
    """Give the zones to which the moment came after `since`, all to which it came where nobody looked before."""
    wall = _wall(entry, house)
    found = []
    for zone in zones:
        at = wall.replace(tzinfo=zone).astimezone(UTC)
        if at <= now and (since is None or at > since):
            found.append(zone)
    return found


def is_over(entry: Mapping[str, Any], *, now: datetime, house: ZoneInfo) -> bool:
    """Say whether the moment came everywhere; whoever was on the way between two zones is asked once more then."""
    return now >= _wall(entry, house).replace(tzinfo=UTC) + _LAST


def _wall(entry: Mapping[str, Any], house: ZoneInfo) -> datetime:
    """Give the moment as a clock shows it: what was said is meant by the house's."""
    at = datetime.fromisoformat(str(entry["at"]))
    return (at.astimezone(house) if at.tzinfo else at).replace(tzinfo=None)
