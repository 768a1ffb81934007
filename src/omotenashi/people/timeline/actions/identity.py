# SPDX-License-Identifier: Apache-2.0
"""The reader "identity": what entries say about who is who becomes edges and field values, shortly after the commit."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
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
_LOCK = 7_461_002
# Few, because writers wait for the nodes that an observation locks.
_AT_ONCE = 250
_REMEMBERED = 100_000


@transaction.atomic
def read_identities(*, now: datetime, limit: int = _AT_ONCE) -> int | None:
    """Read on from where the reader is; give how many entries were looked at, None while another process reads."""
    [(mine,)] = bulk.rows("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
    if not mine:
        return None
    since = readers.position(NAME)
    [(last,)] = bulk.rows("SELECT coalesce(max(seq), 0) FROM timeline_entry")
    rows = bulk.rows(_NEXT, [since, last, limit]) if last > since else []
    _observe(rows, since=since, now=now)
    if last > since:
        readers.move_reader(name=NAME, seq=rows[-1][0] if len(rows) == limit else last, now=now)
    return len(rows)


def _observe(rows: Sequence[tuple[Any, ...]], *, since: int, now: datetime) -> None:
    if since < _said.since:
        # Somebody set the reader back: everything is to be said again.
        _said.pairs.clear()
    by_source: dict[str, list[Observed]] = {}
    new: list[tuple[Any, ...]] = []
    for _seq, entry_id, kind, node, others, at, source, props, context in rows:
        fields = fields_of(decode(props), decode(context)) if kind == "identify" else {}
        if kind != "identify" and (node, *others) in _said.pairs:
            continue
        new.append((node, *others))
        observed = Observed(node_id=node, others=tuple(others), fields=fields, observed_at=at, cause_id=str(entry_id))
        by_source.setdefault(source, []).append(observed)
    for source, records in by_source.items():
        observations.observe(records, source=source, cause_kind="entry", now=now)
    transaction.on_commit(lambda: _said.remember(new, since))


@dataclass(slots=True)
class _Said:
    """Which nodes this process has named together, so that the same visitor's next click costs nothing."""

    since: int = 0
    pairs: OrderedDict[tuple[Any, ...], None] = field(default_factory=OrderedDict)

    def remember(self, new: Sequence[tuple[Any, ...]], since: int) -> None:
        self.since = since
        self.pairs.update(dict.fromkeys(new))
        while len(self.pairs) > _REMEMBERED:
            self.pairs.popitem(last=False)


_said = _Said()
_NEXT = """
SELECT e.seq, e.id, e.type, e.node_id, e.others, e.at, s.code,
  CASE WHEN e.type = 'identify' THEN e.props END, CASE WHEN e.type = 'identify' THEN e.context END
FROM timeline_entry e JOIN timeline_source s ON s.id = e.source_id
WHERE e.seq > %s AND e.seq <= %s AND (e.others <> '{}' OR e.type = 'identify')
ORDER BY e.seq LIMIT %s
"""
