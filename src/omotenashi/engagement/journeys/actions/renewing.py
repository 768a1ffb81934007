# SPDX-License-Identifier: Apache-2.0
"""Whoever waits at a step begins to wait anew when it happens again: a basket that is changed is a basket of now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.engagement.journeys.actions.leading import CHAIN
from omotenashi.engagement.journeys.models import JourneyVersion
from omotenashi.engagement.journeys.rules.moves import MOST_ANEW

# How often a run began a step anew, in what a run knows.
ANEW = "begun_anew"
_COLUMNS = {"node_id": "uuid", "at": "timestamptz", "key": "text", "props": "jsonb"}
# Of several the last counts. Who is through already, or would be before it happened, goes on. What is asked at first is
# asked again of the row as it is once it is ours: somebody may have been led on meanwhile.
_RENEW = """
WITH h AS (SELECT * FROM {happened}),
s AS (SELECT p.person_id, h.* FROM h JOIN customers_nodeperson p ON p.node_id = h.node_id),
last AS (SELECT DISTINCT ON (e.id) e.id, s.at, s.props, count(*) OVER (PARTITION BY e.id) AS n,
    CASE WHEN jsonb_typeof(e.context -> '{anew}') = 'number' THEN (e.context ->> '{anew}')::numeric ELSE 0 END AS before
  FROM s JOIN customers_nodeperson n ON n.person_id = s.person_id JOIN journeys_enrolment e ON e.node_id = n.node_id
  WHERE e.version_id = %s AND e.ended_at IS NULL AND e.step = %s AND s.at > e.stepped_at AND e.signal = ''
    AND (NOT e.is_waiting OR s.at < e.wake_at) AND e.key = coalesce(s.key, e.key)
  ORDER BY e.id, s.at DESC)
UPDATE journeys_enrolment e SET stepped_at = last.at, is_waiting = false, wake_at = %s,
  context = e.context || last.props || jsonb_build_object('{anew}', last.before + last.n)
FROM last WHERE e.id = last.id AND last.before + last.n <= %s AND e.ended_at IS NULL AND e.step = %s AND e.signal = ''
  AND e.stepped_at < last.at
"""
type Again = tuple[UUID, datetime, str | None, Mapping[str, Any]]


def renew(version: JourneyVersion, step: str, again: Iterable[Again], *, now: datetime) -> int:
    """Begin a step anew for whoever waits there: the time runs from what happened, and what it said is known from now on.

    At most a hundred times a run. Say for how many.
    """
    rows = [(node, at, key, Jsonb(_plain(props), dumps=msgspec.json.encode)) for node, at, key, props in again]
    if not rows:
        return 0
    source, values = bulk.given("journeys_again", _COLUMNS, rows)
    return bulk.run(_RENEW.format(happened=source, anew=ANEW), [*values, version.pk, step, now, MOST_ANEW, step])


def _plain(props: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a run may know of it; what we count ourselves nobody else says."""
    return {
        name: value
        for name, value in props.items()
        if isinstance(value, str | int | float | bool) and name not in (CHAIN, ANEW)
    }
