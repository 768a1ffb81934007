# SPDX-License-Identifier: Apache-2.0
"""What scenarios note and on which lists they put people: the names of it, and whether one would begin itself by it."""

from uuid import UUID

from django.db.models import F

from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.audience.queries import MANUAL, lets_in
from omotenashi.engagement.journeys.models import Journey, JourneyVersion
from omotenashi.engagement.journeys.queries.reading import graph_of
from omotenashi.engagement.journeys.rules import circling, graphs, recording
from omotenashi.engagement.journeys.rules.graphs import BadGraph, Graph
from omotenashi.engagement.journeys.rules.recording import noted, shown


def recorded_names() -> dict[str, str]:
    """Give what scenarios note, drawn or live, with the names that the house chose."""
    drafts = Journey.objects.exclude(state="archived").values_list("draft", flat=True)
    live = JourneyVersion.objects.filter(journey__state__in=["live", "closing", "paused"], number=F("journey__version"))
    names = {name for raw in (*drafts, *live.values_list("graph", flat=True)) for name in noted(graphs.read(raw))}
    return {name: shown(name) for name in sorted(names)}


def settled(graph: Graph) -> Graph:
    """Give a drawing with what it notes in the spelling of the house."""
    if not any(step.kind == "record" for step in graph.steps.values()):
        return graph
    return recording.settled(graph, known=recorded_names())


def manual_lists() -> dict[str, str]:
    """Give the lists that people keep by hand, with their names."""
    found = Segment.objects.filter(archived_at=None, versions__number=F("version"), versions__definition__is=MANUAL)
    return {str(key): name for key, name in found.order_by("name").values_list("pk", "name")}


def circles(graph: Graph, *, own: UUID | None) -> list[BadGraph]:
    """Give the steps by which a drawing would begin again, at once or by others that live or are held."""
    if not any(step.kind in circling.DOING for step in graph.steps.values()):
        return []
    newest = JourneyVersion.objects.filter(journey__state__in=["live", "paused"], number=F("journey__version"))
    others = {str(one.journey_id): graph_of(one) for one in newest.exclude(journey=own)}
    drawn = (graph, *others.values())
    done = {spark for one in drawn for spark in circling.sparks(one)}
    doors = lets_in(done) if any(one.entry.get("kind") == "segment" for one in drawn) else {}
    return list(circling.circles(graph, own=str(own or ""), others=others, doors=doors))
