# SPDX-License-Identifier: Apache-2.0
"""A step that starts another journey. Whoever is led on and on is stopped: journeys that start each other end somewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions.enrolling import Arrival, enrol
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules.graphs import Step
from omotenashi.engagement.journeys.rules.moves import Move

MOST_IN_A_CHAIN = 10
# How many journeys one after the other led here, in what a run knows.
CHAIN = "journeys_before"


def lead(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Let everybody but the control group into another journey, by the rules of that one; who they are stays theirs."""
    del persons
    version = next((one for one in queries.admitting() if str(one.journey_id) == str(step["journey"])), None)
    notes = {run.pk: _note(run, is_open=version is not None) for run in runs}
    if version is not None:
        arrivals = [
            Arrival(
                node_id=run.node_id, at=now, key=run.key, context={**run.context, CHAIN: chain_of(run) + 1}
            )
            for run in runs
            if not notes[run.pk]
        ]  # fmt: skip
        enrol(version, arrivals, now=now)
    return {run.pk: Move("next", note=notes[run.pk]) for run in runs}


def _note(run: Enrolment, *, is_open: bool) -> str:
    if run.arm == "control":
        return "control"
    if not is_open:
        return "closed"
    return "chain" if chain_of(run) >= MOST_IN_A_CHAIN else ""


def chain_of(run: Enrolment) -> int:
    """Give how many scenarios one after the other led to a run."""
    found = run.context.get(CHAIN)
    # A site may send something else under this name.
    return found if isinstance(found, int) else 0
