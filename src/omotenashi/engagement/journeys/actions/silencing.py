# SPDX-License-Identifier: Apache-2.0
"""What a journey wished for and nobody has said yet: taken back when its person leaves at once, or when it is put away."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import JourneyVersion
from omotenashi.engagement.journeys.rules.graphs import FAREWELL
from omotenashi.engagement.messaging import actions as messaging


def silence_runs(runs: Collection[UUID], *, now: datetime) -> int:
    """Take back what waits of runs that ended at once: for the morning, for room, for its hour. Say how many."""
    if not runs:
        return 0
    # The names of wishes, as a step makes them.
    keys = [key for (key,) in bulk.rows(_WISHES, [list(runs)])]
    return messaging.withdraw(keys=keys, reason=messaging.LEFT, now=now)


def silence(journey_id: UUID, *, now: datetime) -> int:
    """Take back all that waits of a journey, of every version; say how many."""
    graphs = JourneyVersion.objects.filter(journey=journey_id).values_list("graph", flat=True)
    steps = {name for graph in graphs for name, step in graph["steps"].items() if step["kind"] == "send"} | {FAREWELL}
    campaigns = [queries.campaign_of(journey_id, name) for name in sorted(steps)]
    return messaging.withdraw(campaigns=campaigns, reason=messaging.LEFT, now=now)


_WISHES = "SELECT enrolment_id || ':' || step || ':' || visit FROM journeys_steplog WHERE enrolment_id = ANY(%s)"
