# SPDX-License-Identifier: Apache-2.0
"""Try another strategy on past orders: asked for, carried out by the worker with its progress, called off, kept.

Orders are planned again in small parts, with the places as they stand now, and each part is kept as it is done: a worker
that dies is followed by one that goes on behind the last part.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from omotenashi.commerce.sourcing import queries
from omotenashi.commerce.sourcing.models import Comparison, Decision
from omotenashi.commerce.sourcing.rules import Ask, Node, Strategy, stored
from omotenashi.commerce.sourcing.rules.comparing import Served, served
from omotenashi.places.locations.queries import between_prefectures

_PART: Final = 25
_GOING: Final = {"finished_at": None, "cancelled_at": None, "failed_at": None}


def ask_comparison(other: Strategy, *, channel: str, most: int, by: str, now: datetime) -> UUID:
    """Let the worker plan the newest orders, at most so many, by the strategy in use and by another one."""
    used = queries.strategy_in_use()
    total = min(most, Decision.objects.filter(version=1, decided_at__lte=now).count())
    made = Comparison.objects.create(
        used=stored.strategy_words(used), other=stored.strategy_words(other), channel=channel, total=total, by=by,
        asked_at=now,
    )  # fmt: skip
    transaction.on_commit(lambda: app.configure_task("sourcing.compare").defer(comparison_id=str(made.pk)))
    return made.pk


def cancel_comparison(comparison_id: UUID, *, now: datetime) -> bool:
    """Call it off; what was planned up to then stays. Say whether there was something to call off."""
    return bool(Comparison.objects.filter(pk=comparison_id, **_GOING).update(cancelled_at=now))


def carry_out_comparison(comparison_id: UUID, *, now: datetime) -> None:
    """Plan the orders part by part, until all are done or somebody called it off."""
    Comparison.objects.filter(pk=comparison_id, started_at=None, **_GOING).update(started_at=now)
    while (found := Comparison.objects.filter(pk=comparison_id, **_GOING).first()) is not None:
        part = _asked(found)
        if part:
            done = _planned(part, found, now=now)
            rows = Comparison.objects.filter(pk=found.pk, done=found.done, **_GOING)
            rows.update(done=found.done + len(part), orders=[*found.orders, *done])
        else:
            Comparison.objects.filter(pk=found.pk, **_GOING).update(finished_at=now)


def fail_comparison(comparison_id: UUID, *, why: str, now: datetime) -> None:
    """Note that it went wrong."""
    Comparison.objects.filter(pk=comparison_id, **_GOING).update(failed_at=now, failure=why[:500])


def _asked(found: Comparison) -> list[tuple[UUID, Ask]]:
    """The next part of the orders that were there when it was asked for, the newest first."""
    rows = Decision.objects.filter(version=1, decided_at__lte=found.asked_at).order_by("-decided_at", "-id")
    part = rows[found.done : min(found.done + _PART, found.total)].values_list("order_id", "asked")
    return [(order, stored.ask_from(asked)) for order, asked in part]


def _planned(part: Sequence[tuple[UUID, Ask]], found: Comparison, *, now: datetime) -> list[dict[str, Any]]:
    """Plan a part by both: a handful of reads. One cost judges both, so that they can be compared."""
    one, other = strategy_of(found.used), strategy_of(found.other)
    # Rules give ranks, not money: where both strategies are rules, the usual costs judge them.
    costs = next((each for each in (one, other) if not each.rules), Strategy(name="costs"))
    whole = Ask(needs=tuple(need for _order, ask in part for need in ask.needs))
    # With costs in play sales of the last months are read, which rules alone do not look at.
    nodes = queries.nodes(whole, channel=found.channel, strategy=costs, now=now)
    told = []
    for order, ask in part:
        seen = [_seen(node, ask) for node in nodes]
        both = [served(ask, seen, strategy=each, costs=costs) for each in (one, other)]
        told.append({"order": str(order), "one": _said(both[0]), "other": _said(both[1])})
    return told


def strategy_of(words: dict[str, Any]) -> Strategy:
    """Give a strategy from its JSON."""
    return queries.checked(name=words["name"], rules=words["rules"], costs=words["costs"])


def _seen(node: Node, ask: Ask) -> Node:
    """All places are read once with everything that is wanted; only the way to the customer differs by order."""
    km = between_prefectures(ask.region, node.region) if ask.region and node.region else None
    return replace(node, km=km)


def _said(done: Served) -> dict[str, Any]:
    return asdict(done) | {"places": list(done.places)}
