# SPDX-License-Identifier: Apache-2.0
"""What a drawing names must be there when it begins to live: messages, campaigns, other journeys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.journeys.rules.graphs import FAREWELL, BadGraph, Graph
from omotenashi.engagement.messaging.models import Template


def with_references(graph: Graph, *, own: UUID, now: datetime) -> dict[str, Any]:
    """Give the drawing with the version of each message that is sent. Raises BadGraph for what is not there."""
    kept = graph.kept()
    found = {
        str(key): (str(version), purpose)
        for key, version, purpose in Template.objects.filter(
            pk__in={str(step["template"]) for step in graph.letters().values()},
            archived_at=None,
            versions__number=F("version"),
        ).values_list("pk", "versions__pk", "purpose_id")
    }
    for name, step in kept["steps"].items():
        if step["kind"] == "send":
            if step["template"] not in found:
                raise BadGraph("unpublished", where=name)
            step["version"], step["purpose"] = found[step["template"]]
    if FAREWELL in kept:
        if str(graph.farewell["template"]) not in found:
            raise BadGraph("unpublished")
        kept[FAREWELL]["version"], kept[FAREWELL]["purpose"] = found[str(graph.farewell["template"])]
    _demand_campaigns(graph, now=now)
    _demand_journeys(graph)
    _demand_hooks(graph)
    _demand_lists(graph)
    for wrong in (*queries.circles(graph, own=own), *queries.unaffordable(graph)):
        raise wrong
    return kept


def _demand_campaigns(graph: Graph, *, now: datetime) -> None:
    wanted = _named(graph, "coupon", "campaign")
    running = Campaign.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), code__in=wanted, by_coupon=True)
    known = set(running.filter(stopped_at=None).values_list("code", flat=True)) if wanted else set()
    for name, step in graph.steps.items():
        if step.kind == "coupon" and step["campaign"] not in known:
            raise BadGraph("no_campaign", where=name)


def _demand_journeys(graph: Graph) -> None:
    wanted = _named(graph, "journey", "journey")
    ids = {key for key in wanted if _is_id(key)}
    known = {
        str(key) for key in Journey.objects.filter(pk__in=ids).exclude(state="archived").values_list("pk", flat=True)
    }
    for name, step in graph.steps.items():
        if step.kind == "journey" and str(step["journey"]) not in known:
            raise BadGraph("no_journey", where=name)


def _demand_hooks(graph: Graph) -> None:
    known = (
        {str(key) for key in queries.hooks().values_list("pk", flat=True)} if _named(graph, "webhook", "hook") else ()
    )
    for name, step in graph.steps.items():
        if step.kind == "webhook" and str(step["hook"]) not in known:
            raise BadGraph("no_hook", where=name)


def _demand_lists(graph: Graph) -> None:
    known = queries.manual_lists() if _named(graph, "list", "segment") else {}
    for name, step in graph.steps.items():
        if step.kind == "list" and str(step["segment"]) not in known:
            raise BadGraph("no_list", where=name)


def _named(graph: Graph, kind: str, value: str) -> set[str]:
    return {str(step[value]) for step in graph.steps.values() if step.kind == kind}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
