# SPDX-License-Identifier: Apache-2.0
"""The index of all analyses, and the page of one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.insight import queries as insight
from omotenashi.insight.measures import registry
from omotenashi.insight.measures.contract import Measure
from omotenashi.insight.measures.run import Answer
from omotenashi.people.staff import queries as staff
from omotenashi.web.console.access import needs
from omotenashi.web.console.figures import catalogue, filters, state, writing
from omotenashi.web.console.figures.basis import basis_of
from omotenashi.web.console.figures.blocks import Page
from omotenashi.web.console.figures.layouts import registry as layouts
from omotenashi.web.console.figures.veils import veiled
from omotenashi.web.console.patience import patient

# One row a customer: the page shows the first, the file has all.
LIMITS = {"customers": 100}
# What a measure needs to say anything, where it is not orders.
RESTS_ON = {"visitors": "touches"}


@require_GET
@needs("measures.view")
@patient
def index(request: HttpRequest) -> HttpResponse:
    """Every measure with its question, in groups."""
    context = {
        "shelves": catalogue.SHELVES,
        "starts": catalogue.starts(),
        "has_data": insight.span()[1] is not None,
        "may_explore": staff.may(request.user, "measures.explore"),
    }
    return render(request, "console/figures/index.html", context)


@require_GET
@needs("measures.view")
@patient
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """One measure: filters, chart, table. The address carries the whole state."""
    measure = measure_of(name)
    read = read_of(request.user, measure, request.GET)
    if not request.htmx and not read.refused and not state.is_clean(request.GET, read):  # type: ignore[attr-defined]  # middleware
        return redirect(read.url())
    response = render(request, "console/figures/figure.html", context_of(request, read))
    response["HX-Push-Url"] = read.url()
    return response


def held_for(person: Any, measure: Measure) -> dict[str, str]:
    """Give the parameters somebody cannot choose: who may ask for the own shop alone is told of that shop."""
    shop = staff.shop_of(person, measure.right)
    return {"location": shop} if shop else {}


def read_of(person: Any, measure: Measure, query: QueryDict) -> state.State:
    """Read what somebody asks."""
    today = insight.day_of_asking(now=clock.now())
    return state.read(measure, query, today=today, held=held_for(person, measure))


def measure_of(name: str) -> Measure:
    """The measure of an address. Raises Http404."""
    try:
        return registry.find(name)
    except registry.UnknownMeasure as unknown:
        raise Http404(str(unknown)) from unknown


def page_of(request: HttpRequest, read: state.State) -> Page:
    """What the layouts draw from: the answer, and a way to ask other measures as of the same day."""
    now = clock.now()
    day = read.params.as_of.isoformat()

    def ask(name: str, **values: str) -> Any:
        return insight.ask(name=name, values={**values, "as_of": day}, now=now, limit=LIMITS.get(name))

    answer = ask(read.measure.name, **read.text)
    masks = not staff.may(request.user, "customers.export")
    return veiled(Page(state=read, answer=answer, names=names_of(answer), ask=ask, masks=masks))


def names_of(answer: Answer) -> writing.Names:
    """What codes are called here; those of the products, staff or ranks by which the rows are split, too."""
    if getattr(answer.params, "by", "") == "rank" or "tier" in answer.measure.keys:
        return writing.with_ranks(writing.names())
    column = "key" if hasattr(answer.params, "of") else "group"
    kind = str(getattr(answer.params, "of", writing.split_of(answer.params)))
    if kind not in ("product", "staff"):
        return writing.names()
    return writing.looked_up(writing.names(), kind, {row[column] for row in answer.rows if row.get(column)})


def _ground(measure: Measure) -> tuple[str, bool]:
    """Say on what a measure rests, and whether any of that is here."""
    rests_on = RESTS_ON.get(measure.name, "orders")
    return rests_on, insight.lake_rows().get(rests_on, 0) > 0 if rests_on != "orders" else insight.span()[1] is not None


def _values_of(read: state.State) -> dict[str, list[tuple[str, str]]]:
    """What is asked beside what a measure takes by itself: the plain values, and those whose control is in a block."""
    elsewhere = filters.DRAWN_ELSEWHERE.get(read.measure.name, ())
    return {
        "kept": [(name, text) for name, text in read.values.items() if name in elsewhere],
        "plain_values": [(name, text) for name, text in read.values.items() if name not in elsewhere],
    }


def context_of(request: HttpRequest, read: state.State) -> dict[str, Any]:
    """Everything the page of a measure shows."""
    page = page_of(request, read)
    rests_on, has_data = _ground(read.measure)
    return {
        "measure": read.measure,
        "title": _(read.measure.title),
        "question": _(read.measure.question),
        "notes": [_(note) for note in read.measure.notes],
        "shelf": catalogue.shelf_of(read.measure),
        "state": read,
        **_values_of(read),
        **{f"{kind}_href": read.export(kind) for kind in ("pdf", "csv", "json")},
        "groups": filters.groups(read, page.names),
        "definition": filters.definition(read, page.names),
        "basis": basis_of(page),
        "blocks": layouts.blocks_of(page) if has_data and page.answer.rows else [],
        "refused": [_(bad.phrase.message) % bad.phrase.values for bad in read.refused],
        "has_data": has_data,
        "rests_on": rests_on,
        "narrowed": bool(read.values),
        "may_export": staff.may(request.user, "measures.export"),
        "may_write": staff.may(request.user, "messages.edit"),
    }
