# SPDX-License-Identifier: Apache-2.0
"""The one transaction that writes entries: lock, drop repeats, COPY. One lock makes `seq` ascend with the commits.

Rows are COPYed in PostgreSQL's binary form: neither side has to write or read a number or a moment as text.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import getrandbits
from struct import Struct
from typing import Any
from uuid import UUID

from django.db import connection

from omotenashi.base import bulk
from omotenashi.people.timeline.actions import partitions

_COLUMNS = (
    "received_at, id, node_id, source_id, at, tells, original_at, sent_at, message_id, type, name, others, props,"
    " context"
)
_HEAD = ">hiqiQQi16si16siqi?"
# With both moments, with the first alone, with the second alone, with none; then the length of the message id.
_BOTH, _FIRST = Struct(_HEAD + "iqiqi").pack, Struct(_HEAD + "iqii").pack
_SECOND, _NEITHER = Struct(_HEAD + "iiqi").pack, Struct(_HEAD + "iii").pack
_LENGTH = Struct(">i").pack
_JSON = Struct(">iB").pack
_ARRAY = Struct(">iiiii").pack
_UUID_TYPE = 2950
# Milliseconds between the epochs of Unix and of PostgreSQL.
_EPOCH = 946_684_800_000
_NO_OTHERS = _LENGTH(12) + Struct(">iii").pack(0, 0, _UUID_TYPE)
_ONE_OTHER = _LENGTH(40) + _ARRAY(1, 0, _UUID_TYPE, 1, 1) + _LENGTH(16)
_BEGIN, _END = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"


def row(
    *, received: int, node: bytes, source: bytes, at: int, tells: bool, original: int | None, sent: int | None,
    message_id: str, kind: str, name: str, others: bytes, props: bytes, context: bytes,
) -> bytes:  # fmt: skip
    """Give an entry as a row of the binary COPY. Moments are microseconds since 2000; `others` come from `array`."""
    named = message_id.encode()
    size = len(named)
    # A UUIDv7: `base.ids` without the way over a number.
    high = (received // 1000 + _EPOCH) << 16 | 0x7000 | getrandbits(12)
    low = 1 << 63 | getrandbits(62)
    if original is not None and sent is not None:
        head = _BOTH(
            14, 8, received, 16, high, low, 16, node, 16, source, 8, at, 1, tells, 8, original, 8, sent, size
        )  # fmt: skip
    elif original is not None:
        head = _FIRST(14, 8, received, 16, high, low, 16, node, 16, source, 8, at, 1, tells, 8, original, -1, size)
    elif sent is not None:
        head = _SECOND(14, 8, received, 16, high, low, 16, node, 16, source, 8, at, 1, tells, -1, 8, sent, size)
    else:
        head = _NEITHER(14, 8, received, 16, high, low, 16, node, 16, source, 8, at, 1, tells, -1, -1, size)
    json, around = _JSON(len(props) + 1, 1), _JSON(len(context) + 1, 1)
    return b"".join((head, named, _words(kind, name), others, json, props, around, context))


def array(others: Sequence[UUID]) -> bytes:
    """Give nodes as a field of a row."""
    if not others:
        return _NO_OTHERS
    if len(others) == 1:
        return _ONE_OTHER + others[0].bytes
    parts: list[Any] = [_LENGTH(20 + 20 * len(others)), _ARRAY(1, 0, _UUID_TYPE, len(others), 1)]
    for other in others:
        parts += (_LENGTH(16), other.bytes)
    return b"".join(parts)


def write(by_key: dict[str, bytes], *, now: datetime) -> None:
    """Write rows by their keys, inside the caller's transaction; take out those that were repeats."""
    if not by_key:
        return
    partitions.lock_and_ensure(now=now)
    day = now.astimezone(UTC).date()
    keys = "{" + ",".join(by_key) + "}"
    # Under the lock nobody else notes keys, so what is not there now is new.
    for (key,) in bulk.rows(_NOTE, [keys, day - timedelta(days=partitions.KEPT_DAYS), day, day, keys]):
        del by_key[key]
    if by_key:
        _copy(b"".join((_BEGIN, *by_key.values(), _END)))


def _copy(data: bytes) -> None:
    # Django wraps what cursors raise, but not what a COPY raises.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY timeline_entry ({_COLUMNS}) FROM STDIN (FORMAT BINARY)") as target,
    ):
        target.write(data)


@lru_cache(maxsize=4096)
def _words(kind: str, name: str) -> bytes:
    one, other = kind.encode(), name.encode()
    return b"".join((_LENGTH(len(one)), one, _LENGTH(len(other)), other))


# One question instead of two: what is seen, and the note of all that is not.
_NOTE = """
WITH seen AS MATERIALIZED (
  SELECT message_key FROM timeline_entrydedup
  WHERE message_key = ANY(%s::uuid[]) AND day >= %s AND day <= %s
), noted AS (
  INSERT INTO timeline_entrydedup (day, message_key)
  SELECT %s, given FROM unnest(%s::uuid[]) given
  WHERE NOT EXISTS (SELECT 1 FROM seen WHERE message_key = given)
)
SELECT replace(message_key::text, '-', '') FROM seen
"""
