# SPDX-License-Identifier: Apache-2.0
"""Whether a location may serve at all, and what it costs, or how it ranks, when it does."""

from uuid import UUID

from omotenashi.commerce.sourcing.rules.asks import Ask, Need, Node
from omotenashi.commerce.sourcing.rules.strategies import COSTS, Strategy

# Where nobody knows the way, it is as far as across the country: known shops go first.
_UNKNOWN_KM = 2_000
_NO_COST = dict.fromkeys(COSTS, 0)


def refusal(ask: Ask, node: Node) -> str:
    """Say why a location cannot serve any of this: `rejected`, `closed`, `not_offered`, `full`, `none`, `unsure`; or ""."""
    if node.location_id in ask.without:
        return "rejected"
    if ask.mode not in node.can:
        return "not_offered"
    if not node.is_open:
        return "closed"
    if node.capacity is not None and node.capacity < 1:
        return "full"
    held = [need for need in ask.needs if node.stock.get(need.variant_id, 0) > 0]
    if not held:
        return "none"
    return "unsure" if all(need.variant_id in node.unsure for need in held) else ""


def offered(node: Node, variant_id: UUID) -> int:
    """Give how many of a variant a location may promise; nothing where its count is not to be believed."""
    return 0 if variant_id in node.unsure else node.stock.get(variant_id, 0)


def for_node(strategy: Strategy, ask: Ask, node: Node) -> dict[str, int]:
    """Give the parts that count once for a location that is used."""
    km = _UNKNOWN_KM if node.km is None else round(node.km)
    if not strategy.rules:
        costs = strategy.costs
        return {**_NO_COST, "parcel": costs["parcel"], "far": costs["far"] * km}
    away = int(bool(ask.region) and node.region != ask.region)
    known = {"region": away, "splits": 1, "distance": km, "rank": node.rank}
    return {rule: known.get(rule, 0) for rule in strategy.rules}


def for_line(strategy: Strategy, need: Need, node: Node) -> dict[str, int]:
    """Give the parts that count for each line that a location serves."""
    if strategy.rules:
        return {rule: round(node.load * 100) if rule == "load" else 0 for rule in strategy.rules}
    costs, is_shop = strategy.costs, node.kind == "store"
    return {
        **_NO_COST,
        "labour": costs["labour"],
        "shop_labour": costs["shop_labour"] if is_shop else 0,
        "busy": round(costs["busy"] * node.load),
        "stale": costs["stale"] if need.variant_id in node.stale else 0,
        "last": costs["last"] if is_shop and offered(node, need.variant_id) <= need.quantity else 0,
    }
