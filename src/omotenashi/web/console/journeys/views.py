# SPDX-License-Identifier: Apache-2.0
"""シナリオ一覧 with the ready-made ones, the page of a scenario, its simulation, and who is on the way."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.people.staff.queries import may
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.journeys import canvas, drawing, foreseen, page, people, problems, unsaying, versions
from omotenashi.web.console.journeys import listing as everything


@require_GET
@needs("messages.view")
def show_journeys(request: HttpRequest) -> HttpResponse:
    """シナリオ一覧, and what can be taken over."""
    # One for a segment leaves the way free for the one of everybody.
    taken = set(
        Journey.objects.exclude(state="archived")
        .exclude(draft__entry__kind="segment")
        .values_list("made_from", flat=True)
    )
    context = {
        "page": listing.page(request, everything.listing()),
        "ready": [one for one in queries.READY_MADE if one.code not in taken],
        "may_edit": may(request.user, "messages.edit"),
        "may_publish": may(request.user, "messages.publish"),
        "segments": page.names_of()["segments"],
    }
    return render(request, "console/journeys/list.html", context)


@require_GET
@needs("messages.edit")
def show_problems(request: HttpRequest) -> HttpResponse:
    """課題から選ぶ, for the list: what the numbers say, asked for after the page is there."""
    return render(request, "console/journeys/problems.html", {"problems": problems.problems(now=clock.now())})


@require_GET
@needs("messages.edit")
def show_send_day(request: HttpRequest) -> HttpResponse:
    """For 転換日数: the scenario that writes on the day by which half of them came back, asked for after the page."""
    told = {"days": queries.learnt(now=clock.now()).get("second"), "there": problems.adopted().get("second-purchase")}
    return render(request, "console/journeys/send_day.html", told)


@require_http_methods(["GET", "POST"])
@needs("messages.view")
def export_journeys(request: HttpRequest) -> HttpResponseBase:
    """The scenarios that match, as a file."""
    return exporting.export(request, everything.listing())


@require_GET
@needs("messages.view")
def show_journey(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """One scenario: its canvas with the numbers of each step."""
    journey = get_object_or_404(queries.journeys(), pk=journey_id)
    context = page.context_of(request, journey) | {"canvas": canvas.page_of(request, journey)}
    return render(request, "console/journeys/one.html", context)


@require_GET
@needs("messages.view")
def show_numbers(request: HttpRequest, journey_id: UUID) -> JsonResponse:
    """The figures on the cards, as they are now."""
    del request
    return JsonResponse(canvas.numbers_of(get_object_or_404(queries.journeys(), pk=journey_id)))


@require_GET
@needs("messages.view")
def show_simulation(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """What the drawing would have done with the people of the past; nothing is sent. The canvas asks for JSON."""
    journey = get_object_or_404(queries.journeys(), pk=journey_id)
    graph = queries.draft_of(journey)
    found = foreseen.walked(graph, now=clock.now())
    if "application/json" in request.headers.get("Accept", ""):
        told = foreseen.told(found, graph, who=request.user) if found else {}
        return JsonResponse(told, status=200 if found else 422)
    context = foreseen.page_of(journey, graph, found) | {"may_publish": may(request.user, "messages.publish")}
    return render(request, "console/journeys/simulation.html", context)


@require_GET
@needs("messages.view")
def show_versions(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Every version that lived, the newest first."""
    journey = get_object_or_404(queries.journeys(), pk=journey_id)
    context = {
        "journey": journey, "versions": versions.told(journey), "transfers": list(queries.transfers_of(journey)[:20]),
        "may_publish": may(request.user, "messages.publish"), "sets_fields": unsaying.sets_fields(journey),
        "may_redraw": may(request.user, "messages.edit") and journey.state != "archived",
    }  # fmt: skip
    return render(request, "console/journeys/versions.html", context)


@require_GET
@needs("messages.view")
def show_version(request: HttpRequest, journey_id: UUID, number: int) -> HttpResponse:
    """One version as it was published; nobody changes it any more."""
    journey = get_object_or_404(queries.journeys(), pk=journey_id)
    version = get_object_or_404(journey.versions.select_related("published_by"), number=number)
    cards = drawing.cards(queries.graph_of(version), counts=queries.Counts(), results={}, names=page.names_of())
    context = {"journey": journey, "version": version, "cards": cards}
    context["canvas"] = canvas.page_of(request, journey, version=version)
    return render(request, "console/journeys/version.html", context)


@require_GET
@needs("customers.view")
def show_people(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Who is or was on the way, where they stand and how it ended."""
    journey = get_object_or_404(queries.journeys(), pk=journey_id)
    shown = people.listing(journey, who=request.user)
    return render(request, "console/journeys/people.html", {"journey": journey, "page": listing.page(request, shown)})
