# SPDX-License-Identifier: Apache-2.0
"""Keep the draft of a scenario as the canvas sends it. What lives stays as it is until it is published."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.places.locations.queries import zone
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.journeys import canvas, page, viewing

LONGEST = 512_000
LONGEST_NAME = 80


class Unreadable(Exception):
    """What was sent is no drawing."""


@require_POST
@needs("messages.edit")
def put_drawing(request: HttpRequest, journey_id: UUID) -> JsonResponse:
    """Keep the draft, and say how it reads. Told twice it is kept once; 409 with theirs when somebody was faster."""
    journey = get_object_or_404(Journey.objects.exclude(state="archived"), pk=journey_id)
    try:
        said, graph = _sent(request)
        name = " ".join(str(said.get("name") or "").split())[:LONGEST_NAME] or journey.name
        # The answer to the first try may have been lost: the same drawing again is no change.
        if (name, graph) != (journey.name, queries.draft_of(journey).kept()):
            seen = parse_datetime(str(said.get("seen") or ""))
            journey = journeys.draft(key=journey.key, name=name, graph=graph, now=clock.now(), seen_at=seen)
    except journeys.Changed:
        journey.refresh_from_db()
        return JsonResponse(_told(journey) | {"drawing": _drawn(journey)}, status=409)
    except (Unreadable, queries.BadGraph):
        return JsonResponse({"error": "unreadable"}, status=422)
    return JsonResponse(_told(journey))


@require_POST
@needs("messages.edit")
def create_copy(request: HttpRequest, journey_id: UUID) -> JsonResponse:
    """Make a scenario of its own from a drawing."""
    journey = get_object_or_404(Journey, pk=journey_id)
    try:
        said, graph = _sent(request)
        made = journeys.draft(
            key=str(new_id()), name=str(said.get("name") or _("New scenario"))[:LONGEST_NAME], graph=graph,
            now=clock.now(), made_from=journey.made_from, by=who(request).pk,
        )  # fmt: skip
    except (Unreadable, queries.BadGraph):
        return JsonResponse({"error": "unreadable"}, status=422)
    return JsonResponse({"href": page.href(made)})


def _sent(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read what was sent: what is said of the drawing, and the drawing as it is kept. Raises Unreadable, BadGraph."""
    if len(request.body) > LONGEST:
        raise Unreadable
    try:
        said = json.loads(request.body)
        raw = dict(said["graph"])
        raw["view"] = viewing.sound(raw.get("view"))
        graph = queries.draft_of(Journey(draft=_placed(raw))).kept()
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Unreadable from wrong
    return said, graph


def _placed(raw: dict[str, Any]) -> dict[str, Any]:
    """Say of a moment that was chosen on the page that it is meant in the zone of the house."""
    entry = raw.get("entry") or {}
    if entry.get("kind") != "list" or not entry.get("at"):
        return raw
    at = parse_datetime(str(entry["at"]))
    if at is None:
        raise Unreadable
    return {**raw, "entry": {**entry, "at": (at if at.tzinfo else at.replace(tzinfo=zone())).isoformat()}}


def _told(journey: Journey) -> dict[str, Any]:
    return canvas.told(journey, queries.draft_of(journey), page.names_of())


def _drawn(journey: Journey) -> dict[str, Any]:
    return {"name": journey.name, **queries.draft_of(journey).kept()}
