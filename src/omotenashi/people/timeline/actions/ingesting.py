# SPDX-License-Identifier: Apache-2.0
"""Items become entries: find the nodes their keys mean, then write all of them in one transaction."""

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import DataError, transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_bytes
from omotenashi.people.timeline.actions import counting, placing, preparing, writing
from omotenashi.people.timeline.actions.placing import Place
from omotenashi.people.timeline.actions.preparing import Body, Prepared, origin_of, prepare
from omotenashi.people.timeline.models import Source
from omotenashi.people.timeline.rules import Around, Item, Refusal, cleaning, clocks


@dataclass(frozen=True, slots=True)
class Ingested:
    """How many items were written, were repeats, and were kept as refused; and how many tell of who is who."""

    written: int
    repeated: int
    refused: int
    telling: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """Items with their rows ready by their keys, what is to be kept as refused, and what tells of who is who."""

    items: list[Item]
    refusals: list[Refusal]
    rows: dict[bytes, bytes]
    telling: list[tuple[Item, Place]]


def ingest(payloads: Sequence[Mapping[str, Any]], *, source: Source, now: datetime) -> Ingested:
    """Write items of the Segment protocol as if they had come over HTTP at `now`."""
    around = Around(received=clocks.ticks(now))
    body = Body([_raw(payload) for payload in payloads])
    origin, refusals, items = origin_of(source), [], []
    for first in range(0, len(body.items), _AT_ONCE):
        part = prepare(Body(body.items[first : first + _AT_ONCE]), around=around, origin=origin)
        items += part.items
        refusals += part.refusals
    return ingest_items(Prepared(items, refusals), now=now)


def ingest_items(prepared: Prepared, *, now: datetime) -> Ingested:
    """Write prepared items, of one request or of many, and keep those that were refused."""
    return write(place(prepared, now=now), now=now)


def place(prepared: Prepared, *, now: datetime) -> Placed:
    """Find the places of items and make their rows; nothing is written but nodes. Without a usable key there is none."""
    items, found, clock = prepared.items, Placed([], list(prepared.refusals), {}, []), time.monotonic()
    placed, rows = found.items, found.rows
    for item, at, entry_id in zip(items, placing.places_of(items, now=now), new_bytes(len(items)), strict=True):
        if at is None:
            found.refusals.append(_refused(item, "no_id", "blocked"))
            continue
        placed.append(item)
        # The first of two with one key wins.
        if item.key not in rows:
            tells = item.type == "identify" or (at.several and at.tells(item.at, clock))
            if tells:
                found.telling.append((item, at))
            rows[item.key] = writing.row(item, at.placed, entry_id, tells)
    return found


def write(found: Placed, *, now: datetime) -> Ingested:
    """Write what was placed, in one transaction."""
    try:
        return _write(found, now=now)
    except DataError as error:
        # Something got through the cleaning that PostgreSQL does not take. Halve until it stands alone.
        items = found.items
        if len(items) == 1:
            refusal = _refused(items[0], "unstorable", str(error)[:200])
            return ingest_items(Prepared([], [*found.refusals, refusal]), now=now)
        middle = len(items) // 2
        one = ingest_items(Prepared(items[:middle], found.refusals), now=now)
        other = ingest_items(Prepared(items[middle:], []), now=now)
    return Ingested(
        one.written + other.written, one.repeated + other.repeated, one.refused + other.refused,
        one.telling + other.telling,
    )  # fmt: skip


_AT_ONCE = 2000


@transaction.atomic
def _write(found: Placed, *, now: datetime) -> Ingested:
    if found.refusals:
        _keep(found.refusals)
    rows = dict(found.rows)
    since = clocks.moment(min((item.received for item in found.items), default=0))
    writing.write(rows, since=since, now=now)
    repeated = len(found.items) - len(rows)
    counting.count(found.items, found.refusals, repeats=repeated, now=now)
    told = [(item, at) for item, at in found.telling if item.key in rows]
    if told:
        transaction.on_commit(lambda: _note_told(told))
    return Ingested(len(rows), repeated, len(found.refusals), len(told))


def _refused(item: Item, reason: str, detail: str) -> Refusal:
    return Refusal(reason, detail, preparing.raw_of(item), item.received, item.origin.source_id)


def _note_told(told: Sequence[tuple[Item, Place]]) -> None:
    for item, at in told:
        at.note_told(item.at)


def _keep(refusals: Sequence[Refusal]) -> None:
    """Keep refused items. The id follows from the words, so a request that comes twice leaves one row."""
    rows = [
        (
            UUID(bytes=hashlib.sha256(b"\0".join((one.source_id, one.reason.encode(), one.raw))).digest()[:16]),
            clocks.moment(one.received), UUID(bytes=one.source_id), one.reason, cleaning.text(one.detail),
            cleaning.text(one.raw.decode("utf-8", "replace")),
        )
        for one in refusals
    ]  # fmt: skip
    columns = {
        "id": "uuid", "received_at": "timestamptz", "source_id": "uuid", "reason": "text", "detail": "text",
        "raw": "text",
    }  # fmt: skip
    bulk.stage("stage_rejected", columns, rows)
    bulk.run(
        "INSERT INTO timeline_rejected (id, received_at, source_id, reason, detail, raw)"
        " SELECT id, received_at, source_id, reason, detail, raw FROM stage_rejected ON CONFLICT DO NOTHING"
    )


def _raw(payload: Mapping[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(payload)
    except (UnicodeEncodeError, OverflowError):
        return json.dumps(payload).encode()
