# SPDX-License-Identifier: Apache-2.0
"""What is done to a scenario: taken over, begun, held, ended; and a broadcast, which is one of one step."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations.queries import zone
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.journeys import beginning, editing, page
from omotenashi.web.ui import toasts


@require_POST
@needs("messages.edit")
def create_from_ready(request: HttpRequest, code: str) -> HttpResponse:
    """Take a ready-made scenario over, on request for the people of a segment; pressed twice it is one."""
    asked = request.POST.get("segment", "")
    named = page.names_of()["segments"] if asked else {}
    made = {one.code: one for one in (queries.FOR_SEGMENTS if asked else queries.READY_MADE)}.get(code)
    if made is None or (asked and asked not in named):
        return redirect("console:journeys")
    key = request.POST.get("key") or f"ready:{code}:{new_id()}"
    if (there := Journey.objects.filter(key=key).first()) is not None:
        return redirect(page.href(there))
    both = {"what": made.name, "segment": named.get(asked)}
    name = (_("%(what)s for “%(segment)s”") % both)[: editing.LONGEST_NAME] if asked else ""
    segment = UUID(asked) if asked else None
    journey = journeys.adopt(code, key=key, segment=segment, name=name, now=clock.now(), by=who(request).pk)
    toasts.add(request, _("Taken over as a draft. Read its messages, simulate it, publish it."))
    return redirect(page.href(journey))


@require_POST
@needs("messages.edit")
def create_journey(request: HttpRequest) -> HttpResponse:
    """Begin an empty scenario, or one for a segment."""
    segment = request.POST.get("segment", "")
    entry = {"kind": "segment", "segment": segment} if segment else {"kind": "event", "event": "orders.OrderPlaced"}
    journey = journeys.draft(
        key=request.POST.get("key") or str(new_id()), name=request.POST.get("name", "").strip() or _("New scenario"),
        graph={"entry": entry, "control": 1000}, now=clock.now(), by=who(request).pk,
    )  # fmt: skip
    return redirect(page.href(journey))


@require_POST
@needs("messages.edit")
def create_broadcast(request: HttpRequest) -> HttpResponse:
    """Begin a broadcast: one message to everybody of a segment, now or at a moment."""
    asked = request.POST
    journey = beginning.broadcast(
        segment=asked.get("segment", ""), name=asked.get("name", ""), by=who(request).pk, now=clock.now(),
        key=asked.get("key", ""), at=_moment(asked.get("at", "")), template=asked.get("template", ""),
    )  # fmt: skip
    return redirect(page.href(journey))


@require_POST
@needs("messages.publish")
def put_state(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Hold, go on, end softly, or put away."""
    journey, to, now = get_object_or_404(Journey, pk=journey_id), request.POST.get("to", ""), clock.now()
    said: dict[str, Any] = {
        "paused": (lambda: journeys.pause(journey_id, now=now), _("Held: everybody stays where they are.")),
        "live": (lambda: journeys.resume(journey_id, now=now), _("It goes on; every wait is longer by the pause.")),
        "closing": (
            lambda: journeys.close(journey_id, now=now),
            _("Nobody comes in any more; those on the way come to the end."),
        ),
        "archived": (lambda: journeys.archive(journey_id, now=now), _("Put away; nobody is on the way any more.")),
    }
    if to in said:
        act, told = said[to]
        act()
        staff.audit(who(request), "messages.publish", subject=f"journey:{journey_id}", details={"to": to})
        toasts.add(request, told)
    return redirect(page.href(journey))


@require_POST
@needs("messages.edit")
def create_lesson(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Take over the days that the record of the house says."""
    journey = get_object_or_404(Journey.objects.exclude(state="archived"), pk=journey_id)
    if journeys.learn(journey.pk, now=clock.now()):
        toasts.add(request, _("Changed in the drawing. It works once you publish it."))
    return redirect(page.href(journey))


@require_POST
@needs("messages.edit")
def put_notes(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Keep what was expected and what was learnt."""
    journey = get_object_or_404(Journey, pk=journey_id)
    journeys.note(journey_id, hypothesis=request.POST.get("hypothesis", ""), learning=request.POST.get("learning", ""))
    toasts.add(request, _("Saved"))
    return redirect(page.href(journey))


def _moment(text: str) -> datetime | None:
    """Read a moment of a form: it is meant in the zone of the house."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found.replace(tzinfo=zone()) if found and found.tzinfo is None else found
