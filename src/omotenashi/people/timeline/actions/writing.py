# SPDX-License-Identifier: Apache-2.0
"""The one transaction that writes entries: lock, drop repeats, COPY. One lock makes `seq` ascend with the commits.

Rows are COPYed in PostgreSQL's binary form: neither side has to write or read a number or a moment as text.
"""

from collections.abc import Iterable, Sequence
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
    "received_at, id, node_id, source_id, at, original_at, sent_at, message_id, type, name, others, props, context"
)
_FIXED = Struct(">hiqiQQi16si16siq").pack
_MOMENT = Struct(">iq").pack
_LENGTH = Struct(">i").pack
_JSON = Struct(">iB").pack
_NONE = _LENGTH(-1)
_ARRAY = Struct(">iiiii").pack
_UUID_TYPE = 2950
# Milliseconds between the epochs of Unix and of PostgreSQL.
_EPOCH = 946_684_800_000
_NO_OTHERS = _LENGTH(12) + Struct(">iii").pack(0, 0, _UUID_TYPE)
_ONE_OTHER = _LENGTH(40) + _ARRAY(1, 0, _UUID_TYPE, 1, 1) + _LENGTH(16)
_BEGIN, _END = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"


def row(
    *, received: int, node: UUID, source: bytes, at: int, original: int | None, sent: int | None, message_id: str,
    kind: str, name: str, others: Sequence[UUID], props: bytes, context: bytes,
) -> bytes:  # fmt: skip
    """Give an entry as a row of the binary COPY. Moments are microseconds since 2000."""
    named = message_id.encode()
    return b"".join(
        (
            # A UUIDv7: `base.ids` without the way over a number.
            _FIXED(
                13,
                8,
                received,
                16,
                (received // 1000 + _EPOCH) << 16 | 0x7000 | getrandbits(12),
                1 << 63 | getrandbits(62),
                16,
                node.bytes,
                16,
                source,
                8,
                at,
            ),
            _NONE if original is None else _MOMENT(8, original),
            _NONE if sent is None else _MOMENT(8, sent),
            _LENGTH(len(named)),
            named,
            _word(kind),
            _word(name),
            _array(others) if others else _NO_OTHERS,
            _JSON(len(props) + 1, 1),
            props,
            _JSON(len(context) + 1, 1),
            context,
        )
    )


def write(rows: Iterable[tuple[str, bytes]], *, now: datetime) -> int:
    """Write rows by their keys, each key once; give the number that were new. Inside the caller's transaction."""
    by_key: dict[str, bytes] = {}
    for key, told in rows:
        by_key.setdefault(key, told)  # the first of two wins
    if not by_key:
        return 0
    partitions.lock_and_ensure(now=now)
    day = now.astimezone(UTC).date()
    array = "{" + ",".join(by_key) + "}"
    # Under the lock nobody else notes keys, so what is not there now is new.
    for (key,) in bulk.rows(_SEEN, [day - timedelta(days=partitions.KEPT_DAYS), day, array]):
        del by_key[key]
    if by_key:
        bulk.run(_NOTE, [day, "{" + ",".join(by_key) + "}"])
        _copy(b"".join((_BEGIN, *by_key.values(), _END)))
    return len(by_key)


def _copy(data: bytes) -> None:
    # Django wraps what cursors raise, but not what a COPY raises.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY timeline_entry ({_COLUMNS}) FROM STDIN (FORMAT BINARY)") as target,
    ):
        target.write(data)


@lru_cache(maxsize=4096)
def _word(text: str) -> bytes:
    data = text.encode()
    return _LENGTH(len(data)) + data


def _array(others: Sequence[UUID]) -> bytes:
    if len(others) == 1:
        return _ONE_OTHER + others[0].bytes
    parts: list[Any] = [_LENGTH(20 + 20 * len(others)), _ARRAY(1, 0, _UUID_TYPE, len(others), 1)]
    for other in others:
        parts += (_LENGTH(16), other.bytes)
    return b"".join(parts)


_SEEN = """
SELECT replace(message_key::text, '-', '') FROM timeline_entrydedup
WHERE day >= %s AND day <= %s AND message_key = ANY(%s::uuid[])
"""
_NOTE = "INSERT INTO timeline_entrydedup (day, message_key) SELECT %s, unnest(%s::uuid[])"
