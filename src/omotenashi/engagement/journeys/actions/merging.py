# SPDX-License-Identifier: Apache-2.0
"""Who turn out to be one person are taken along once; taken apart again, each goes on where they stood."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.engagement.journeys.actions.waking import wake


@transaction.atomic
def join(persons: Collection[UUID], *, now: datetime) -> int:
    """Of several runs of a person in one journey about one thing the earliest goes on; say how many end."""
    return bulk.run(_JOIN, {"persons": list(persons), "now": now})


@transaction.atomic
def part(persons: Collection[UUID], *, now: datetime) -> int:
    """Let runs go on that ended only because two were taken for one; say how many."""
    again = bulk.run(_PART, {"persons": list(persons), "now": now})
    if again:
        wake()
    return again


_JOIN = """
UPDATE journeys_enrolment e SET ended_at = greatest(%(now)s, e.entered_at), outcome = 'merged', wake_at = NULL,
  is_waiting = false, signal = ''
FROM (
  SELECT e.id, row_number() OVER (PARTITION BY n.person_id, e.journey_id, e.key ORDER BY e.entered_at, e.id) AS nth
  FROM customers_nodeperson n JOIN journeys_enrolment e ON e.node_id = n.node_id
  WHERE n.person_id = ANY(%(persons)s) AND e.ended_at IS NULL
) d WHERE d.id = e.id AND d.nth > 1
"""
# Whoever waited stands on the step again, and since the same moment: the wait is neither longer nor shorter for it.
_PART = """
UPDATE journeys_enrolment e SET ended_at = NULL, outcome = '', wake_at = %(now)s
FROM (
  SELECT DISTINCT ON (n.person_id, e.journey_id, e.key) e.id
  FROM customers_nodeperson n JOIN journeys_enrolment e ON e.node_id = n.node_id
  JOIN journeys_journey j ON j.id = e.journey_id AND j.state IN ('live', 'closing', 'paused')
  WHERE n.person_id = ANY(%(persons)s) AND e.outcome = 'merged' AND NOT EXISTS (
    SELECT 1 FROM customers_nodeperson m JOIN journeys_enrolment l ON l.node_id = m.node_id
    WHERE m.person_id = n.person_id AND l.journey_id = e.journey_id AND l.key = e.key
      AND (l.ended_at IS NULL OR l.entered_at > e.entered_at))
  ORDER BY n.person_id, e.journey_id, e.key, e.entered_at
) d WHERE d.id = e.id
"""
