# SPDX-License-Identifier: Apache-2.0
"""The one transaction that writes entries: lock, drop repeats, COPY. One lock makes `seq` ascend with the commits.

Rows are COPYed in PostgreSQL's binary form: neither side has to write or read a number or a moment as text.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from struct import Struct
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import RawCursor
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

from omotenashi.people.timeline.actions import partitions
from omotenashi.people.timeline.rules import Item

# What many rows share stands in front, in pieces that are made once.
_COLUMNS = (
    "received_at, source_id, node_id, others, type, name, id, at, tells, original_at, sent_at, message_id, props,"
    " context"
)
_HEAD = Struct(">hiqi16s").pack
# With both moments, with the first alone, with the second alone, with none; then the length of the message id.
_START = ">i16siqi?"
_BOTH, _FIRST = Struct(_START + "iqiqi").pack, Struct(_START + "iqii").pack
_SECOND, _NEITHER = Struct(_START + "iiqi").pack, Struct(_START + "iii").pack
_LENGTH = Struct(">i").pack
_JSON = Struct(">iB").pack
_ARRAY = Struct(">iiiii").pack
_UUID_TYPE, _UUIDS_TYPE = 2950, 2951
_NO_OTHERS = _LENGTH(12) + Struct(">iii").pack(0, 0, _UUID_TYPE)
_ONE_OTHER = _LENGTH(40) + _ARRAY(1, 0, _UUID_TYPE, 1, 1) + _LENGTH(16)
_SIXTEEN = _LENGTH(16)
_BEGIN, _END = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"


def row(item: Item, place: bytes, entry_id: bytes, tells: bool) -> bytes:
    """Give an item as a row of the binary COPY; `place` comes from `placed`."""
    named, original, sent = item.message_id.encode(), item.original, item.sent
    if original is not None and sent is not None:
        own = _BOTH(16, entry_id, 8, item.at, 1, tells, 8, original, 8, sent, len(named))
    elif original is not None:
        own = _FIRST(16, entry_id, 8, item.at, 1, tells, 8, original, -1, len(named))
    elif sent is not None:
        own = _SECOND(16, entry_id, 8, item.at, 1, tells, -1, 8, sent, len(named))
    else:
        own = _NEITHER(16, entry_id, 8, item.at, 1, tells, -1, -1, len(named))
    props, context = item.props, item.context
    return b"".join((
        _came(item.received, item.origin.source_id), place, _words(item.type, item.name), own, named,
        _JSON(len(props) + 1, 1), props, _JSON(len(context) + 1, 1), context,
    ))  # fmt: skip


def placed(node: UUID, others: Sequence[UUID]) -> bytes:
    """Give a node and those that appeared with it as fields of a row."""
    if not others:
        array = _NO_OTHERS
    elif len(others) == 1:
        array = _ONE_OTHER + others[0].bytes
    else:
        parts: list[Any] = [_LENGTH(20 + 20 * len(others)), _ARRAY(1, 0, _UUID_TYPE, len(others), 1)]
        for other in others:
            parts += (_SIXTEEN, other.bytes)
        array = b"".join(parts)
    return b"".join((_SIXTEEN, node.bytes, array))


def write(by_key: dict[bytes, bytes], *, now: datetime) -> None:
    """Write rows by their keys, inside the caller's transaction; take out those that were repeats."""
    if not by_key:
        return
    partitions.lock_and_ensure(now=now)
    # Under the lock nobody else notes keys, so what is not there now is new.
    for key in _noted(sorted(by_key), week=partitions.week(now)):
        del by_key[key]
    if by_key:
        _copy(b"".join((_BEGIN, *by_key.values(), _END)))


def _noted(keys: Sequence[bytes], *, week: date) -> list[bytes]:
    """Note keys; give those that had been noted before."""
    with connection.wrap_database_errors, RawCursor(connection.connection) as cursor:
        cursor.adapters.register_dumper(_Keys, _KeysDumper)
        cursor.execute(_NOTE, [_Keys(keys), week - partitions.WEEK, week, week + partitions.WEEK], binary=True)
        return [key.bytes for (key,) in cursor.fetchall()]


class _Keys:
    """Keys as PostgreSQL reads an array of them: neither side writes or reads 32 letters for each."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self.wire = b"".join((_ARRAY(1, 0, _UUID_TYPE, len(keys), 1), _SIXTEEN, _SIXTEEN.join(keys)))


class _KeysDumper(Dumper):
    """Hands keys to the driver as they are."""

    format = Format.BINARY
    oid = _UUIDS_TYPE

    def dump(self, obj: _Keys) -> Buffer:
        """Give the array."""
        return obj.wire


def _copy(data: bytes) -> None:
    # Django wraps what cursors raise, but not what a COPY raises.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY timeline_entry ({_COLUMNS}) FROM STDIN (FORMAT BINARY)") as target,
    ):
        target.write(data)


@lru_cache(maxsize=4096)
def _came(received: int, source: bytes) -> bytes:
    return _HEAD(14, 8, received, 16, source)


@lru_cache(maxsize=4096)
def _words(kind: str, name: str) -> bytes:
    one, other = kind.encode(), name.encode()
    return b"".join((_LENGTH(len(one)), one, _LENGTH(len(other)), other))


# One question instead of two: what is seen, and the note of all that is not.
_NOTE = """
WITH seen AS MATERIALIZED (
  SELECT message_key FROM timeline_entrydedup WHERE message_key = ANY($1) AND day >= $2 AND day < $4
), noted AS (
  INSERT INTO timeline_entrydedup (day, message_key)
  SELECT $3, given FROM unnest($1) given WHERE NOT EXISTS (SELECT 1 FROM seen WHERE message_key = given)
)
SELECT message_key FROM seen
"""
