# SPDX-License-Identifier: Apache-2.0
"""Ids: UUID version 7 (RFC 9562, section 5.7), so that new rows stand at the end of an index."""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """Give a new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10))
    high = milliseconds << 16 | 0x7000 | noise >> 68
    low = 1 << 63 | noise & 0x3FFFFFFFFFFFFFFF
    return UUID(int=high << 64 | low)
