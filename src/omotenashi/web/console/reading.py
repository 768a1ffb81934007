# SPDX-License-Identifier: Apache-2.0
"""What people type into an address bar, read kindly: a value, or None for nonsense."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def whole(text: str) -> int | None:
    """Read a whole number that a database can hold."""
    try:
        number = int(text)
    except ValueError:
        return None
    return number if abs(number) < 2**31 else None


def day(text: str) -> date | None:
    """Read an ISO day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def start_of(text: str, *, zone: ZoneInfo) -> datetime | None:
    """Read an ISO day as its first moment in a zone."""
    found = day(text)
    return None if found is None else datetime(found.year, found.month, found.day, tzinfo=zone)
