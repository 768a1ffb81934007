# SPDX-License-Identifier: Apache-2.0
"""The step that puts people on a list that is kept by hand, or takes them off it. Nobody is on a list twice."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules.graphs import Step
from omotenashi.engagement.journeys.rules.moves import Move


def enlist(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Put everybody but the control group on a list, or take them off; where it was put away meanwhile all go on."""
    is_there = str(step["segment"]) in queries.manual_lists()
    treated = {persons[run.node_id] for run in runs if run.arm != "control" and run.node_id in persons}
    if is_there and treated:
        change = audience.remove if step["off"] else audience.add
        change(UUID(str(step["segment"])), persons=treated, now=now)
    return {run.pk: Move("next", note=_note(run, is_there=is_there)) for run in runs}


def _note(run: Enrolment, *, is_there: bool) -> str:
    if run.arm == "control":
        return "control"
    return "" if is_there else "closed"
