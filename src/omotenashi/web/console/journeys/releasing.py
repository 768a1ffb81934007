# SPDX-License-Identifier: Apache-2.0
"""A drawing is looked at and published; whoever is on the way stays or is led over; an older version is drawn again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.base.jobs import ask_once
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey, JourneyVersion
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.journeys import foreseen, page, publishing
from omotenashi.web.ui import toasts
from omotenashi.web.ui.tags.formats import number as shown


@require_http_methods(["GET", "POST"])
@needs("messages.publish")
def create_version(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Say what publishing means; then publish: from now on people come in. What stands in the way is said."""
    journey = get_object_or_404(Journey, pk=journey_id)
    if request.method == "GET":
        return render(request, "console/journeys/publish.html", publishing.preview(journey))
    if request.POST.get("seen", journey.changed_at.isoformat()) != journey.changed_at.isoformat():
        toasts.add(request, _("Somebody else changed this scenario meanwhile. Look at it and do it once more."))
        return redirect(page.href(journey))
    try:
        version = _published(request, journey)
    except queries.BadGraph:
        return render(request, "console/journeys/publish.html", publishing.preview(journey), status=422)
    return _on(request, version, choice=request.POST.get("inside", ""))


@require_GET
@needs("messages.publish")
def show_expected(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """What the past says of a drawing and what it may bring, for the page of publishing: asked for after it is there."""
    journey = get_object_or_404(queries.journeys(), pk=journey_id)
    graph = queries.draft_of(journey)
    context = foreseen.page_of(journey, graph, foreseen.walked(graph, now=clock.now()))
    return render(request, "console/journeys/expected.html", context)


@require_POST
@needs("messages.edit")
def create_redrawing(request: HttpRequest, journey_id: UUID, number: int) -> HttpResponse:
    """Put the drawing of an older version back as the draft; what lives stays until it is published."""
    journey = get_object_or_404(Journey.objects.exclude(state="archived"), pk=journey_id)
    version = get_object_or_404(JourneyVersion, journey=journey, number=number)
    graph = queries.graph_of(version).kept()
    journeys.draft(key=journey.key, name=journey.name, graph=graph, now=clock.now(), seen_at=journey.changed_at)
    toasts.add(request, _("This is the drawing of version %(n)s again. It works once you publish it.") % {"n": number})
    return redirect(page.href(journey))


def _published(request: HttpRequest, journey: Journey) -> JourneyVersion:
    """Publish, write it into the audit, and let be foretold what it may bring. Raises BadGraph."""
    messaging.set_origin(f"{request.scheme}://{request.get_host()}")
    version = journeys.publish(journey.pk, now=clock.now(), by=who(request).pk)
    staff.audit(who(request), "messages.publish", subject=f"journey:{journey.pk}", details={"version": version.number})
    ask_once("console.foretell", version_id=str(version.pk), at=clock.now().isoformat(), once=f"foretell:{version.pk}")
    toasts.add(request, _("Published. It works from now on, and can be held at any time."))
    return version


def _on(request: HttpRequest, version: JourneyVersion, *, choice: str) -> HttpResponse:
    """Go on as was chosen for those on the way: they stay, go on where the new drawing has their step, or one by one."""
    journey, graph = version.journey, queries.graph_of(version)
    older = [one for one in publishing.inside(journey, graph, page.names_of()) if one["number"] != version.number]
    if choice == "choose" and older:
        return redirect("console:journey-transfer", journey.pk, older[0]["number"])
    if choice == "move" and (
        people := sum(_led_over(request, version, one["number"]) for one in older if one["moving"])
    ):
        told = ngettext(
            "%(n)s person goes on by the new version. This can be taken back under “Versions”.",
            "%(n)s people go on by the new version. This can be taken back under “Versions”.", people,
        )  # fmt: skip
        toasts.add(request, told % {"n": shown(people)})
    return redirect(page.href(journey))


def _led_over(request: HttpRequest, version: JourneyVersion, number: int) -> int:
    """Lead over who stands on a step that the new version has as well; say how many."""
    source = JourneyVersion.objects.get(journey=version.journey_id, number=number)
    same = queries.proposed(source=queries.graph_of(source), target=queries.graph_of(version))
    done = journeys.transfer(version.journey_id, source=number, steps=same, now=clock.now(), by=who(request).pk)
    people = done.runs.count()
    details = {"from": number, "to": version.number, "people": people}
    staff.audit(who(request), "messages.publish", subject=f"journey:{version.journey_id}", details=details)
    return people
