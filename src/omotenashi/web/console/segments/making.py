# SPDX-License-Identifier: Apache-2.0
"""From a number to a segment with one press: what the list of people offers, and what the press does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.models import Segment
from omotenashi.insight.measures.params import BadParameter
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console.access import demand, needs, who
from omotenashi.web.console.figures import state, views, writing
from omotenashi.web.console.journeys import beginning
from omotenashi.web.console.places import own_place
from omotenashi.web.console.segments import words
from omotenashi.web.ui import errors, toasts
from omotenashi.web.ui.tags.formats import number

# So many people are written while one waits; more are the worker's.
AT_ONCE = 20_000


@dataclass(frozen=True)
class Offer:
    """What the form holds: the analysis, its address, a key that makes two presses one; `existing`: it is there.

    `may_write`: whoever looks may begin a message to these people, too.
    """

    measure: str
    query: str
    key: str
    existing: Segment | None
    may_write: bool


def offer(person: Any, address: str) -> Offer | None:
    """Offer a segment of the people at an address, to those who may make one."""
    if not address or not may(person, "segments.edit"):
        return None
    path, _mark, query = address.partition("?")
    read, cell = _asked(person, resolve(path).kwargs["name"], query)
    same = queries.same_as(definition(read, cell))
    return Offer(read.measure.name, query, str(new_id()), same, may(person, "messages.edit"))


def definition(read: state.State, cell: Mapping[str, str]) -> queries.Cell:
    """Give what a segment of this cell means: every parameter, but the day of asking moves on unless it was named."""
    values = {name: text for name, text in read.text.items() if name != "as_of" or "as_of" in read.values}
    return queries.Cell(read.measure.name, values, cell)


@require_POST
@needs("segments.edit")
def create_segment(request: HttpRequest) -> HttpResponse:
    """Make a segment of a cell and open it, or a message to its people. Pressed twice it is one."""
    now, by = clock.now(), who(request)
    read, cell = _asked(by, request.POST.get("measure", ""), request.POST.get("query", ""))
    if not demand(request, read.measure.right):
        return errors.forbidden(request)
    meant = definition(read, cell)
    try:
        count = queries.preview(meant, now=now)
    except BadParameter as problem:
        refused = {
            "problem": _(problem.phrase.message) % problem.phrase.values,
            "title": _(read.measure.title),
            "back": read.url(),
        }
        return render(request, "console/figures/people.html", refused, status=400)
    is_fixed = request.POST.get("kind") == "fixed"
    made, is_new = audience.create(
        key=f"console:{by.pk}:{request.POST.get('key') or new_id()}",
        name=words.suggested(read, cell, writing.names()),
        definition=queries.Manual(meant) if is_fixed else meant,
        now=now,
        by=by.pk,
        location=own_place(by),
    )
    if is_new:
        staff.audit(by, "segments.edit", subject=f"segment:{made.pk}", details={"made": meant.as_json()})
        if count <= AT_ONCE:
            audience.recompute(made.pk, now=now)
        else:
            audience.request(made.pk, now=now)
        undo = reverse("console:segment-state", args=[made.pk]) + "?to=archived"
        toasts.add(request, _("Segment made. People: %(n)s") % {"n": number(count)}, undo=undo)
    if request.POST.get("kind") == "act" and demand(request, "messages.edit"):
        key = f"segment:{made.pk}:{request.POST.get('key') or new_id()}"
        journey = beginning.broadcast(segment=str(made.pk), name=made.name, by=by.pk, now=now, key=key)
        return redirect("console:journey", journey_id=journey.pk)
    return redirect("console:segment", segment_id=made.pk)


def _asked(person: Any, name: str, query: str) -> tuple[state.State, dict[str, str]]:
    """Read the address of the people behind a cell. Raises Http404 for an analysis that is none."""
    said = QueryDict(query)
    return views.read_of(person, views.measure_of(name), said), state.cell_of(said)
