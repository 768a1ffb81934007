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
    return {"journeys_enrolment": rows} if rows else {}


_EMPTY = """
UPDATE journeys_enrolment SET context = '{}', key = CASE WHEN key = '' THEN '' ELSE id::text END,
  outcome = CASE WHEN ended_at IS NULL THEN 'erased' ELSE outcome END, ended_at = coalesce(ended_at, %s), wake_at = NULL,
  is_waiting = false
WHERE node_id = ANY(%s)
"""
