# SPDX-License-Identifier: Apache-2.0
"""What two strategies did with past orders, as a table, a chart and a file; also while it is still going on."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.sourcing import queries as sourcing
from omotenashi.commerce.sourcing.models import Comparison
from omotenashi.commerce.sourcing.queries import Outcome, Served, Strategy
from omotenashi.web.console.sourcing import words


def context_of(found: Comparison) -> dict[str, Any]:
    """Give the table and the chart of what was planned so far; nothing where there is nothing yet."""
    if not found.orders:
        return {"rows": [], "chart": None}
    first, second = (_outcome(found, side) for side in ("one", "other"))
    names = words.strategy_name(found.used["name"]), found.other["name"]
    return {"rows": _rows(first, second), "chart": _chart(names, first, second)}


def progress(found: Comparison) -> tuple[str, str]:
    """Say how it stands: the words, and the state that a progress bar shows."""
    if found.failed_at:
        return _("It went wrong. Nothing was changed; try it again."), "failed"
    if found.cancelled_at:
        return _("Called off. What was planned up to then stays."), "cancelled"
    if found.finished_at:
        return _("Done"), "done"
    if not found.started_at:
        return _("Waits for its turn"), "running"
    return _("Planning past orders again"), "running"


def differing(found: Comparison) -> int:
    """Count the orders that another place would have served."""
    return sum(each["one"]["places"] != each["other"]["places"] for each in found.orders)


def lines(found: Comparison) -> Iterator[tuple[object, ...]]:
    """Give the file: a line for each order, with what both did with it."""
    one, other = words.strategy_name(found.used["name"]), found.other["name"]
    about = (_("Places"), _("Parcels"), _("In full"), _("Kilometres"), _("Cost of serving"))
    yield (_("Order"), *(f"{name}: {word}" for name in (one, other) for word in about))
    numbers = _numbers(found)
    for each in found.orders:
        sides = [cell for side in ("one", "other") for cell in _cells(_served(each[side]))]
        yield (numbers.get(each["order"], each["order"]), *sides)


def told(strategy: Strategy) -> str:
    """Say a strategy in one line."""
    if strategy.rules:
        return " → ".join(words.said(words.CRITERIA, rule) for rule in strategy.rules)
    return _("The lowest cost")


def _outcome(found: Comparison, side: str) -> Outcome:
    return sourcing.summed(_served(each[side]) for each in found.orders)


def _served(said: dict[str, Any]) -> Served:
    return Served(places=tuple(said["places"]), is_short=said["is_short"], cost=said["cost"], km=said["km"])


def _cells(done: Served) -> tuple[object, ...]:
    full = _("no") if done.is_short else _("yes")
    return "・".join(done.places), len(done.places), full, done.km, done.cost


def _numbers(found: Comparison) -> dict[str, str]:
    keys = [UUID(each["order"]) for each in found.orders]
    return {str(pk): number for pk, number in Order.objects.filter(pk__in=keys).values_list("pk", "number")}


def _rows(first: Outcome, second: Outcome) -> list[tuple[str, str, int, int, int]]:
    told = [
        (_("Parcels"), "number", first.parcels, second.parcels),
        (_("Orders in more than one parcel"), "number", first.split, second.split),
        (_("Orders nobody can serve in full"), "number", first.unserved, second.unserved),
        (_("Kilometres"), "number", first.km, second.km),
        (_("Cost of serving"), "money", first.cost, second.cost),
    ]
    return [(name, kind, a, b, b - a) for name, kind, a, b in told]


def _chart(names: tuple[str, str], first: Outcome, second: Outcome) -> dict[str, Any]:
    places = sorted({*first.by_location, *second.by_location})
    return {
        "kind": "bar",
        "title": _("Parcels by place"),
        "x": {"label": _("Place"), "values": places},
        "y": {"label": _("Parcels"), "format": "number"},
        "series": [
            {"name": name, "values": [outcome.by_location.get(place, 0) for place in places]}
            for name, outcome in zip(names, (first, second), strict=True)
        ],
    }
