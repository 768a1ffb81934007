# SPDX-License-Identifier: Apache-2.0
"""The people behind a cell: in the drawer the first of them, as a page all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.insight import queries as insight
from omotenashi.insight.measures.contract import PART, Column
from omotenashi.insight.measures.params import BadParameter
from omotenashi.people.customers import queries as customers
from omotenashi.people.staff import queries as staff
from omotenashi.web.console.access import needs
from omotenashi.web.console.figures import filters, state, views, writing
from omotenashi.web.console.figures.blocks import masked
from omotenashi.web.console.figures.wording import word
from omotenashi.web.console.figures.writing import label

SHORT, LONG = 12, 50
# Up to so many people are put in the order of their value; more stand in the order in which they were met.
SORTED = 2_000


@dataclass(frozen=True)
class Person:
    """A line of the list."""

    name: str
    kana: str
    href: str
    last_day: date | None
    orders: int | None
    sales: int | None
    rank: str


@require_GET
@needs("measures.view")
def behind(request: HttpRequest, name: str) -> HttpResponse:
    """The count, which is that of the cell, and the people."""
    measure = views.measure_of(name)
    read = views.read_of(request.user, measure, request.GET)
    cell = state.cell_of(request.GET)
    try:
        context = people_context(request, read, cell)
    except BadParameter as problem:
        context = {"problem": _(problem.phrase.message) % problem.phrase.values}
    drawer = request.headers.get("HX-Target") == "drawer-body"
    template = "console/figures/people_short.html" if drawer else "console/figures/people.html"
    context |= {"measure": measure, "title": _(measure.title), "back": read.url(), "drawer": drawer}
    return render(request, template, context, status=400 if "problem" in context else 200)


def people_context(request: HttpRequest, read: state.State, cell: dict[str, str]) -> dict[str, Any]:
    """Count, cell in words, people, and the ways on."""
    drawer = request.headers.get("HX-Target") == "drawer-body"
    asked: dict[str, Any] = {"name": read.measure.name, "values": read.text, "cell": cell, "now": clock.now()}
    count = insight.count_behind(**asked)
    names = writing.names()
    may_export = staff.may(request.user, "customers.export")
    hidden = masked(count, masks=not may_export)
    after = _whole(request.GET.get("after", ""))
    people, following = (
        ([], None) if hidden else page_of_people(asked, count, after=after, size=SHORT if drawer else LONG)
    )
    here = read.people(cell)
    return {
        "count": count,
        "hidden": hidden,
        "cell_words": cell_words(read, cell, names),
        "definition": filters.definition(read, names),
        "people": people,
        "in_order": count <= SORTED,
        "all_href": here,
        "next_href": f"{here}&after={following}" if following else "",
        "first_href": here if after else "",
        "export_href": here.replace("/people/?", "/people/export/?", 1) if may_export and not hidden else "",
        "may_export": may_export,
    }


def page_of_people(
    asked: dict[str, Any], count: int, *, after: int | None, size: int
) -> tuple[list[Person], int | None]:
    """One page of people and where the next begins (None at the end). The best come first where that is possible."""
    if count <= SORTED:
        ranked = _by_value(insight.people_behind(**asked, limit=SORTED))
        start = after or 0
        found = ranked[start : start + size]
        return list(told(found)), start + size if start + size < len(ranked) else None
    seqs = insight.people_behind(**asked, limit=size + 1, after=after)
    return list(told(seqs[:size])), seqs[size - 1] if len(seqs) > size else None


def told(seqs: Sequence[int]) -> list[Person]:
    """People by their lake keys, with names and scores, in the order given: two queries."""
    profiles = {one.person.seq: one for one in customers.profiles_by_seq(seqs).select_related("person")}
    scores = insight.scores_of(one.person_id for one in profiles.values())
    return [_person(profiles[seq], scores.get(profiles[seq].person_id)) for seq in seqs if seq in profiles]


def cell_words(read: state.State, cell: dict[str, str], names: writing.Names) -> list[str]:
    """The cell as the reader saw it: “Within days 90 days”, “Bought again”."""
    columns: dict[str, Column] = {one.name: one for one in read.measure.columns}
    split = writing.split_of(read.params)
    said = []
    for key in read.measure.keys:
        if key not in cell or (key == "group" and split == "none"):
            continue
        said.append(f"{label(columns[key].label)}: {_value(read, columns[key], cell[key], names)}")
    part = cell.get(PART) or (read.measure.counts[0] if read.measure.counts else "")
    return [*said, label(columns[part].label)] if part in columns else said


def _value(read: state.State, column: Column, text: str, names: writing.Names) -> str:
    said = word(read.params, names, column.name, text)
    if said is not None:
        return said
    value = int(text) if column.unit in ("days", "count", "people") and text.isdigit() else text
    return str(writing.write(value, column.unit))


def _by_value(seqs: Sequence[int]) -> list[int]:
    """The same people, those who spent most first; those without a score last."""
    sales = insight.sales_by_seq(seqs)
    return sorted(seqs, key=lambda seq: (-sales.get(seq, 0), seq))


def _person(profile: Any, score: Any) -> Person:
    try:
        href = reverse("console:customer", args=[profile.person_id])
    except NoReverseMatch:
        href = ""
    return Person(
        name=profile.name or profile.kana or profile.member_no or _("No name"),
        kana=profile.kana if profile.name else "",
        href=href,
        last_day=score.last_day if score else None,
        orders=score.orders if score else None,
        sales=score.sales if score else None,
        rank=score.rank if score else "",
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 19 else None
