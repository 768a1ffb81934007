# SPDX-License-Identifier: Apache-2.0
"""From what is asked and who could serve it to a plan with its reasons."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from omotenashi.commerce.sourcing.rules.asks import Ask, Need, Node, Piece, Plan
from omotenashi.commerce.sourcing.rules.judging import for_line, for_node, offered, refusal
from omotenashi.commerce.sourcing.rules.search import EXACT_LINES, assign
from omotenashi.commerce.sourcing.rules.strategies import Strategy, parts_of, weighed

# Where a location has no limit of its own.
_NO_LIMIT = 10**6


def plan(ask: Ask, nodes: Sequence[Node], *, strategy: Strategy) -> Plan:
    """Choose who serves what.

    Lines of one variant are planned as one. A variant that no single location can serve whole is taken from those that
    hold the most, so that the fewest are touched; what all of them together lack is `missing`.
    """
    refused = {node.location_id: reason for node in nodes if (reason := refusal(ask, node))}
    asked = [node for node in nodes if node.location_id not in refused]
    wanted, missing = _cut(ask, asked)
    places = _assigned(ask, wanted, asked, strategy)
    while wanted and places is None:  # hours are full: give up the line that the fewest can serve
        dropped = min(wanted, key=lambda part: (len(part[1]), part[0].line))
        wanted.remove(dropped)
        missing.append(dropped[0])
        places = _assigned(ask, wanted, asked, strategy)
    chosen = [(part[0], asked[place]) for part, place in zip(wanted, places or (), strict=True)]
    return Plan(
        pieces=tuple(_dealt(ask.needs, chosen)),
        missing=tuple(_lacking(ask.needs, missing)),
        refused=refused,
        scores={node.location_id: _alone(strategy, ask, node) for node in asked},
        totals=_totals(strategy, ask, chosen),
        is_exact=len(wanted) <= EXACT_LINES,
    )


def _cut(ask: Ask, nodes: Sequence[Node]) -> tuple[list[tuple[Need, frozenset[UUID]]], list[Need]]:
    """Give each variant's parts with the locations that can serve a part whole, and what nobody has."""
    parts: list[tuple[Need, frozenset[UUID]]] = []
    missing: list[Need] = []
    for variant_id, quantity in sorted(_sums(ask.needs).items()):
        holders = sorted(((offered(n, variant_id), -n.rank, n.location_id) for n in nodes), reverse=True)
        whole = frozenset(place for held, _, place in holders if held >= quantity)
        if whole:
            parts.append((Need(line="", variant_id=variant_id, quantity=quantity), whole))
            continue
        left = quantity
        for held, _, place in holders:
            taken = min(held, left)
            if taken > 0:
                parts.append((Need(line="", variant_id=variant_id, quantity=taken), frozenset({place})))
                left -= taken
        if left:
            missing.append(Need(line="", variant_id=variant_id, quantity=left))
    return parts, missing


def _sums(needs: Sequence[Need]) -> Counter[UUID]:
    sums: Counter[UUID] = Counter()
    for need in needs:
        sums[need.variant_id] += need.quantity
    return sums


def _assigned(
    ask: Ask, wanted: Sequence[tuple[Need, frozenset[UUID]]], nodes: Sequence[Node], strategy: Strategy
) -> list[int] | None:
    if not wanted:
        return []
    return assign(
        fixed=[weighed(strategy, for_node(strategy, ask, node)) for node in nodes],
        per=[
            [
                weighed(strategy, for_line(strategy, need, node)) if node.location_id in able else None
                for need, able in wanted
            ]
            for node in nodes
        ],
        most=[_NO_LIMIT if node.capacity is None else node.capacity for node in nodes],
    )


def _dealt(needs: Sequence[Need], chosen: Sequence[tuple[Need, Node]]) -> list[Piece]:
    """Deal what was found for a variant to the lines that asked for it, in their order."""
    found: defaultdict[UUID, Counter[UUID]] = defaultdict(Counter)
    buffers: dict[tuple[UUID, UUID], int] = {}
    for part, node in chosen:
        found[part.variant_id][node.location_id] += part.quantity
        buffers[part.variant_id, node.location_id] = node.buffers.get(part.variant_id, 0)
    pieces: list[Piece] = []
    for need in needs:
        left = need.quantity
        for place, held in found[need.variant_id].items():
            taken = min(left, held)
            if taken:
                left_there = buffers[need.variant_id, place]
                pieces.append(Piece(need.line, need.variant_id, place, taken, left_there))
                found[need.variant_id][place] -= taken
                left -= taken
    return pieces


def _lacking(needs: Sequence[Need], missing: Sequence[Need]) -> list[Need]:
    """Name what is missing by the lines that go without: the last ones of a variant."""
    short = _sums(missing)
    lacking: list[Need] = []
    for need in reversed(needs):
        lacks = min(short[need.variant_id], need.quantity)
        if lacks:
            short[need.variant_id] -= lacks
            lacking.append(Need(line=need.line, variant_id=need.variant_id, quantity=lacks))
    return lacking[::-1]


def _alone(strategy: Strategy, ask: Ask, node: Node) -> Mapping[str, int]:
    """Give what a location would cost if it served all it can: the row people compare it by."""
    able = [need for need in ask.needs if offered(node, need.variant_id) >= need.quantity]
    parts = Counter(for_node(strategy, ask, node))
    for need in able:
        parts.update(for_line(strategy, need, node))
    return {"lines": len(able), **{part: parts[part] for part in parts_of(strategy)}}


def _totals(strategy: Strategy, ask: Ask, chosen: Sequence[tuple[Need, Node]]) -> Mapping[str, int]:
    parts: Counter[str] = Counter()
    for node in {node.location_id: node for _, node in chosen}.values():
        parts.update(for_node(strategy, ask, node))
    for need, node in chosen:
        parts.update(for_line(strategy, need, node))
    return {part: parts[part] for part in parts_of(strategy)}
