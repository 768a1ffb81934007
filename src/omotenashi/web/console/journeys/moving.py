# SPDX-License-Identifier: Apache-2.0
"""Lead those on an old version over to the newest: a map from step to step with the people on each, and the way back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey, JourneyVersion, Transfer
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.journeys import page, words
from omotenashi.web.ui import toasts
from omotenashi.web.ui.tags.formats import number as shown

# What somebody chose for a step beside one of the new steps.
STAY, END = "=stay", "=end"


@require_http_methods(["GET", "POST"])
@needs("messages.publish")
def show_transfer(request: HttpRequest, journey_id: UUID, number: int) -> HttpResponse:
    """Say who stands where and where they would go on; then lead them over."""
    journey = get_object_or_404(Journey.objects.exclude(state="archived"), pk=journey_id)
    version = get_object_or_404(JourneyVersion, journey=journey, number=number)
    newest = queries.newest(journey)
    if newest is None or newest == version:
        return redirect("console:journey-versions", journey_id)
    if request.method == "GET":
        context = {"journey": journey, "version": version, "newest": newest, "rows": _rows(version, newest)}
        return render(request, "console/journeys/transfer.html", context)
    try:
        people = _led_over(request, version, newest)
    except journeys.BadMap:
        toasts.add(
            request, _("Somebody else changed this scenario meanwhile. Look at it and do it once more."), state="bad"
        )
        return redirect("console:journey-transfer", journey_id, number)
    told = ngettext(
        "%(n)s person was led over. This can be taken back below.",
        "%(n)s people were led over. This can be taken back below.", people,
    )  # fmt: skip
    toasts.add(request, told % {"n": shown(people)})
    return redirect("console:journey-versions", journey_id)


def _led_over(request: HttpRequest, version: JourneyVersion, newest: JourneyVersion) -> int:
    """Lead over as the form says; say how many. Raises BadMap, also where the newest is another one by now."""
    if request.POST.get("target") != str(newest.number):
        raise journeys.BadMap("target")
    way = _map(request.POST, queries.graph_of(version))
    done = journeys.transfer(version.journey_id, source=version.number, steps=way, now=clock.now(), by=who(request).pk)
    people = done.runs.count()
    details = {"from": version.number, "to": newest.number, "people": people}
    staff.audit(who(request), "messages.publish", subject=f"journey:{version.journey_id}", details=details)
    return people


@require_POST
@needs("messages.publish")
def create_return(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Lead back whoever has not gone on since."""
    done = get_object_or_404(Transfer, pk=transfer_id)
    people = journeys.take_back(transfer_id, now=clock.now())
    staff.audit(who(request), "messages.publish", subject=f"journey:{done.journey_id}", details={"back": people})
    told = ngettext("%(n)s person was led back.", "%(n)s people were led back.", people)
    toasts.add(request, told % {"n": shown(people)} + " " + _("Whoever had gone on meanwhile stays."))
    return redirect("console:journey-versions", done.journey_id)


def _rows(version: JourneyVersion, newest: JourneyVersion) -> list[dict[str, Any]]:
    """Give each step on which somebody stands: what it does, how many, and what could come after."""
    before, after, names = queries.graph_of(version), queries.graph_of(newest), page.names_of()
    standing, same = queries.standing_of(version), queries.proposed(source=before, target=after)
    choices = [(name, _named(step, names)) for name, step in after.ordered()]
    return [
        {
            "step": name, "icon": words.KINDS[step.kind][0], "says": _named(step, names), "people": standing[name],
            "chosen": same.get(name, STAY), "choices": choices,
        }
        for name, step in before.ordered()
        if standing.get(name)
    ]  # fmt: skip


def _map(asked: Mapping[str, str], source: queries.Graph) -> dict[str, str]:
    said = {name: asked.get(f"to-{name}", STAY) for name in source.steps}
    return {name: "" if to == END else to for name, to in said.items() if to != STAY}


def _named(step: queries.Step, names: Mapping[str, Mapping[str, str]]) -> str:
    title = str(words.KINDS[step.kind][1])
    says = words.step(step, names=names)
    return f"{title}: {says}" if says else title
