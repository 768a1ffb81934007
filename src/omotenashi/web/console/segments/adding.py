# SPDX-License-Identifier: Apache-2.0
"""People who are put on a list by hand: found by name, phone, mail or number, added with one press, taken off with undo."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.models import Segment
from omotenashi.people.customers import queries as customers
from omotenashi.web.console.access import needs
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.segments import rights
from omotenashi.web.ui import errors, toasts

FOUND = 8


@require_GET
@needs("segments.edit")
def show_found(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """Who fits the search, and whether they are on the list already."""
    segment = get_object_or_404(Segment, pk=segment_id)
    text, sight = request.GET.get("person", "").strip(), Sight.of(request.user)
    found = list(customers.search_profiles(text)[:FOUND]) if text else []
    inside = queries.members_of(segment.pk).filter(person_id__in=[one.person_id for one in found])
    here = set(inside.values_list("person_id", flat=True))
    people = [{"id": one.person_id, "name": label(one, sight), "in": one.person_id in here} for one in found]
    return render(request, "console/segments/found.html", {"segment": segment, "people": people, "text": text})


@require_POST
@needs("segments.edit")
def create_people(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """Put somebody on the list, or take them off it: the other way round is one press away."""
    segment = get_object_or_404(Segment, pk=segment_id)
    if not rights.demand(request, segment):
        return errors.forbidden(request)
    try:
        person = UUID(request.POST.get("person") or request.GET.get("person", ""))
    except ValueError:
        return redirect("console:segment", segment_id=segment_id)
    wanted = request.POST.get("to") or request.GET.get("to", "on")
    here = f"{reverse('console:segment-people', args=[segment_id])}?person={person}"
    try:
        if wanted == "off" and audience.remove(segment_id, persons=[person], now=clock.now()):
            toasts.add(request, _("Taken off the list."), undo=f"{here}&to=on")
        if wanted == "on" and audience.add(segment_id, persons=[person], now=clock.now()):
            toasts.add(request, _("Put on the list."), undo=f"{here}&to=off")
    except audience.BadSegment:
        toasts.add(
            request, _("The members of this segment follow the record; nobody is put on it by hand."), state="bad"
        )
    return redirect("console:segment", segment_id=segment_id)
