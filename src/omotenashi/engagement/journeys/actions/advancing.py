# SPDX-License-Identifier: Apache-2.0
"""Lead those whose moment has come from step to step until each waits or is through: in sets, one transaction.

No network and no coroutine that lives between steps: where somebody stands is a row, so a process may die at any moment.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import acting, saying
from omotenashi.engagement.journeys.events import JourneyFinished
from omotenashi.engagement.journeys.models import Enrolment, JourneyVersion
from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import Graph
from omotenashi.engagement.journeys.rules.moves import Move
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.queries import Clocks, clocks_of

BATCH = 2_000
# A drawing leads on and has so many steps at most; whoever is not through then goes on in the next turn.
_ROUNDS = 50
# Whoever waited for a winner asks anew who it is.
_ASKED_AGAIN = frozenset({"random"})
_COLUMNS = {
    "id": "uuid", "step": "text", "visit": "integer", "is_waiting": "boolean", "stepped_at": "timestamptz",
    "wake_at": "timestamptz", "ended_at": "timestamptz", "outcome": "text",
}  # fmt: skip
_WRITE = """
UPDATE journeys_enrolment e SET step = s.step, visit = s.visit, is_waiting = s.is_waiting, signal = '',
  stepped_at = s.stepped_at, wake_at = s.wake_at, ended_at = s.ended_at, outcome = s.outcome
FROM {runs} WHERE e.id = s.id
"""


@dataclass(slots=True)
class Turn:
    """One batch on its way: the log that is written, and the graphs, persons and clocks that were read."""

    now: datetime
    graphs: dict[UUID, Graph]
    persons: dict[UUID, UUID]
    clocks: Clocks
    log: list[tuple[Any, ...]] = field(default_factory=list)


@transaction.atomic
def advance(*, now: datetime, limit: int = BATCH) -> int:
    """Lead on whoever is due; say how many."""
    due = Enrolment.objects.filter(ended_at=None, wake_at__lte=now, journey__state__in=["live", "closing"])
    batch = list(
        due.select_for_update(skip_locked=True, of=("self",)).order_by("wake_at", "id")[:limit]
    )  # fmt: skip
    if not batch:
        return 0
    graphs = _with_versions(batch)
    persons = customers.persons_of({run.node_id for run in batch})
    turn = Turn(now, graphs, persons, clocks_of(persons))
    walking = list(batch)
    for _ in range(_ROUNDS):
        if not walking:
            break
        walking = _round(walking, turn)
    _write(batch, turn)
    saying.farewell([run.pk for run in batch if run.outcome == "exit"], now=now)
    return len(batch)


def _with_versions(batch: Sequence[Enrolment]) -> dict[UUID, Graph]:
    """Read each version once for all who are on it, and give what each draws."""
    found = JourneyVersion.objects.select_related("journey").in_bulk({run.version_id for run in batch})
    for run in batch:
        run.version = found[run.version_id]
        run.journey = run.version.journey
    return {key: queries.graph_of(version) for key, version in found.items()}


def _round(walking: Sequence[Enrolment], turn: Turn) -> list[Enrolment]:
    """Let everybody take the step they stand on; give those who go on at once."""
    standing: dict[tuple[UUID, str], list[Enrolment]] = defaultdict(list)
    for run in walking:
        standing[run.version_id, run.step].append(run)
    onward = []
    for (version, name), runs in standing.items():
        step = turn.graphs[version].steps[name]
        through = [] if step.kind in _ASKED_AGAIN else [run for run in runs if _is_through(run)]
        took = {run.pk: Move(moves.left_by(step, run.signal)) for run in through}
        fresh = [run for run in runs if run.pk not in took]
        took |= acting.act(step, fresh, persons=turn.persons, now=turn.now, clocks=turn.clocks) if fresh else {}
        onward += [run for run in runs if _take(run, took[run.pk], turn)]
    return onward


def _is_through(run: Enrolment) -> bool:
    """Say whether somebody need not wait any more: their time has come, or what they would have waited for."""
    return run.is_waiting or bool(run.signal)


def _take(run: Enrolment, move: Move, turn: Turn) -> bool:
    """Move somebody; say whether they go on at once."""
    if move.wake_at is not None:
        # Since when somebody stands here stays as it was: what they did before the worker looked counts, too.
        run.is_waiting, run.wake_at = True, move.wake_at
        return False
    turn.log.append((run.pk, run.journey_id, run.visit, run.step, move.branch, move.note, turn.now))
    to = turn.graphs[run.version_id].steps[run.step].to.get(move.branch, "")
    run.visit, run.is_waiting, run.signal, run.stepped_at = run.visit + 1, False, "", turn.now
    if to:
        run.step, run.wake_at = to, turn.now
        return True
    run.ended_at, run.outcome, run.wake_at = turn.now, "exit" if move.branch == moves.EXIT else "end", None
    return False


def _write(batch: Sequence[Enrolment], turn: Turn) -> None:
    rows = [
        (run.pk, run.step, run.visit, run.is_waiting, run.stepped_at, run.wake_at, run.ended_at, run.outcome)
        for run in batch
    ]
    source, values = bulk.given("journeys_runs", _COLUMNS, rows)
    bulk.run(_WRITE.format(runs=source), values)
    bulk.copy("journeys_steplog", ["enrolment_id", "journey_id", "visit", "step", "branch", "note", "at"], turn.log)
    publish(
        *(
            JourneyFinished(
                node_id=run.node_id, at=turn.now, journey_id=run.journey_id, enrolment_id=run.pk,
                journey=run.journey.name, outcome=run.outcome,
            )
            for run in batch
            if run.ended_at is not None
        )
    )  # fmt: skip
