# SPDX-License-Identifier: Apache-2.0
"""Change the draft of a scenario: its settings, and one step at a time. What lives stays as it is until it is published."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.web.console.access import needs
from omotenashi.web.console.journeys import page
from omotenashi.web.ui import toasts

_DEFAULTS: Mapping[str, dict[str, Any]] = {
    "wait": {"days": 3},
    "until": {"at": "10:00"},
    "wait_event": {"on": "messaging.MessageClicked", "days": 3},
    "split": {"what": "bought"},
    "random": {"share": 5000},
    "points": {"points": 100, "expires_days": 60},
}
_NUMBERS = ("days", "hours", "minutes", "points", "expires_days", "priority")
_MOST = 1_000_000


@require_POST
@needs("messages.edit")
def put_settings(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Name, who comes in, how often, the goal, who is kept apart."""
    said = request.POST

    def change(graph: dict[str, Any]) -> None:
        kind = said.get("kind", "event")
        graph["entry"] = {"kind": kind, **_entry(kind, said, graph["entry"])}
        graph["again_days"] = _number(said.get("again_days", "")) if said.get("again_days") else None
        graph["exits"] = [name for name in said.getlist("exits") if name]
        goal = said.get("goal", "")
        graph["goal"] = (
            {"event": goal, "days": _number(said.get("goal_days", "")) or 14, "ends": "goal_ends" in said}
            if goal
            else {}
        )
        graph["control"] = min(_number(said.get("control", "")) * 100, queries.DRAW // 2)

    return _changed(request, journey_id, change, name=said.get("name", "").strip())


@require_POST
@needs("messages.edit")
def create_step(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Put a step in after another, on one of its branches, or at the beginning; what came there follows it."""
    kind, after, branch = (request.POST.get(name, "") for name in ("kind", "after", "branch"))

    def change(graph: dict[str, Any]) -> None:
        if kind not in queries.KINDS:
            return
        name = f"s{secrets.token_hex(3)}"
        holder, key = (graph["steps"][after], branch or "next") if after in graph["steps"] else (graph, "first")
        follows = holder.get(key, "")
        first = queries.KINDS[kind][0] if queries.KINDS[kind] else ""
        graph["steps"][name] = {"kind": kind, **_DEFAULTS.get(kind, {}), **({first: follows} if first else {})}
        holder[key] = name

    return _changed(request, journey_id, change)


@require_POST
@needs("messages.edit")
def put_step(request: HttpRequest, journey_id: UUID, name: str) -> HttpResponse:
    """Say what a step does."""
    said = request.POST

    def change(graph: dict[str, Any]) -> None:
        step = graph["steps"].get(name)
        if step is None:
            return
        step.update({key: _number(said[key]) for key in _NUMBERS if key in said})
        step.update({key: said[key] for key in ("at", "on", "what", "segment", "template") if key in said})
        if "share" in said:
            step["share"] = min(max(_number(said["share"]), 1), 99) * 100
        if step["kind"] == "send":
            step["unless_bought"] = "unless_bought" in said

    return _changed(request, journey_id, change)


@require_POST
@needs("messages.edit")
def remove_step(request: HttpRequest, journey_id: UUID, name: str) -> HttpResponse:
    """Take a step out; what followed its first way moves up. Only steps that cannot be reached any more go with it."""

    def change(graph: dict[str, Any]) -> None:
        gone = graph["steps"].pop(name, None)
        if gone is None:
            return
        branches = queries.KINDS[gone["kind"]]
        follows = gone.get(branches[0], "") if branches else ""
        if graph["first"] == name:
            graph["first"] = follows
        for step in graph["steps"].values():
            step.update({key: follows for key in queries.KINDS[step["kind"]] if step.get(key) == name})
        _drop_unreached(graph)

    return _changed(request, journey_id, change)


def _changed(
    request: HttpRequest, journey_id: UUID, change: Callable[[dict[str, Any]], None], *, name: str = ""
) -> HttpResponse:
    """Change the draft as the page showed it; when somebody else was faster, nothing is lost but this one act."""
    journey = get_object_or_404(Journey, pk=journey_id)
    graph = queries.draft_of(journey).kept()
    change(graph)
    seen = parse_datetime(request.POST.get("seen", ""))
    try:
        journeys.draft(key=journey.key, name=name or journey.name, graph=graph, now=clock.now(), seen_at=seen)
    except journeys.Changed:
        toasts.add(request, _("Somebody else changed this scenario meanwhile. Look at it and do it once more."))
    return redirect(page.href(journey))


def _entry(kind: str, said: Any, before: Mapping[str, Any]) -> dict[str, Any]:
    if kind in ("segment", "list"):
        at = {"at": before["at"]} if before.get("at") else {}
        return {"segment": said.get("segment", ""), **at}
    if kind != "event":
        return {}
    event = said.get("event", "")
    # What came with a ready-made one (only in shops, one basket at a time) stays as long as the event does.
    kept = {key: before[key] for key in ("where", "key") if key in before} if before.get("event") == event else {}
    return {"event": event, **kept}


def _drop_unreached(graph: dict[str, Any]) -> None:
    met, waiting = set(), [graph["first"]]
    while waiting:
        name = waiting.pop()
        if name and name in graph["steps"] and name not in met:
            met.add(name)
            step = graph["steps"][name]
            waiting += [step.get(key, "") for key in queries.KINDS[step["kind"]]]
    graph["steps"] = {name: step for name, step in graph["steps"].items() if name in met}


def _number(text: str) -> int:
    digits = text.strip()
    return min(int(digits), _MOST) if digits.isdecimal() else 0
