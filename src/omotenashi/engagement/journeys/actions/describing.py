# SPDX-License-Identifier: Apache-2.0
"""The step that sets a field of the profile: a source among the others, which staff overrule and which can be unsaid.

What is said is told as of the moment somebody came to the step, so a step that is done twice says nothing twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules.attributes import fitted
from omotenashi.engagement.journeys.rules.graphs import Step
from omotenashi.engagement.journeys.rules.moves import Move
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import links, observations

SOURCE = "journey"


def profile(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Set a field of everybody but the control group. Whoever has no value that fits goes on as they are."""
    field = str(step["field"])
    notes = _left_alone(step, runs, persons)
    said = {run.pk: fitted(field, _given(step, run)) for run in runs if run.pk not in notes}
    # Of two runs of somebody the later speaks.
    telling = sorted((run for run in runs if said.get(run.pk)), key=lambda run: (run.entered_at, run.pk))
    latest = {run.node_id: run for run in telling}
    records = [
        observations.Observed(
            node_id=run.node_id, source=SOURCE, fields={field: said[run.pk]}, observed_at=run.stepped_at,
            cause_id=str(run.journey_id),
        )
        for run in latest.values()
    ]  # fmt: skip
    if records:
        observations.observe(records, cause_kind=SOURCE, now=now)
    return {run.pk: Move("next", note=notes.get(run.pk) or ("" if said[run.pk] else "no_value")) for run in runs}


@transaction.atomic
def unsay(journey_id: UUID, *, by: str, now: datetime) -> int:
    """Take back every field that a scenario set; what other sources said holds again. Give how many persons it met."""
    return links.retract_cause(SOURCE, str(journey_id), by=by, now=now)


def _left_alone(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID]) -> dict[UUID, str]:
    """Say of whom nothing is set, and why: kept apart, nobody any more, or known already."""
    erased = customers.erased_among(set(persons.values()))
    known = queries.held_of(str(step["field"]), set(persons.values())) if step["only_empty"] else {}
    notes = {}
    for run in runs:
        person = persons.get(run.node_id)
        if run.arm == "control":
            notes[run.pk] = "control"
        elif person is None or person in erased:
            notes[run.pk] = "no_value"
        elif person in known:
            notes[run.pk] = "known"
    return notes


def _given(step: Step, run: Enrolment) -> object:
    return run.context.get(str(step["value"]).strip()) if step["of"] else step["value"]
