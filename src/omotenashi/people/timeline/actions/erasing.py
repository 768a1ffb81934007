# SPDX-License-Identifier: Apache-2.0
"""Empty the entries of erased nodes: what was done stays, the human goes."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.erasing import tables
from omotenashi.base.erasing.traces import Traces
from omotenashi.people.timeline.rules import personal

CHUNK = 5_000


@transaction.atomic
def erase(node_ids: Sequence[UUID], *, traces: Traces) -> dict[str, int]:
    """Strip the entries of nodes, and empty refused items in which a trace stands. Give the rows by table."""
    done, after = 0, -1
    with tables.journals_open():
        while rows := bulk.rows(_READ, [list(node_ids), after, CHUNK]):
            _write(rows, node_ids, traces=traces)
            done, after = done + len(rows), rows[-1][0]
    refused = tables.empty(
        "timeline_rejected", key="id", columns={"raw": "text", "detail": "text"}, traces=traces,
        blank={"raw": "", "detail": ""},
    )  # fmt: skip
    return {"timeline_entry": done, "timeline_rejected": refused}


def _write(rows: Sequence[tuple[Any, ...]], node_ids: Sequence[UUID], *, traces: Traces) -> None:
    bulk.stage(
        "stage_stripped",
        {"seq": "bigint", "received_at": "timestamptz", "props": "text", "context": "text"},
        ((row[0], row[1], *_stripped(*row[2:], traces=traces)) for row in rows),
    )
    bulk.run(
        "UPDATE timeline_entry e SET props = s.props, context = s.context FROM stage_stripped s"
        " WHERE e.seq = s.seq AND e.received_at = s.received_at AND e.node_id = ANY(%s)",
        [list(node_ids)],
    )


def _stripped(kind: str, name: str, props: str, context: str, *, traces: Traces) -> tuple[str, str]:
    kept = personal.stripped_props(json.loads(props), type=kind, name=name)
    around = personal.stripped_context(json.loads(context))
    return _written(traces.taken_from_json(kept)), _written(traces.taken_from_json(around))


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_READ = """
SELECT seq, received_at, type, name, props, context FROM timeline_entry
WHERE node_id = ANY(%s) AND seq > %s ORDER BY seq LIMIT %s
"""
