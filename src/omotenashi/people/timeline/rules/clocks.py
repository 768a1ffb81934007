# SPDX-License-Identifier: Apache-2.0
"""Clocks that are wrong: when did it happen, by what the sender's clock said and by ours.

Moments are whole microseconds since 2000-01-01 UTC, as PostgreSQL keeps them; None is "not said".
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_START = datetime(2000, 1, 1, tzinfo=UTC)
_DAY = 86_400_000_000
# No moment is written with more, fractions and zone included.
_LONGEST = 64
# What lies outside is a broken clock, and the difference of two such moments could not be stored.
_FIRST = (datetime(1900, 1, 1, tzinfo=UTC) - _START) // timedelta(microseconds=1)
_LAST = (datetime(2200, 1, 1, tzinfo=UTC) - _START) // timedelta(microseconds=1)


def event_time(original: int | None, sent: int | None, received: int, keeps_own_time: bool) -> int:
    """Give the moment of the event: never after `received`.

    `keeps_own_time` is true of servers and imports, whose clock is more likely right than a late envelope.
    """
    if original is None:
        return received
    return min(original + shift(sent, received, keeps_own_time), received)


def shift(sent: int | None, received: int, keeps_own_time: bool) -> int:
    """Give what is to be added to the moments that a sender's clock said."""
    if sent is None or (keeps_own_time and abs(sent - received) > _DAY):
        return 0
    return received - sent


def ticks(moment: datetime) -> int:
    """Give an aware moment as microseconds."""
    since = moment - _START
    return since.days * _DAY + since.seconds * 1_000_000 + since.microseconds


def moment(at: int) -> datetime:
    """Give microseconds as a moment."""
    return _START + timedelta(microseconds=at)


def read(said: object) -> int | None:
    """Read an ISO 8601 moment, without a zone in UTC; None for anything else and for what no clock shows."""
    return _moment(said) if type(said) is str and len(said) <= _LONGEST else None


@lru_cache(maxsize=8192)
def _moment(said: str) -> int | None:
    # As SDKs write it, with milliseconds; the items of a batch share their second.
    if (
        len(said) == 24 and said[19] == "." and said[23] == "Z" and said[13] == said[16] == ":"
        and said.isascii() and said[20:23].isdigit()
    ):  # fmt: skip
        second = _read(said[:19])
        return None if second is None else second + int(said[20:23]) * 1000
    return _read(said)


@lru_cache(maxsize=4096)
def _read(said: str) -> int | None:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    since = (found if found.tzinfo else found.replace(tzinfo=UTC)) - _START
    at = since.days * _DAY + since.seconds * 1_000_000 + since.microseconds
    return at if _FIRST <= at < _LAST else None
