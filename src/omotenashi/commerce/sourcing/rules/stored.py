# SPDX-License-Identifier: Apache-2.0
"""A decision as it is kept: JSON of plain words, and back again where it is planned anew."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from omotenashi.commerce.sourcing.rules.asks import Ask, Need, Node, Piece, Plan
from omotenashi.commerce.sourcing.rules.strategies import Strategy


def strategy_words(strategy: Strategy) -> dict[str, Any]:
    """Give a strategy as JSON; the costs only where they decide."""
    return {"name": strategy.name, "rules": list(strategy.rules), "costs": {} if strategy.rules else strategy.costs}


def ask_words(ask: Ask) -> dict[str, Any]:
    """Give what was asked as JSON."""
    return {
        "mode": ask.mode,
        "region": ask.region,
        "without": sorted(str(key) for key in ask.without),
        "needs": [[need.line, str(need.variant_id), need.quantity] for need in ask.needs],
    }


def ask_from(words: dict[str, Any]) -> Ask:
    """Give what was asked, from its JSON."""
    return Ask(
        needs=tuple(Need(line=line, variant_id=UUID(v), quantity=quantity) for line, v, quantity in words["needs"]),
        mode=words["mode"],
        region=words["region"],
        without=frozenset(UUID(key) for key in words["without"]),
    )


def candidate_words(nodes: Sequence[Node], plan: Plan) -> list[dict[str, Any]]:
    """Give each location that was looked at with its reason to be left out or its scores, the chosen ones first."""
    chosen = {piece.location_id for piece in plan.pieces}
    rows = [
        {
            "location": str(node.location_id),
            "code": node.code,
            "name": node.name,
            "km": None if node.km is None else round(node.km, 1),
            "stock": {str(variant): held for variant, held in node.stock.items()},
            "refused": plan.refused.get(node.location_id, ""),
            "scores": dict(plan.scores.get(node.location_id, {})),
            "chosen": node.location_id in chosen,
        }
        for node in nodes
    ]
    return sorted(rows, key=lambda row: (not row["chosen"], row["refused"] != "", row["code"]))


def plan_words(plan: Plan) -> dict[str, Any]:
    """Give what was decided as JSON."""
    return {
        "pieces": [[p.line, str(p.variant_id), str(p.location_id), p.quantity, p.buffer] for p in plan.pieces],
        "missing": [[n.line, str(n.variant_id), n.quantity] for n in plan.missing],
        "totals": dict(plan.totals),
    }


def pieces_from(words: dict[str, Any]) -> tuple[Piece, ...]:
    """Give the pieces of a kept decision. Before pieces told their buffer they were four words long."""
    return tuple(
        Piece(line, UUID(variant), UUID(place), quantity, *buffer)
        for line, variant, place, quantity, *buffer in words["pieces"]
    )


def missing_from(words: dict[str, Any]) -> tuple[Need, ...]:
    """Give what a kept decision could not serve."""
    return tuple(
        Need(line=line, variant_id=UUID(variant), quantity=quantity) for line, variant, quantity in words["missing"]
    )
