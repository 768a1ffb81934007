# SPDX-License-Identifier: Apache-2.0
"""Whoever leaves the segment by which they came in: they go on, leave, or have reached the goal, as the drawing says."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import saying, silencing

_END = """
UPDATE journeys_enrolment e SET ended_at = %s, outcome = %s, wake_at = NULL, is_waiting = false
FROM customers_nodeperson n WHERE n.person_id = ANY(%s) AND e.node_id = n.node_id AND e.version_id = %s
  AND e.ended_at IS NULL AND e.entered_at <= %s
RETURNING e.id
"""


@transaction.atomic
def depart(*, segment_id: UUID, persons: Sequence[UUID], at: datetime, now: datetime) -> int:
    """End the runs of persons who left a segment, where their drawing says so, of whatever version; say how many.

    Nothing that still waits is said to them, but what the drawing says to whoever leaves.
    """
    ended = []
    for version in queries.live_versions():
        graph = queries.graph_of(version)
        if graph.leaving and str(graph.entry["segment"]) == str(segment_id):
            rows = bulk.rows(_END, [at, graph.leaving, list(persons), version.pk, at])
            ended += [run for (run,) in rows]
    silencing.silence_runs(ended, now=now)
    saying.farewell(ended, now=now)
    return len(ended)
