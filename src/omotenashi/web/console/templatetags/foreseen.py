# SPDX-License-Identifier: Apache-2.0
"""`{% foreseen_broadcast journey n as foreseen %}`: what it may bring, on pages that know nothing of forecasts."""

from typing import Any

from django import template

from omotenashi.base import clock
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.web.console.foretelling import campaigns

register = template.Library()


@register.simple_tag
def foreseen_broadcast(journey: Journey, at_once: int | None) -> dict[str, Any] | None:
    """Give what a broadcast may bring that reaches so many at once; nothing where people come one by one."""
    if at_once is None:
        return None
    graph = queries.draft_of(journey)
    if graph.entry.get("kind") != "list":
        return None
    people = round(at_once * (1 - graph.control / 10_000))
    sent = {name: people for name, step in graph.steps.items() if step.kind == "send"}
    return campaigns.of_walk(graph, sent, days=1, now=clock.now())
