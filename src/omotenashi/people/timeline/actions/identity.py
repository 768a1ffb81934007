# SPDX-License-Identifier: Apache-2.0
"""The reader "identity": what entries say about who is who becomes edges and field values, shortly after the commit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from msgspec.json import decode

from omotenashi.base import bulk
from omotenashi.people.customers.actions import observations
from omotenashi.people.customers.actions.observations import Observed
from omotenashi.people.timeline.actions import readers
from omotenashi.people.timeline.rules import fields_of

NAME = "identity"
AT_ONCE = 1000
_LOCK = 7_461_002


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
    for _seq, entry_id, kind, node, others, at, source, props, context in rows:
        together = (node, *others)
        if kind != "identify":
            # The same nodes for a later moment, or a node alone, say nothing more.
            known = said.get(together)
            if not others or (known is not None and known <= at):
                continue
            said[together] = at
        fields = fields_of(decode(props), decode(context)) if kind == "identify" else {}
        records.append(
            Observed(
                node_id=node, source=source, others=tuple(others), fields=fields, observed_at=at, cause_id=str(entry_id)
            )
        )
    if records:
        observations.observe(records, cause_kind="entry", now=now)


# The rows of `timeline_entry_tells`, which are few; those of an older house that say nothing are passed over.
_NEXT = """
SELECT e.seq, e.id, e.type, e.node_id, e.others, e.at, s.code,
  CASE WHEN e.type = 'identify' THEN e.props END, CASE WHEN e.type = 'identify' THEN e.context END
FROM timeline_entry e JOIN timeline_source s ON s.id = e.source_id
WHERE e.seq > %s AND e.tells ORDER BY e.seq LIMIT %s
"""
