# SPDX-License-Identifier: Apache-2.0
"""Two strategies on the same past orders: what each would have done with each order, and with all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from omotenashi.commerce.sourcing.rules.asks import Ask, Node, Plan
from omotenashi.commerce.sourcing.rules.judging import for_line, for_node
from omotenashi.commerce.sourcing.rules.planning import plan
from omotenashi.commerce.sourcing.rules.strategies import Strategy


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """What a strategy did with one order: from where, whether in full, how far and for how much."""

    places: tuple[str, ...]
    is_short: bool
    cost: int
    km: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a strategy did to some orders. `cost` is judged by one cost for both, so that they can be compared."""

    orders: int
    parcels: int
    split: int
    unserved: int
    cost: int
    km: int
    by_location: dict[str, int]


def served(ask: Ask, nodes: Sequence[Node], *, strategy: Strategy, costs: Strategy) -> Served:
    """Plan one order by itself with a strategy; `costs` is the cost by which it is judged."""
    chosen = plan(ask, nodes, strategy=strategy)
    keys = {piece.location_id for piece in chosen.pieces}
    used = [node for node in nodes if node.location_id in keys]
    return Served(
        places=tuple(node.name for node in used), is_short=bool(chosen.missing), cost=_cost(ask, chosen, nodes, costs),
        km=sum(round(node.km or 0) for node in used),
    )  # fmt: skip


def summed(found: Iterable[Served]) -> Outcome:
    """Add up what a strategy did."""
    orders = parcels = split = unserved = cost = km = 0
    by_location: dict[str, int] = {}
    for one in found:
        orders, parcels, split = orders + 1, parcels + len(one.places), split + (len(one.places) > 1)
        unserved, cost, km = unserved + one.is_short, cost + one.cost, km + one.km
        for name in one.places:
            by_location[name] = by_location.get(name, 0) + 1
    return Outcome(
        orders=orders, parcels=parcels, split=split, unserved=unserved, cost=cost, km=km, by_location=by_location
    )


def outcome(asks: Sequence[tuple[Ask, Sequence[Node]]], *, strategy: Strategy, costs: Strategy) -> Outcome:
    """Plan each order by itself with a strategy and add up."""
    return summed(served(ask, nodes, strategy=strategy, costs=costs) for ask, nodes in asks)


def _cost(ask: Ask, chosen: Plan, nodes: Sequence[Node], costs: Strategy) -> int:
    known = {node.location_id: node for node in nodes}
    needs = {need.line: need for need in ask.needs}
    used = {piece.location_id for piece in chosen.pieces}
    fixed = sum(sum(for_node(costs, ask, known[key]).values()) for key in used)
    return fixed + sum(
        sum(for_line(costs, needs[piece.line], known[piece.location_id]).values()) for piece in chosen.pieces
    )
