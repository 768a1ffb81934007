# SPDX-License-Identifier: Apache-2.0
"""Two strategies on the orders of the last weeks, as the books stand now: what each would have done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.commerce.sourcing import queries as sourcing
from omotenashi.commerce.sourcing.models import Decision
from omotenashi.commerce.sourcing.queries import Ask, Node, Outcome, Strategy, outcome
from omotenashi.places.locations.queries import between_prefectures
from omotenashi.web.console.sourcing import words

# So many past orders are planned again: enough to tell, few enough to wait for.
MOST = 200


def past_asks(limit: int = MOST) -> list[Ask]:
    """Give what the newest orders asked for, each once: one read."""
    rows = Decision.objects.filter(version=1).order_by("-decided_at").values_list("asked", flat=True)
    return [sourcing.ask_from(asked) for asked in rows[:limit]]


def situated(asks: Sequence[Ask], *, channel: str, now: datetime) -> list[tuple[Ask, list[Node]]]:
    """Give each ask with the places as it would see them: six reads, however many asks.

    All places are read once with everything that is wanted; only the way to the customer differs by ask.
    """
    if not asks:
        return []
    whole = Ask(needs=tuple(need for ask in asks for need in ask.needs))
    nodes = sourcing.nodes(whole, channel=channel, strategy=sourcing.strategy_in_use(), now=now)
    return [(ask, [_seen(node, ask) for node in nodes]) for ask in asks]


def _seen(node: Node, ask: Ask) -> Node:
    km = between_prefectures(ask.region, node.region) if ask.region and node.region else None
    return replace(node, km=km)


def compared(one: Strategy, other: Strategy, *, channel: str, now: datetime) -> dict[str, Any] | None:
    """Give a table and a chart of two strategies; None where there are no past orders. One cost judges both."""
    asks = situated(past_asks(), channel=channel, now=now)
    if not asks:
        return None
    costs = one if not one.rules else other
    first, second = outcome(asks, strategy=one, costs=costs), outcome(asks, strategy=other, costs=costs)
    return {"orders": first.orders, "rows": _rows(first, second), "chart": _chart(one, other, first, second)}


def _rows(first: Outcome, second: Outcome) -> list[tuple[str, str, int, int, int]]:
    told = [
        (_("Parcels"), "number", first.parcels, second.parcels),
        (_("Orders in more than one parcel"), "number", first.split, second.split),
        (_("Orders nobody can serve in full"), "number", first.unserved, second.unserved),
        (_("Kilometres"), "number", first.km, second.km),
        (_("Cost of serving"), "money", first.cost, second.cost),
    ]
    return [(name, kind, a, b, b - a) for name, kind, a, b in told]


def _chart(one: Strategy, other: Strategy, first: Outcome, second: Outcome) -> dict[str, Any]:
    places = sorted({*first.by_location, *second.by_location})
    return {
        "kind": "bar",
        "title": _("Parcels by place"),
        "x": {"label": _("Place"), "values": places},
        "y": {"label": _("Parcels"), "format": "number"},
        "series": [
            {"name": words.strategy_name(one.name), "values": [first.by_location.get(place, 0) for place in places]},
            {"name": other.name, "values": [second.by_location.get(place, 0) for place in places]},
        ],
    }


def told(strategy: Strategy) -> str:
    """Say a strategy in one line."""
    if strategy.rules:
        return " → ".join(words.said(words.CRITERIA, rule) for rule in strategy.rules)
    return _("The lowest cost")
