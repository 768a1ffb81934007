# SPDX-License-Identifier: Apache-2.0
"""What journeys do when somebody is erased."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk


@transaction.atomic
def erase(nodes: Sequence[UUID], *, now: datetime) -> dict[str, int]:
    """End the runs of somebody and empty what was known of them; they stay counted."""
    rows = bulk.run(_EMPTY, [now, list(nodes)])
    told = bulk.run(_UNTELL, [now, list(nodes)])
    found = {"journeys_enrolment": rows, "journeys_call": told}
    return {table: number for table, number in found.items() if number}


_EMPTY = """
UPDATE journeys_enrolment SET context = '{}', key = CASE WHEN key = '' THEN '' ELSE id::text END,
  outcome = CASE WHEN ended_at IS NULL THEN 'erased' ELSE outcome END, ended_at = coalesce(ended_at, %s), wake_at = NULL,
  is_waiting = false
WHERE node_id = ANY(%s)
"""
# What was not told yet is told nobody; of what was told no word stays here.
_UNTELL = """
UPDATE journeys_call c SET body = '', answer = '', due_at = NULL, settled_at = coalesce(c.settled_at, %s),
  state = CASE WHEN c.state IN ('waiting', 'calling') THEN 'failed' ELSE c.state END
FROM journeys_enrolment e WHERE e.id = c.enrolment_id AND e.node_id = ANY(%s)
"""
