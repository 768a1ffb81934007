# SPDX-License-Identifier: Apache-2.0
"""Refused items: sent again after the reason is gone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from omotenashi.people.timeline.actions.ingesting import Ingested, ingest_items
from omotenashi.people.timeline.actions.preparing import Body, Prepared, origin_of, prepare
from omotenashi.people.timeline.models import Rejected
from omotenashi.people.timeline.rules import MOST_ITEMS, Around, clocks


def replay(*, rejected_ids: Sequence[UUID], now: datetime) -> Ingested:
    """Read refused items again, at the moment they reached us. Those that are refused again stay as they were."""
    together, replayed = Prepared([], []), []
    for one in Rejected.objects.filter(pk__in=rejected_ids, replayed_at=None).select_related("source"):
        prepared = _again(one)
        if not prepared.refusals:
            together.items += prepared.items
            replayed.append(one.pk)
    done = ingest_items(together, now=now)
    Rejected.objects.filter(pk__in=replayed).update(replayed_at=now)
    return Ingested(done.written, done.repeated, len(rejected_ids) - len(replayed))


def _again(one: Rejected) -> Prepared:
    """Give what a refused item holds; the surplus of a batch holds many."""
    raw = one.raw.encode()
    try:
        items = [bytes(part) for part in msgspec.json.decode(raw, type=list[msgspec.Raw])]
    except msgspec.MsgspecError:
        items = [raw]
    origin, together = origin_of(one.source), Prepared([], [])
    for first in range(0, len(items), MOST_ITEMS):
        around = Around(received=clocks.ticks(one.received_at))
        part = prepare(Body(items[first : first + MOST_ITEMS]), around=around, origin=origin)
        together.items += part.items
        together.refusals += part.refusals
    return together
