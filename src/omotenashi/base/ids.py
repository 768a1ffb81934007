# SPDX-License-Identifier: Apache-2.0
"""Ids: UUID version 7 (RFC 9562, section 5.7), so that new rows stand at the end of an index."""

import os
import time
from datetime import datetime
from threading import Lock
from uuid import UUID

_NOISE = 74
_STEP = 40
_LOW = 62
_lock = Lock()
_last = 0


def new_id() -> UUID:
    """Give a new UUIDv7: 48 bits of Unix milliseconds, then 74 bits of noise; later than any this process gave before.

    Within a millisecond the noise grows by a random step (RFC 9562, section 6.2, method 2): rows made one after the
    other sort in the order of their making.
    """
    return UUID(int=_written(_reserve(1)))


def new_ids(count: int) -> list[UUID]:
    """Give so many ids at once, each later than the one before; the noise is asked for once."""
    first = _reserve(count)
    return [UUID(int=_written(first + n)) for n in range(count)]


def new_bytes(count: int) -> list[bytes]:
    """Give so many ids at once, as PostgreSQL keeps them."""
    first = _reserve(count)
    if first >> _LOW == first + count >> _LOW:
        # Only the last 62 bits differ: they stand alone behind the variant.
        start = _written(first)
        return [one.to_bytes(16) for one in range(start, start + count)]
    return [_written(first + n).to_bytes(16) for n in range(count)]


def first_at(moment: datetime) -> UUID:
    """Give the smallest id that can have been made at a moment: the rows since then stand behind it in an index."""
    return UUID(int=_written(int(moment.timestamp() * 1000) << _NOISE))


def _reserve(count: int) -> int:
    """Take so many numbers that follow each other, all later than those taken before; give the first."""
    global _last  # noqa: PLW0603 - the last one given is what makes the next one later
    noise = int.from_bytes(os.urandom(16))
    fresh = time.time_ns() // 1_000_000 << _NOISE | noise >> 128 - _NOISE + 1
    with _lock:
        first = fresh if fresh >> _NOISE > _last >> _NOISE else _last + 1 + (noise & (1 << _STEP) - 1)
        _last = first + count - 1
    return first


def _written(number: int) -> int:
    """Put version and variant between moment and noise."""
    high, low = number >> _LOW, number & (1 << _LOW) - 1
    return (high >> 12 << 16 | 0x7000 | high & 0xFFF) << 64 | 1 << 63 | low
