# SPDX-License-Identifier: Apache-2.0
"""What the page offers: numbers and dimensions to take, those that were taken, sorting, limit, kind of chart.

Each offer is an address, so that a press, a key and a drag do the same, and so does a page without scripts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.insight.measures.explore.catalogue import (
    CUSTOMERS,
    DIMENSIONS,
    MOST_DIMENSIONS,
    MOST_QUANTITIES,
    QUANTITIES,
)
from omotenashi.insight.measures.explore.choice import ExploreParams
from omotenashi.web.console.figures.layouts.explore import KINDS, drawn_as
from omotenashi.web.console.figures.state import VIEW, State
from omotenashi.web.console.figures.writing import label

LIMITS = (0, 10, 20, 50, 100)


@dataclass(frozen=True)
class Offer:
    """Something that may be taken, or is taken (`on`); without an address the place is full."""

    name: str
    label: str
    href: str
    on: bool = False
    tip: str = ""


@dataclass(frozen=True)
class Taken:
    """Something that was taken: how it is put away, and moved to the left and to the right."""

    name: str
    label: str
    away: str
    left: str
    right: str
    tip: str = ""


def context(read: State) -> dict[str, Any]:
    """Everything the page shows beside the answer."""
    params = read.params
    assert isinstance(params, ExploreParams)  # noqa: S101  # the only measure of this page
    return {
        "numbers": _offers(read, "show", params.show, tuple(QUANTITIES)),
        "shelves": [
            (title, _offers(read, "by", params.dimensions, tuple(n for n, one in DIMENSIONS.items() if one.shelf == shelf)))
            for shelf, title in _shelves()
        ],
        "taken_numbers": _taken(read, "show", params.show),
        "taken_dimensions": _taken(read, "by", params.dimensions),
        "kept_by_order": _kept(read, "sort", "top"),
        "kept_by_filters": [pair for pair in _kept(read) if pair[0] in ("by", "show", "sort", "top") or pair[0].startswith(VIEW)],
        "full": len(params.dimensions) >= MOST_DIMENSIONS,
        "sorts": _sorts(params),
        "limits": [Offer(str(n), str(n) if n else _("All rows"), "", n == params.top) for n in LIMITS],
        "kinds": [Offer(kind, said, read.switch(chart=kind), kind == drawn_as(read)) for kind, said in _kinds()],
        "drawn": [
            Offer(name, label(QUANTITIES[name].label), read.switch(of=name), name == (read.view.get("of") or params.show[0]))
            for name in params.show
        ],
    }  # fmt: skip


def _kept(read: State, *but: str) -> list[tuple[str, str]]:
    """What a form carries along: parameters and switches, but those that it has fields for."""
    found = [(name, text) for name, text in read.values.items() if name not in but]
    return [*found, *((VIEW + name, text) for name, text in read.view.items())]


def _offers(read: State, place: str, taken: Sequence[str], names: Sequence[str]) -> list[Offer]:
    most = MOST_DIMENSIONS if place == "by" else MOST_QUANTITIES
    found = []
    for name in names:
        is_on = name in taken
        rest = [one for one in taken if one != name]
        if is_on:
            href = _at(read, place, rest) if rest or place == "by" else ""
        else:
            href = _at(read, place, [*taken, name]) if len(taken) < most else ""
        found.append(Offer(name, _label(place, name), href, is_on, _tip(place, name)))
    return found


def _taken(read: State, place: str, names: Sequence[str]) -> list[Taken]:
    found = []
    for at, name in enumerate(names):
        rest = [one for one in names if one != name]
        left = [*rest[: at - 1], name, *rest[at - 1 :]] if at else []
        right = [*rest[: at + 1], name, *rest[at + 1 :]] if at < len(rest) else []
        found.append(
            Taken(
                name,
                _label(place, name),
                away=_at(read, place, rest) if rest or place == "by" else "",
                left=_at(read, place, left) if left else "",
                right=_at(read, place, right) if right else "",
                tip=_tip(place, name),
            )
        )
    return found


def _at(read: State, place: str, names: Sequence[str]) -> str:
    """The address with another choice. What was sorted by and is gone sorts no more."""
    params = read.params
    assert isinstance(params, ExploreParams)  # noqa: S101  # the only measure of this page
    show = names if place == "show" else params.show
    by = names if place == "by" else params.dimensions
    left = {*show, *by, CUSTOMERS}
    sort = params.sort if params.sort.removeprefix("-") in left else ""
    return read.url(**{place: ",".join(names) or "none"}, sort=sort)


def _label(place: str, name: str) -> str:
    return label((DIMENSIONS if place == "by" else QUANTITIES)[name].label)


def _tip(place: str, name: str) -> str:
    return "" if place == "by" else _(QUANTITIES[name].formula)


def _sorts(params: ExploreParams) -> list[Offer]:
    said = [Offer("", _("By itself"), "", not params.sort)]
    for name in params.shown:
        words = label(QUANTITIES[name].label)
        said.append(
            Offer(f"-{name}", _("%(number)s, largest first") % {"number": words}, "", params.sort == f"-{name}")
        )
        said.append(Offer(name, _("%(number)s, smallest first") % {"number": words}, "", params.sort == name))
    return said + [
        Offer(name, label(DIMENSIONS[name].label), "", params.sort == name) for name in params.dimensions
    ]  # fmt: skip


def _kinds() -> list[tuple[str, str]]:
    said = {
        "line": _("Line"),
        "bar": _("Bars"),
        "stacked": _("Stacked"),
        "heatmap": _("Heat map"),
        "table": pgettext("chart", "Table"),
    }
    return [(kind, said[kind]) for kind in KINDS]


def _shelves() -> list[tuple[str, str]]:
    return [
        ("time", pgettext("dimensions", "Time")),
        ("where", pgettext("dimensions", "Where")),
        ("first", pgettext("dimensions", "First purchase")),
        ("customer", _("Customer")),
        ("goods", _("Goods")),
    ]
