# SPDX-License-Identifier: Apache-2.0
"""What each version of a journey brought by itself: who stands and went where, messages, purchases within a week."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from omotenashi.base import bulk
from omotenashi.engagement.journeys.models import Enrolment, Journey, JourneyVersion, StepLog, Transfer
from omotenashi.engagement.journeys.queries.reading import Counts
from omotenashi.engagement.journeys.rules import leading_over
from omotenashi.engagement.journeys.rules.graphs import Graph

WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Brought:
    """One version: persons, steps taken, messages sent, persons who bought after one; and that by step."""

    persons: int = 0
    steps: int = 0
    by_step: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def sent(self) -> int:
        """Give how many messages went."""
        return sum(sent for sent, _ in self.by_step.values())

    @property
    def bought(self) -> int:
        """Give how many bought after a message; who got two is counted at each."""
        return sum(bought for _, bought in self.by_step.values())


def counts_of_version(version: JourneyVersion) -> Counts:
    """Count one version alone: three reads. Whoever was led over counts where they stand now."""
    found, runs = Counts(), Enrolment.objects.filter(version=version)
    for outcome, number in runs.values_list("outcome").annotate(n=Count("id")):
        found.outcomes[outcome] += number
    for step, number in runs.filter(ended_at=None).values_list("step").annotate(n=Count("id")):
        found.standing[step] += number
    taken = StepLog.objects.filter(journey=version.journey_id, enrolment__version=version)
    for step, branch, number in taken.values_list("step", "branch").annotate(n=Count("id")):
        found.taken[step, branch] += number
    return found


def brought_by(journey: Journey) -> dict[UUID, Brought]:
    """Give what each version brought: three reads."""
    people = dict(bulk.rows(_PEOPLE, [journey.pk]))
    steps = dict(bulk.rows(_STEPS, [journey.pk]))
    by_step: dict[UUID, dict[str, tuple[int, int]]] = {}
    for version, step, sent, bought in bulk.rows(_BROUGHT, {"journey": journey.pk, "window": WINDOW}):
        by_step.setdefault(version, {})[step] = (sent, bought)
    return {key: Brought(people[key], steps.get(key, 0), by_step.get(key, {})) for key in people}


def standing_of(version: JourneyVersion) -> dict[str, int]:
    """Count who stands on each step of a version."""
    live = Enrolment.objects.filter(version=version, ended_at=None)
    return dict(live.values_list("step").annotate(n=Count("id")))


def proposed(*, source: Graph, target: Graph) -> dict[str, str]:
    """Propose where those on one version may go on in another."""
    return leading_over.proposed(source=source, target=target)


def transfers_of(journey: Journey) -> QuerySet[Transfer]:
    """Give who was led over, the last first, with how many."""
    found = Transfer.objects.filter(journey=journey).select_related("source", "target", "moved_by")
    return found.annotate(people=Count("runs")).order_by("-moved_at")


_PEOPLE = """
SELECT e.version_id, count(DISTINCT n.person_id) FROM journeys_enrolment e
JOIN customers_nodeperson n ON n.node_id = e.node_id WHERE e.journey_id = %s GROUP BY 1
"""
_STEPS = """
SELECT e.version_id, count(*) FROM journeys_steplog l JOIN journeys_enrolment e ON e.id = l.enrolment_id
WHERE l.journey_id = %s AND l.branch <> 'moved' GROUP BY 1
"""
_BROUGHT = """
SELECT m.version_id, m.step, count(*)::int, count(DISTINCT m.person_id) FILTER (WHERE EXISTS (
    SELECT 1 FROM customers_nodeperson b JOIN orders_order o ON o.node_id = b.node_id
    WHERE b.person_id = m.person_id AND o.placed_at > m.sent_at AND o.placed_at <= m.sent_at + %(window)s
      AND o.cancelled_at IS NULL))::int
FROM (
  SELECT e.version_id, split_part(g.campaign, ':', 3) AS step, n.person_id, g.sent_at
  FROM journeys_enrolment e JOIN customers_nodeperson n ON n.node_id = e.node_id
  JOIN messaging_message g ON g.node_id = e.node_id AND split_part(g.idem_key, ':', 1) = e.id::text
  WHERE e.journey_id = %(journey)s AND g.campaign LIKE 'journey:' || %(journey)s || ':%%' AND g.state IN ('sent', 'unknown')
) m GROUP BY 1, 2
"""
