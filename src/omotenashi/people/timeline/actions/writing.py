# SPDX-License-Identifier: Apache-2.0
"""The one transaction that writes entries: lock, drop repeats, COPY. One lock makes `seq` ascend with the commits.

Rows are COPYed in PostgreSQL's binary form: neither side has to write or read a number or a moment as text.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain, repeat
from struct import Struct
from typing import Any
from uuid import UUID

from django.db import connection

from omotenashi.people.timeline.actions import partitions, repeats
from omotenashi.people.timeline.rules import Item

# What many rows share stands in front, in pieces that are made once.
_COLUMNS = (
    "seq, received_at, source_id, type, name, node_id, others, id, at, tells, original_at, sent_at, message_id, props,"
    " context"
)
_NUMBER = Struct(">hiq").pack
_HEAD = Struct(">iqi16s").pack
# With both moments, with the first alone, with the second alone, with none; then the length of the message id.
_START = ">i16siqi?"
_BOTH, _FIRST = Struct(_START + "iqiqi").pack, Struct(_START + "iqii").pack
_SECOND, _NEITHER = Struct(_START + "iiqi").pack, Struct(_START + "iii").pack
_LENGTH = Struct(">i").pack
_ARRAY = Struct(">iiiii").pack
_UUID_TYPE = 2950
_NO_OTHERS = _LENGTH(12) + Struct(">iii").pack(0, 0, _UUID_TYPE)
_ONE_OTHER = _LENGTH(40) + _ARRAY(1, 0, _UUID_TYPE, 1, 1) + _LENGTH(16)
_SIXTEEN = _LENGTH(16)
_BEGIN, _END = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"


def row(item: Item, place: bytes, entry_id: bytes, tells: bool) -> bytes:
    """Give an item as a row of the binary COPY but for its number; `place` comes from `placed`."""
    named, original, sent = item.key[1:], item.original, item.sent
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
        _front(item.received, item.origin.source_id, item.type, item.name), place, own, named, _LENGTH(len(props)), props,
        _LENGTH(len(context)), context,
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


def write(by_key: dict[bytes, bytes], *, since: datetime, now: datetime) -> None:
    """Write rows by their keys, inside the caller's transaction; take out those that were repeats.

    `since` is when the first of them reached us.
    """
    if not by_key:
        return
    first = partitions.lock_and_ensure(now=now, rows=len(by_key))
    for key in repeats.repeats_of(list(by_key), since=min(since, now), until=now):
        by_key.pop(key, None)
    if by_key:
        numbers = map(_NUMBER, repeat(15), repeat(8), range(first, first + len(by_key)))
        _copy(b"".join((_BEGIN, *chain.from_iterable(zip(numbers, by_key.values(), strict=True)), _END)))


def _copy(data: bytes) -> None:
    # Django wraps what cursors raise, but not what a COPY raises.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY timeline_entry ({_COLUMNS}) FROM STDIN (FORMAT BINARY)") as target,
    ):
        target.write(data)


@lru_cache(maxsize=4096)
def _front(received: int, source: bytes, kind: str, name: str) -> bytes:
    one, other = kind.encode(), name.encode()
    return b"".join((_HEAD(8, received, 16, source), _LENGTH(len(one)), one, _LENGTH(len(other)), other))
