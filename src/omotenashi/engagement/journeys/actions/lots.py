# SPDX-License-Identifier: Apache-2.0
"""A/B tests: lots are drawn once for a person, and after a while the better arm takes everybody who is left.

A test that was begun anew (`anew_at`) has lots, figures and a winner of its own: what was before is not asked.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.journeys.models import Choice, Enrolment
from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import Step, minutes
from omotenashi.engagement.journeys.rules.moves import Move

HOLD = "hold"
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


def draw(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Give each their arm: the one they had before, else the one they draw; with a winner, that one."""
    found: dict[UUID, Move] = {}
    for journey in {run.journey_id for run in runs}:
        mine = [run for run in runs if run.journey_id == journey]
        found |= _drawn(step, mine, {run.pk: persons.get(run.node_id, run.node_id) for run in mine}, now)
    return found


def _drawn(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    journey, name = runs[0].journey_id, runs[0].step
    shares, test, began = moves.shares_of(step), test_of(step, name), _began(step)
    before = _before(journey, name, set(persons.values()), [arm for arm, _ in shares], began)
    lots = {
        run.pk: before.get(persons[run.pk]) or moves.draw(f"{journey}:{test}", str(persons[run.pk]), shares)
        for run in runs
    }
    if not step["winner"]:
        return {key: Move(lot) for key, lot in lots.items()}
    # Where all who came were left over, it began when the first of them came.
    opened = _opened(journey, name, began) or min(run.stepped_at for run in runs)
    over = opened + timedelta(minutes=minutes(step))
    if now < over:
        return {key: Move(lot) if lot else Move(wake_at=over) for key, lot in lots.items()}
    best = _winner(step, journey, name, opened=opened, over=over, now=now)
    return {
        key: Move(HOLD if lot == HOLD else best, note="" if lot in (best, HOLD) else "winner")
        for key, lot in lots.items()
    }


def test_of(step: Step, name: str) -> str:
    """Name the test at a step: each that was begun anew is another."""
    return f"{name}@{step['anew_at']}" if step["anew_at"] else name


def _began(step: Step) -> datetime:
    return datetime.fromisoformat(str(step["anew_at"])) if step["anew_at"] else _EVER


def _before(journey: UUID, step: str, persons: set[UUID], arms: Sequence[str], began: datetime) -> dict[UUID, str]:
    """Give which arm each had when they came here before: who comes again, or under a new version, keeps it."""
    return dict(
        bulk.rows(
            _BEFORE, {"journey": journey, "step": step, "persons": list(persons), "arms": list(arms), "began": began}
        )
    )


def _opened(journey: UUID, step: str, began: datetime) -> datetime | None:
    [(first,)] = bulk.rows(_OPENED, [journey, step, began])
    return first if isinstance(first, datetime) else None


def _winner(step: Step, journey: UUID, name: str, *, opened: datetime, over: datetime, now: datetime) -> str:
    """Give the arm that won; whoever asks first decides it for all."""
    test = test_of(step, name)
    known = Choice.objects.filter(journey=journey, step=test).first()
    if known is None:
        figures = figures_of(step, journey, name, since=opened, until=over)
        known, _ = Choice.objects.get_or_create(
            journey_id=journey, step=test, defaults={"arm": _best(step, figures), "figures": figures, "decided_at": now}
        )
    arms = [str(one["key"]) for one in step.cases]
    # An arm that a new version no longer draws wins nothing.
    return known.arm if known.arm in arms else arms[0]


def figures_of(step: Step, journey: UUID, name: str, *, since: datetime, until: datetime) -> dict[str, list[int]]:
    """Give for each arm how many took it, and how many of them did what the test is about before it ended."""
    sql = _CLICKED if step["winner"] == "clicked" else _BOUGHT
    rows = bulk.rows(sql, {"journey": journey, "step": name, "since": since, "until": until})
    took, did = Counter[str](), Counter[str]()
    for arm, people, number in rows:
        took[arm], did[arm] = people, number
    return {str(one["key"]): [took[str(one["key"])], did[str(one["key"])]] for one in step.cases}


def _best(step: Step, figures: Mapping[str, Sequence[int]]) -> str:
    """Give the arm with the highest share; the first of equals."""

    def share(arm: str) -> Any:
        people, did = figures[arm]
        return did / people if people else -1

    return max((str(one["key"]) for one in step.cases), key=share)


_BEFORE = """
SELECT DISTINCT ON (n.person_id) n.person_id, l.branch
FROM customers_nodeperson n JOIN journeys_enrolment e ON e.node_id = n.node_id AND e.journey_id = %(journey)s
JOIN journeys_steplog l ON l.enrolment_id = e.id AND l.step = %(step)s AND l.at >= %(began)s
WHERE n.person_id = ANY(%(persons)s) AND l.branch = ANY(%(arms)s) ORDER BY n.person_id, l.at, l.id
"""
_OPENED = "SELECT min(at) FROM journeys_steplog WHERE journey_id = %s AND step = %s AND at >= %s AND branch NOT IN ('moved', 'hold')"
_TOOK = """
WITH took AS (SELECT DISTINCT ON (e.node_id) l.branch, e.node_id, e.id AS run, l.at FROM journeys_steplog l
  JOIN journeys_enrolment e ON e.id = l.enrolment_id
  WHERE l.journey_id = %(journey)s AND l.step = %(step)s AND l.at >= %(since)s AND l.at < %(until)s
  ORDER BY e.node_id, l.at)
SELECT t.branch, count(*), count(*) FILTER (WHERE {did}) FROM took t GROUP BY 1
"""
_CLICKED = _TOOK.format(
    did="""EXISTS (SELECT 1 FROM messaging_message m JOIN messaging_messageevent v ON v.message_id = m.id
  WHERE m.node_id = t.node_id AND m.campaign LIKE 'journey:' || %(journey)s || ':%%' AND m.planned_at >= t.at
    AND v.kind = 'clicked' AND v.actor = 'human' AND v.at <= %(until)s)"""
)
_BOUGHT = _TOOK.format(
    did="""EXISTS (SELECT 1 FROM customers_nodeperson p JOIN customers_nodeperson n ON n.person_id = p.person_id
  JOIN orders_order o ON o.node_id = n.node_id WHERE p.node_id = t.node_id AND o.placed_at > t.at
    AND o.placed_at <= %(until)s AND o.cancelled_at IS NULL)"""
)
