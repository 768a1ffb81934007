# SPDX-License-Identifier: Apache-2.0
"""施策を作る: from a cell to a scenario, or the scenario or message that serves it already."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from omotenashi.base import clock
from omotenashi.engagement.journeymaps import actions as maps
from omotenashi.engagement.journeymaps import queries
from omotenashi.engagement.journeymaps.models import JourneyMap
from omotenashi.engagement.journeys import queries as journeys
from omotenashi.engagement.messaging import queries as messages
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.maps import words
from omotenashi.web.ui import toasts

OFFERED, LONGEST_NAME = 50, 80


@require_http_methods(["GET", "POST"])
@needs("messages.edit")
def show_measure(request: HttpRequest, map_id: UUID, stage: str, channel: str) -> HttpResponse:
    """What the customer has of it comes first: without it nothing is begun."""
    one = get_object_or_404(queries.maps(), pk=map_id)
    known = _known(one, stage, channel)
    said, trouble = request.POST, ""
    if request.method == "POST":
        try:
            ties = "tie" in said and said.get("serves")
            return _tied(request, one, stage, channel) if ties else _begun(request, one, known)
        except maps.NoBenefit:
            trouble = _("Say what the customer has of it. A measure that only we have something of is none.")
    cell = one.body["cells"].get(queries.cell_key(stage, channel), {})
    context = {
        "map": one, **known, "cell": cell, "trouble": trouble, "benefit": said.get("benefit", cell.get("benefit", "")),
        "name": said.get("name", cell.get("measure", "")[:LONGEST_NAME]), "offered": _offered(),
        "now": f"{cell['serves']['kind']}:{cell['serves']['id']}" if cell.get("serves") else "",
        "source": words.source(known["source"].get("kind", ""), known["source"].get("what", ""), {}) if known["source"].get("kind") == "event" else "",
    }  # fmt: skip
    return render(request, "console/maps/measure.html", context, status=422 if trouble else 200)


def _begun(request: HttpRequest, one: JourneyMap, known: dict[str, Any]) -> HttpResponse:
    by, said = who(request), request.POST
    name = " ".join(said.get("name", "").split())[:LONGEST_NAME] or f"{one.name} {known['stage']['name']}"
    wanted = words.WAYS.get(known["channel"].get("code", ""), ("email",))
    ways = tuple(way for way in wanted if way in messages.connected()) or ("email",)
    journey = maps.serve(
        one.pk, known["stage"]["id"], known["channel"]["id"], name=name, benefit=said.get("benefit", ""), ways=ways,
        now=clock.now(), by=by.pk,
    )  # fmt: skip
    staff.audit(by, "messages.edit", subject=f"map:{one.pk}", details={"scenario": str(journey.pk)})
    toasts.add(request, _("The scenario is begun. Look at its message, then let it live."))
    return redirect("console:journey", journey.pk)


def _tied(request: HttpRequest, one: JourneyMap, stage: str, channel: str) -> HttpResponse:
    kind, _colon, key = request.POST["serves"].partition(":")
    serves = {} if kind == "none" else {"kind": kind, "id": key}
    try:
        maps.tie(
            one.pk, stage, channel, serves=serves, benefit=request.POST.get("benefit", ""), now=clock.now(),
            by=who(request).pk,
        )  # fmt: skip
    except maps.BadChange as wrong:
        toasts.add(request, words.trouble(str(wrong)), state="bad")
    return redirect("console:map", one.pk)


def _known(one: JourneyMap, stage: str, channel: str) -> dict[str, Any]:
    stages = {each["id"]: each for each in one.body["stages"]}
    channels = {each["id"]: each for each in one.body["channels"]}
    if stage not in stages or channel not in channels:
        raise Http404
    return {"stage": stages[stage], "channel": channels[channel], "source": stages[stage].get("source") or {}}


def _offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """Give what could serve a cell."""
    ways = journeys.journeys().exclude(state="archived").values_list("pk", "name")[:OFFERED]
    said = messages.templates().filter(archived_at=None).values_list("pk", "name")[:OFFERED]
    return [
        (_("Scenarios"), [(f"journey:{key}", name) for key, name in ways]),
        (_("Single messages"), [(f"template:{key}", name) for key, name in said]),
    ]
