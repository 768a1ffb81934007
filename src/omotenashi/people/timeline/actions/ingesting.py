# SPDX-License-Identifier: Apache-2.0
"""Items become entries: find the nodes their keys mean, then write all of them in one transaction."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import DataError, transaction

from omotenashi.base import bulk
from omotenashi.people.customers.actions.anchors import Anchored
from omotenashi.people.timeline.actions import counting, placing, writing
from omotenashi.people.timeline.actions.preparing import Body, Prepared, origin_of, prepare
from omotenashi.people.timeline.models import Source
from omotenashi.people.timeline.rules import Around, Item, Refusal, cleaning, clocks


@dataclass(frozen=True, slots=True)
class Ingested:
    """How many items were written, were repeats, and were kept as refused."""

    written: int
    repeated: int
    refused: int


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
    placed, unplaced = _placed(prepared.items, now=now)
    refusals = [*prepared.refusals, *unplaced]
    try:
        written = _write(placed, refusals, now=now)
    except DataError as error:
        # Something got through the cleaning that PostgreSQL does not take. Halve until it stands alone.
        if len(placed) == 1:
            item = placed[0][0]
            refusal = Refusal("unstorable", str(error)[:200], item.raw, item.received, item.origin.source_id)
            return ingest_items(Prepared([], [*refusals, refusal]), now=now)
        return _halves(placed, refusals, now=now)
    return Ingested(written, len(placed) - written, len(refusals))


_AT_ONCE = 2000


def _halves(placed: list[tuple[Item, Anchored]], refusals: list[Refusal], *, now: datetime) -> Ingested:
    middle, items = len(placed) // 2, [item for item, _anchored in placed]
    one = ingest_items(Prepared(items[:middle], refusals), now=now)
    other = ingest_items(Prepared(items[middle:], []), now=now)
    return Ingested(one.written + other.written, one.repeated + other.repeated, one.refused + other.refused)


def _placed(items: Sequence[Item], *, now: datetime) -> tuple[list[tuple[Item, Anchored]], list[Refusal]]:
    """Find the anchor of each item; without a key that can be used there is none."""
    placed, refusals = [], []
    for item, anchored in zip(items, placing.anchors_of(items, now=now), strict=True):
        if anchored is None:
            refusals.append(Refusal("no_id", "blocked", item.raw, item.received, item.origin.source_id))
        else:
            placed.append((item, anchored))
    return placed, refusals


@transaction.atomic
def _write(placed: Sequence[tuple[Item, Anchored]], refusals: Sequence[Refusal], *, now: datetime) -> int:
    if refusals:
        _keep(refusals)
    written = writing.write(
        [
            (
                item.key,
                writing.row(
                    received=item.received, node=anchored.node_id, source=item.origin.source_id, at=item.at,
                    original=item.original, sent=item.sent, message_id=item.message_id, kind=item.type, name=item.name,
                    others=anchored.others, props=item.props, context=item.context,
                ),
            )
            for item, anchored in placed
        ],
        now=now,
    )  # fmt: skip
    counting.count([item for item, _anchored in placed], refusals, repeats=len(placed) - written, now=now)
    return written


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
