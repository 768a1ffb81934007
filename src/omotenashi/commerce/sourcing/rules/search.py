# SPDX-License-Identifier: Apache-2.0
"""Who serves which line at the least: exact for small orders, a good answer for long ones.

Exact, over the sets of lines. For locations that could take every line one number a set is enough, that of the location
which serves it for the least: what two sets of one location cost is never less than what they cost together, so the best
cut of the order into sets is the best plan (3^lines / 2 steps, however many locations). Locations whose hour is nearly
full are added one by one before (Held-Karp's idea), because of them two sets may fit where their sum does not.
"""

from collections.abc import Mapping, Sequence
from functools import cache

EXACT_LINES = 8
type Costs = Sequence[Sequence[int | None]]
# What some lines cost, and which location takes which of them.
type Way = tuple[int, tuple[tuple[int, int], ...]]


def assign(*, fixed: Sequence[int], per: Costs, most: Sequence[int]) -> list[int] | None:
    """Give the location of each line, or None where a line has none.

    `fixed[n]` counts once when location n is used, `per[n][l]` for line l there (None: it cannot), `most[n]` is how
    many lines it can take. Equal answers are decided by the order of the locations.
    """
    lines = len(per[0]) if per else 0
    return _exact(fixed, per, most, lines) if lines <= EXACT_LINES else _greedy(fixed, per, most, lines)


def _exact(fixed: Sequence[int], per: Costs, most: Sequence[int], lines: int) -> list[int] | None:
    full = (1 << lines) - 1
    roomy = [node for node in range(len(per)) if most[node] >= lines and fixed[node] >= 0]
    ways = _cut({node: _served(fixed[node], per[node], lines) for node in roomy}, full)
    tight = {n: _served(fixed[n], per[n], most[n]) for n in range(len(per)) if most[n] < lines or fixed[n] < 0}
    found: Way | None = None
    for done, (worth, way) in _one_by_one(tight).items():
        rest = ways[full ^ done]
        if rest is not None and (found is None or worth + rest[0] < found[0]):
            found = worth + rest[0], (*way, *rest[1])
    if found is None:
        return None
    places = [0] * lines
    for node, taken in found[1]:
        for line in _bits(taken):
            places[line] = node
    return places


def _cut(served: Mapping[int, list[tuple[int, int]]], full: int) -> list[Way | None]:
    """Give for each set of lines how the locations serve it for the least: its worth, and who takes what."""
    alone: list[tuple[int, int] | None] = [None] * (full + 1)
    for node, sets in served.items():
        for taken, worth in sets:
            cheapest = alone[taken]
            if cheapest is None or worth < cheapest[0]:
                alone[taken] = worth, node
    best: list[Way | None] = [(0, ()), *[None] * full]
    for lines in range(1, full + 1):
        first = lines & -lines  # whoever takes the first line of a set is tried with every other part of it
        part = others = lines ^ first
        while True:
            one, rest, known = alone[part | first], best[others ^ part], best[lines]
            if one is not None and rest is not None and (known is None or one[0] + rest[0] < known[0]):
                best[lines] = one[0] + rest[0], ((one[1], part | first), *rest[1])
            if not part:
                break
            part = part - 1 & others
    return best


def _one_by_one(served: Mapping[int, list[tuple[int, int]]]) -> dict[int, Way]:
    """Give for each set of lines that locations can serve, each used once, the least worth and who takes what."""
    best: dict[int, Way] = {0: (0, ())}
    for node, sets in served.items():
        after = dict(best)
        for done, (worth, way) in best.items():
            for taken, more in sets:
                if not done & taken:
                    known = after.get(done | taken)
                    if known is None or worth + more < known[0]:
                        after[done | taken] = worth + more, (*way, (node, taken))
        best = after
    return best


def _served(own: int, costs: Sequence[int | None], limit: int) -> list[tuple[int, int]]:
    """Give every set of lines that a location can take, with what it costs."""
    sets = [(0, own)]
    for line, cost in enumerate(costs):
        if cost is not None:
            sets += [(taken | 1 << line, worth + cost) for taken, worth in sets]
    return sets[1:] if limit >= len(costs) else [each for each in sets[1:] if each[0].bit_count() <= limit]


@cache
def _bits(taken: int) -> tuple[int, ...]:
    return tuple(line for line in range(taken.bit_length()) if taken >> line & 1)


def _greedy(fixed: Sequence[int], per: Costs, most: Sequence[int], lines: int) -> list[int] | None:
    """Take the location that serves an open line for the least each, until all are served; then move single lines."""
    places: list[int | None] = [None] * lines
    room = list(most)
    while None in places:
        found = [option for node in range(len(per)) if (option := _offer(node, fixed, per, room, places))]
        if not found:
            return None
        _, node, taken = min(found)
        for line in taken:
            places[line] = node
        room[node] -= len(taken)
    return _improved([place for place in places if place is not None], fixed, per, room)


def _offer(
    node: int, fixed: Sequence[int], per: Costs, room: Sequence[int], places: Sequence[int | None]
) -> tuple[int, int, tuple[int, ...]] | None:
    costs = sorted((cost, line) for line, cost in enumerate(per[node]) if cost is not None and places[line] is None)
    costs = costs[: room[node]]
    if not costs:
        return None
    own = 0 if node in places else fixed[node]
    return (own + sum(cost for cost, _ in costs)) // len(costs), node, tuple(line for _, line in costs)


def _improved(places: list[int], fixed: Sequence[int], per: Costs, room: list[int]) -> list[int]:
    moved = True
    while moved:
        moved = False
        for line, node in enumerate(places):
            for other, costs in enumerate(per):
                here, there = per[node][line], costs[line]
                if other == node or there is None or here is None or room[other] < 1:
                    continue
                opened = 0 if other in places else fixed[other]
                closed = fixed[node] if places.count(node) == 1 else 0
                if there + opened < here + closed:
                    places[line], moved = other, True
                    room[node], room[other] = room[node] + 1, room[other] - 1
                    break
    return places
