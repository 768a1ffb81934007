# SPDX-License-Identifier: Apache-2.0
"""おもてなしメモ at the till: what can be noted with one press, and noting it. The whole takes two."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from omotenashi.base import clock
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cares
from omotenashi.places.locations import queries as places
from omotenashi.web.register.access import Till, at_till_json, refusal
from omotenashi.web.register.member import card
from omotenashi.web.ui import cares as words


@require_http_methods(["GET", "POST"])
@at_till_json("customers.care")
def cares_of(request: HttpRequest, till: Till, person_id: UUID) -> HttpResponseBase:
    """GET: what is offered. POST: note one thing; the answer is the line as it stands now."""
    person = customers.current_person(person_id)
    nodes = [node.pk for node in customers.nodes_of(person)] if person else []
    if person is None or not nodes:
        return refusal(404, "unknown", _("Nobody knows this code."))
    if request.method == "GET":
        return JsonResponse(_offered(nodes))
    try:
        _heed(request, till, nodes[0])
    except cares.NothingToHeed:
        return refusal(422, "empty", _("Nothing was noted: choose something, and for an anniversary its day."))
    return JsonResponse({"care": card.of(person, till=till, now=clock.now())["care"]}, status=201)


def _heed(request: HttpRequest, till: Till, node_id: UUID) -> None:
    said = request.POST
    try:
        day = parse_date(said.get("on_date", ""))
    except ValueError:
        day = None
    cares.heed(
        node_id=node_id, kind=said.get("kind", ""), what=said.get("what", ""), text=said.get("text", ""), on_date=day,
        by=till.staff, now=clock.now(),
    )  # fmt: skip


def _offered(nodes: list[UUID]) -> dict[str, object]:
    """Give the chips by kind; what cannot be pressed is written on 顧客カルテ."""
    return {
        "today": clock.day_of(clock.now(), zone=places.zone()).isoformat(),
        "kinds": [
            {"kind": "avoid", "name": str(words.KINDS["avoid"]), "field": "what", "chips": words.quick_topics(nodes)},
            {"kind": "liking", "name": str(words.KINDS["liking"]), "field": "text",
             "chips": [(text, text) for text in words.likings()]},
            {"kind": "anniversary", "name": str(words.KINDS["anniversary"]), "field": "what",
             "chips": [(code, str(name)) for code, name in words.OCCASIONS.items()]},
        ],
    }  # fmt: skip
