# SPDX-License-Identifier: Apache-2.0
"""The reader "identity": what entries say about who is who becomes edges and field values, shortly after the commit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from msgspec import Struct
from msgspec.json import Decoder, decode

from omotenashi.base import bulk
from omotenashi.base.text import zones
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import observations
from omotenashi.people.customers.actions.observations import Observed
from omotenashi.people.timeline.actions import readers
from omotenashi.people.timeline.rules import fields_of

NAME = "identity"
AT_ONCE = 1000
_LOCK = 7_461_002


class _Around(Struct):
    """What of a context says where a device stands."""

    timezone: Any = None
    machine: Any = None


_around = Decoder(_Around).decode


@transaction.atomic
def read_identities(*, now: datetime, limit: int = AT_ONCE) -> int | None:
    """Read on from where the reader is; give how many entries were looked at, None while another process reads."""
    [(mine,)] = bulk.rows("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
    if not mine:
        return None
    since = readers.position(NAME)
    rows = bulk.rows(_NEXT, [since, limit])
    if rows:
        _observe(rows, now=now)
        readers.move_reader(name=NAME, seq=rows[-1][0], now=now)
    return len(rows)


def _observe(rows: Sequence[tuple[Any, ...]], *, now: datetime) -> None:
    records: list[Observed] = []
    said: dict[tuple[Any, ...], datetime] = {}
    shown = _shown(rows)
    for _seq, entry_id, kind, node, others, at, source, _shared, props, context in rows:
        zone = shown.get(entry_id, "")
        together = (node, *others, zone)
        if kind != "identify":
            # The same nodes for a later moment, or a node alone, say nothing more.
            known = said.get(together)
            if not (others or zone) or (known is not None and known <= at):
                continue
            said[together] = at
        fields = fields_of(decode(props), decode(context)) if kind == "identify" else {}
        fields |= {"device_zone": zone} if zone else {}
        records.append(
            Observed(
                node_id=node, source=source, others=tuple(others), fields=fields, observed_at=at, cause_id=str(entry_id)
            )
        )
    if records:
        observations.observe(records, cause_kind="entry", now=now)


def _shown(rows: Sequence[tuple[Any, ...]]) -> dict[UUID, str]:
    """Give by entry the time zone that a device showed, where it is another one than is known of its human.

    Of a device that many use, and of a machine, it says nothing about anybody. Who shows what is known in all entries
    needs no row written for it; who showed several is told of each, in their order.
    """
    found = {
        entry_id: (node, zone)
        for _seq, entry_id, _kind, node, _others, _at, _source, shared, _props, context in rows
        if not shared and not (around := _around(context)).machine and (zone := zones.known(around.timezone))
    }
    known = customers.device_zones({node for node, _ in found.values()}) if found else {}
    changed = {node for node, zone in found.values() if known.get(node) != zone}
    return {entry_id: zone for entry_id, (node, zone) in found.items() if node in changed}


# The rows of `timeline_entry_tells`, which are few; those of an older house that say nothing are passed over.
_NEXT = """
SELECT e.seq, e.id, e.type, e.node_id, e.others, e.at, s.code, s.shared_device,
  CASE WHEN e.type = 'identify' THEN e.props END, e.context
FROM timeline_entry e JOIN timeline_source s ON s.id = e.source_id
WHERE e.seq > %s AND e.tells ORDER BY e.seq LIMIT %s
"""
