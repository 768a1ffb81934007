# SPDX-License-Identifier: Apache-2.0
"""Ids: UUID version 7 (RFC 9562, section 5.7), so that new rows stand at the end of an index."""

import os
import time
from threading import Lock
from uuid import UUID

_NOISE = 74
_STEP = 40
_lock = Lock()
_last = 0


def new_id() -> UUID:
    """Give a new UUIDv7: 48 bits of Unix milliseconds, then 74 bits of noise; later than any this process gave before.

    Within a millisecond the noise grows by a random step (RFC 9562, section 6.2, method 2): rows made one after the
    other sort in the order of their making.
    """
    global _last  # noqa: PLW0603 - the last one given is what makes the next one later
    noise = int.from_bytes(os.urandom(16))
    fresh = time.time_ns() // 1_000_000 << _NOISE | noise >> 128 - _NOISE + 1
    with _lock:
        _last = fresh if fresh >> _NOISE > _last >> _NOISE else _last + 1 + (noise & (1 << _STEP) - 1)
        made = _last
    high, low = made >> 62, made & (1 << 62) - 1
    return UUID(int=(high >> 12 << 16 | 0x7000 | high & 0xFFF) << 64 | 1 << 63 | low)
