# SPDX-License-Identifier: Apache-2.0
"""Two strategies on the same past orders: what each would have done."""

from collections.abc import Sequence
from dataclasses import dataclass

from omotenashi.commerce.sourcing.rules.asks import Ask, Node, Plan
from omotenashi.commerce.sourcing.rules.judging import for_line, for_node
from omotenashi.commerce.sourcing.rules.planning import plan
from omotenashi.commerce.sourcing.rules.strategies import Strategy


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


def outcome(asks: Sequence[tuple[Ask, Sequence[Node]]], *, strategy: Strategy, costs: Strategy) -> Outcome:
    """Plan each order by itself with a strategy and add up; `costs` is the cost by which all are judged."""
    parcels = split = unserved = cost = km = 0
    by_location: dict[str, int] = {}
    for ask, nodes in asks:
        chosen = plan(ask, nodes, strategy=strategy)
        used = {
            node.location_id: node for node in nodes if any(p.location_id == node.location_id for p in chosen.pieces)
        }
        parcels, split, unserved = parcels + len(used), split + (len(used) > 1), unserved + bool(chosen.missing)
        cost += _cost(ask, chosen, nodes, costs)
        km += sum(round(node.km or 0) for node in used.values())
        for node in used.values():
            by_location[node.name] = by_location.get(node.name, 0) + 1
    return Outcome(
        orders=len(asks), parcels=parcels, split=split, unserved=unserved, cost=cost, km=km, by_location=by_location
    )


def _cost(ask: Ask, chosen: Plan, nodes: Sequence[Node], costs: Strategy) -> int:
    known = {node.location_id: node for node in nodes}
    needs = {need.line: need for need in ask.needs}
    used = {piece.location_id for piece in chosen.pieces}
    fixed = sum(sum(for_node(costs, ask, known[key]).values()) for key in used)
    return fixed + sum(
        sum(for_line(costs, needs[piece.line], known[piece.location_id]).values()) for piece in chosen.pieces
    )
