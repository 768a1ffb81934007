# SPDX-License-Identifier: Apache-2.0
"""The step that notes something on somebody's line of time, so that other scenarios may begin, wait or end by it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from omotenashi.base.outbox.actions import publish
from omotenashi.engagement.journeys.actions.leading import CHAIN, MOST_IN_A_CHAIN, chain_of
from omotenashi.engagement.journeys.events import EventRecorded
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules.graphs import Step
from omotenashi.engagement.journeys.rules.moves import Move
from omotenashi.engagement.journeys.rules.recording import named
from omotenashi.people.customers import queries as customers
from omotenashi.people.timeline import actions as timeline


def record(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Note it of everybody but the control group. What begins by it is one further in the chain."""
    erased = customers.erased_among(set(persons.values()))
    notes = {run.pk: _note(run, persons.get(run.node_id), erased) for run in runs}
    publish(
        *(
            EventRecorded(
                node_id=run.node_id, at=now, name=named(step["name"]), journey_id=run.journey_id,
                journey=run.journey.name, enrolment_id=run.pk, visit=run.visit, chain=chain_of(run) + 1,
                about=str(run.version.graph["entry"].get("key") or ""), key=run.key,
            )
            for run in runs
            if not notes[run.pk]
        )
    )  # fmt: skip
    return {run.pk: Move("next", note=notes[run.pk]) for run in runs}


def write_down(recorded: Iterable[EventRecorded], *, now: datetime) -> int:
    """Write onto the timeline what scenarios noted, each step of a run once; say how many are new."""
    entries = [
        timeline.EntryRecord(
            message_id=f"{one.enrolment_id}:{one.visit}", name=one.name, node_id=one.node_id, at=one.at,
            props=_props(one),
        )
        for one in recorded
    ]  # fmt: skip
    return timeline.append(entries, source=timeline.internal_source(), now=now) if entries else 0


def _props(one: EventRecorded) -> dict[str, object]:
    """Say which scenario noted it, and of which basket or order where its runs are about one. Nothing else goes along."""
    about: dict[str, object] = {one.about: one.key} if one.about and one.key else {}
    return {**about, "journey_id": str(one.journey_id), "journey": one.journey, CHAIN: one.chain}


def _note(run: Enrolment, person: UUID | None, erased: set[UUID]) -> str:
    if run.arm == "control":
        return "control"
    if person is None or person in erased:
        return "no_value"
    return "chain" if chain_of(run) >= MOST_IN_A_CHAIN else ""
