# SPDX-License-Identifier: Apache-2.0
"""シナリオ一覧 with the ready-made ones, the page of a scenario, its simulation, and who is on the way."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.people.staff.queries import may
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.journeys import drawing, foreseen, page, people
from omotenashi.web.console.journeys import listing as everything


@require_GET
@needs("messages.view")
def show_journeys(request: HttpRequest) -> HttpResponse:
    """シナリオ一覧, and what can be taken over."""
    taken = set(Journey.objects.exclude(state="archived").values_list("made_from", flat=True))
    context = {
        "page": listing.page(request, everything.listing()),
        "ready": [one for one in queries.READY_MADE if one.code not in taken],
        "may_edit": may(request.user, "messages.edit"),
        "segments": page.names_of()["segments"],
    }
    return render(request, "console/journeys/list.html", context)


@require_http_methods(["GET", "POST"])
@needs("messages.view")
def export_journeys(request: HttpRequest) -> HttpResponseBase:
    """The scenarios that match, as a file."""
    return exporting.export(request, everything.listing())


@require_GET
@needs("messages.view")
def show_journey(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """One scenario: its drawing with the numbers of each step."""
    journey = get_object_or_404(queries.journeys(), pk=journey_id)
    return render(request, "console/journeys/one.html", page.context_of(request, journey))


@require_GET
@needs("messages.view")
def show_simulation(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """What the drawing would have done with the people of the past; nothing is sent."""
    journey = get_object_or_404(queries.journeys(), pk=journey_id)
    graph, names = queries.draft_of(journey), page.names_of()
    found = queries.simulate(graph, now=clock.now()) if graph.first in graph.steps else None
    counts = foreseen.counts(found) if found else queries.Counts()
    context = {
        "journey": journey,
        "found": found,
        "figures": foreseen.figures(found) if found else [],
        "cards": drawing.cards(graph, counts=counts, results={}, **names),
        "is_past": True,
    }
    return render(request, "console/journeys/simulation.html", context)


@require_GET
@needs("customers.view")
def show_people(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Who is or was on the way, where they stand and how it ended."""
    journey = get_object_or_404(queries.journeys(), pk=journey_id)
    shown = people.listing(journey, who=request.user)
    return render(request, "console/journeys/people.html", {"journey": journey, "page": listing.page(request, shown)})
