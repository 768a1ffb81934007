# SPDX-License-Identifier: Apache-2.0
"""One product at one place: its numbers, the movements behind them, and who holds promises."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.stock import queries as stock
from omotenashi.commerce.stock.models import Allocation, Movement, Reservation, Shortage, StockLevel
from omotenashi.people.staff.models import Staff
from omotenashi.web.console.stock import words
from omotenashi.web.console.stock.listing import mark_of, sureness

MOST = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One promise: of how many, to whom, since when, and until when where it lapses."""

    what: str
    quantity: int
    owner: str
    href: str
    since: datetime
    until: datetime | None = None


def context_of(level: StockLevel) -> dict[str, Any]:
    """Give everything the template needs: seven reads, however much happened."""
    held, sold = stock.promises_of(level.variant_id, location_id=level.location_id)
    promised: list[Reservation | Allocation] = [*held[:MOST], *sold[:MOST]]
    owners = _owners(promised)
    moves = list(stock.movements_of(level.variant_id, location_id=level.location_id)[:MOST])
    return {
        "level": level,
        "mark": words.shown(mark_of(level, sureness())),
        "free": level.on_hand - level.reserved - level.allocated,
        "promises": [_held(one, owners) for one in promised],
        "moves": _moves(moves, {"on_hand": level.on_hand, "damaged": level.damaged, "display": level.display}),
        "more_moves": len(moves) == MOST,
        "shortages": list(
            Shortage.objects.filter(variant_id=level.variant_id, location_id=level.location_id, remaining__gt=0)
        ),
    }


def _held(one: Reservation | Allocation, owners: dict[tuple[str, str], tuple[str, str]]) -> Held:
    name, href = owners.get((one.owner_type, one.owner_id), (f"{one.owner_type} {one.owner_id}", ""))
    if isinstance(one, Reservation):
        what = words.said(words.KINDS, one.kind)
        return Held(what=what, quantity=one.quantity, owner=name, href=href, since=one.held_at, until=one.expires_at)
    what = words.said(words.STATES, one.state)
    return Held(what=what, quantity=one.quantity, owner=name, href=href, since=one.opened_at)


def _owners(promised: Iterable[Reservation | Allocation]) -> dict[tuple[str, str], tuple[str, str]]:
    """Name the orders behind promises: two reads. Other owners stand for themselves."""
    asked = {(one.owner_type, one.owner_id) for one in promised}
    lines = [UUID(key) for kind, key in asked if kind == "order_line" and len(key) == 36]
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for uid, number, order_id in OrderLine.objects.filter(uid__in=lines).values_list(
        "uid", "order__number", "order_id"
    ):
        found["order_line", str(uid)] = (number, reverse("console:order", args=[order_id]))
    orders = Order.objects.filter(pk__in=[key for kind, key in asked if kind == "order"])
    for order_id, number in orders.values_list("pk", "number"):
        found["order", str(order_id)] = (number, reverse("console:order", args=[order_id]))
    return found


def _moves(moves: list[Movement], now_there: dict[str, int]) -> list[dict[str, Any]]:
    """Give movements with what lay there afterwards, reckoned back from what lies there now."""
    left, rows = dict(now_there), []
    staff = _staff(move.actor for move in moves)
    for move in moves:
        after = left.get(move.bucket)
        if after is not None:
            left[move.bucket] = after - move.delta
        rows.append(
            {
                "at": move.occurred_at,
                "what": words.said(words.REASONS, move.reason),
                "bucket": "" if move.bucket == "on_hand" else words.said(words.BUCKETS, move.bucket),
                "delta": move.delta,
                "after": after,
                "who": staff.get(move.actor, "" if move.actor.startswith("staff:") else move.actor),
                "ref": move.ref or move.source,
            }
        )
    return rows


def _staff(actors: Iterable[str]) -> dict[str, str]:
    keys = {actor.removeprefix("staff:") for actor in actors if actor.startswith("staff:")}
    return {f"staff:{key}": name for key, name in Staff.objects.filter(pk__in=keys).values_list("pk", "name")}
