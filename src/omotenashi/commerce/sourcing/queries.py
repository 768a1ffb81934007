# SPDX-License-Identifier: Apache-2.0
"""Who could serve a request, as the books stand now; which strategy is in use; what was decided before."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.base.prepared import Prepared
from omotenashi.commerce.sourcing.models import Decision, StrategyVersion
from omotenashi.commerce.sourcing.rules import COSTS, CRITERIA, DEFAULT, Ask, Node, Plan, Strategy, checked, plan
from omotenashi.commerce.sourcing.rules.comparing import Outcome, Served, outcome, summed
from omotenashi.commerce.sourcing.rules.stored import ask_from
from omotenashi.commerce.stock import queries as stock
from omotenashi.commerce.stock.models import Movement
from omotenashi.places.locations import queries as locations
from omotenashi.places.locations.queries import SellsFrom

__all__ = [
    "COSTS",
    "CRITERIA",
    "Ask",
    "Node",
    "Outcome",
    "Served",
    "Strategy",
    "ask_from",
    "checked",
    "decisions_of",
    "nodes",
    "nodes_of",
    "outcome",
    "proposed",
    "strategy_in_use",
    "summed",
]
# What was not sold at a place for so long would be marked down.
_STALE = timedelta(days=90)
_NEWEST = Prepared(lambda: StrategyVersion.objects.order_by("-used_since")[:1], often=True)


def strategy_in_use() -> Strategy:
    """Give the strategy of the moment; the default where the retailer never chose."""
    newest = _NEWEST.found()
    if not newest:
        return DEFAULT
    [row] = newest
    return Strategy(name=row.name, rules=tuple(row.rules), costs={**COSTS, **row.costs})


def proposed(ask: Ask, *, channel: str, now: datetime) -> Plan:
    """Give the plan that `decide` would make now; nothing is written."""
    strategy = strategy_in_use()
    return plan(ask, nodes(ask, channel=channel, strategy=strategy, now=now), strategy=strategy)


def nodes(ask: Ask, *, channel: str, strategy: Strategy, now: datetime) -> list[Node]:
    """Give every place the channel sells from, with what it may promise of the wanted goods.

    Only what this request and strategy look at is read: opening hours for who waits at the counter, sales of the last
    months where yen decide, the lines of the last hour where a place can pick only so many.
    """
    return nodes_of([ask], channel=channel, strategy=strategy, now=now)[0]


def nodes_of(asks: Sequence[Ask], *, channel: str, strategy: Strategy, now: datetime) -> list[list[Node]]:
    """Give the places for several requests, by one look at the books: what one of them takes the others do not see."""
    variants = {need.variant_id for ask in asks for need in ask.needs}
    places = sorted(locations.selling_at(channel), key=lambda place: (place.priority, place.code))
    held = stock.available(variants, channel=channel)
    keys = [place.location_id for place in places]
    # A parcel may leave tomorrow; only who waits at the counter needs an open door.
    waits = any(ask.mode == "carry_out" for ask in asks)
    opened = locations.is_open(keys, at=now) if waits else dict.fromkeys(keys, True)
    limited = [place.location_id for place in places if place.picks_per_hour is not None]
    busy = _picks(limited, since=now - timedelta(hours=1)) if limited else Counter()
    moving = _moving(variants, now=now) if not strategy.rules else None
    return [
        [
            _node(
                rank, place, ask, {need.variant_id: held[need.variant_id] for need in ask.needs}, moving,
                is_open=ask.mode != "carry_out" or opened[place.location_id], picks=busy[place.location_id],
            )
            for rank, place in enumerate(places)
        ]
        for ask in asks
    ]  # fmt: skip


def decisions_of(order_id: UUID) -> list[Decision]:
    """Give what was decided for an order, the last word first."""
    return list(Decision.objects.filter(order_id=order_id).order_by("-version"))


def _node(
    rank: int,
    place: SellsFrom,
    ask: Ask,
    held: Mapping[UUID, Mapping[UUID, stock.Available]],
    moving: set[tuple[UUID, UUID]] | None,
    *,
    is_open: bool,
    picks: int,
) -> Node:
    here = {variant: levels[place.location_id] for variant, levels in held.items() if place.location_id in levels}
    most = place.picks_per_hour
    return Node(
        location_id=place.location_id,
        code=place.code,
        name=place.name,
        kind=place.kind,
        region=place.prefecture,
        km=locations.between_prefectures(ask.region, place.prefecture) if ask.region and place.prefecture else None,
        rank=rank,
        can=_abilities(place),
        is_open=is_open,
        capacity=None if most is None else max(0, most - picks),
        load=min(1.0, picks / most) if most else 0.0,
        stock={variant: level.quantity for variant, level in here.items()},
        buffers={variant: level.buffer for variant, level in here.items() if level.buffer},
        unsure=frozenset(variant for variant, level in here.items() if level.mark == "ask"),
        stale=frozenset(v for v in here if moving is not None and (v, place.location_id) not in moving),
    )


def _abilities(place: SellsFrom) -> frozenset[str]:
    able = {"ship": place.can_ship, "pickup": place.can_pickup, "try_on": place.can_try_on, "carry_out": True}
    return frozenset(mode for mode, can in able.items() if can)


def _picks(location_ids: Collection[UUID], *, since: datetime) -> Counter[UUID]:
    """Count the lines that were given to places since a moment."""
    return Counter(dict(bulk.rows(_PICKS, [since, list(location_ids)])))


def _moving(variant_ids: Collection[UUID], *, now: datetime) -> set[tuple[UUID, UUID]]:
    sold = Movement.objects.filter(variant_id__in=list(variant_ids), reason="sale", occurred_at__gte=now - _STALE)
    return set(sold.values_list("variant_id", "location_id").distinct())


_PICKS = """
SELECT location_id, sum(lines)::int FROM sourcing_pick WHERE decided_at >= %s AND location_id = ANY (%s) GROUP BY 1
"""
