# SPDX-License-Identifier: Apache-2.0
"""Journeys, their drawings, and how many stand and went where."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, QuerySet

from omotenashi.engagement.journeys.models import Enrolment, Journey, JourneyVersion, StepLog
from omotenashi.engagement.journeys.rules import graphs
from omotenashi.engagement.journeys.rules.graphs import Graph


@dataclass(frozen=True, slots=True)
class Counts:
    """A journey in numbers: who stands at each step now, who took each branch, and how runs ended."""

    standing: Counter[str] = field(default_factory=Counter)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    control: int = 0

    @property
    def entered(self) -> int:
        """Give how many runs there were and are."""
        return sum(self.outcomes.values())

    @property
    def live(self) -> int:
        """Give how many are on the way."""
        return sum(self.standing.values())


def journeys() -> QuerySet[Journey]:
    """Give every journey, the last changed first."""
    return Journey.objects.select_related("made_by").order_by("-changed_at", "-id")


def newest(journey: Journey) -> JourneyVersion | None:
    """Give the version that admits now; nothing while none was published."""
    return JourneyVersion.objects.filter(journey=journey, number=journey.version).first()


def graph_of(version: JourneyVersion) -> Graph:
    """Give what a version draws."""
    return graphs.read(version.graph)


def draft_of(journey: Journey) -> Graph:
    """Give what is being drawn. Raises BadGraph."""
    return graphs.read(journey.draft)


def live_versions() -> list[JourneyVersion]:
    """Give the versions that somebody may come into or be on: of journeys that live, close or are paused."""
    states = ("live", "closing", "paused")
    found = JourneyVersion.objects.filter(journey__state__in=states).select_related("journey")
    return list(found.order_by("journey_id", "number"))


def admitting() -> list[JourneyVersion]:
    """Give the versions by which people come in now."""
    newest = JourneyVersion.objects.filter(journey__state="live", number=F("journey__version"))
    return list(newest.select_related("journey").order_by("journey_id"))


def counts_of(journey_ids: Iterable[UUID]) -> dict[UUID, Counts]:
    """Count journeys: three reads for any number of them."""
    keys = list(journey_ids)
    found = {key: Counts() for key in keys}
    runs = Enrolment.objects.filter(journey__in=keys)
    for key, outcome, number in runs.values_list("journey_id", "outcome").annotate(n=Count("id")):
        found[key].outcomes[outcome] += number
    for key, step, number in runs.filter(ended_at=None).values_list("journey_id", "step").annotate(n=Count("id")):
        found[key].standing[step] += number
    taken = StepLog.objects.filter(journey__in=keys).values_list("journey_id", "step", "branch").annotate(n=Count("id"))
    for key, step, branch, number in taken:
        found[key].taken[step, branch] += number
    return found


def runs_of(node_ids: Iterable[UUID]) -> QuerySet[Enrolment]:
    """Give the runs of somebody, the newest first."""
    return Enrolment.objects.filter(node__in=set(node_ids)).select_related("journey").order_by("-entered_at", "-id")


def overdue(*, before: datetime) -> int:
    """Count runs that nobody looked at although it was time."""
    late = Enrolment.objects.filter(ended_at=None, wake_at__lt=before)
    return late.filter(journey__state__in=["live", "closing"]).count()


def campaign_of(journey_id: UUID, step: str) -> str:
    """Name what the messages of a step belong to."""
    return f"journey:{journey_id}:{step}"


def journey_of(campaign: str) -> str:
    """Give the id of the journey whose messages belong to a campaign; nothing for any other campaign."""
    head, _colon, rest = campaign.partition(":")
    return rest.partition(":")[0] if head == "journey" else ""


def experiment_of(journey_id: UUID, number: int) -> str:
    """Name the experiment by which a version of a journey is measured."""
    return f"journey:{journey_id}:{number}"
