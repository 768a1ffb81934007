# SPDX-License-Identifier: Apache-2.0
"""Who serves which line at the least: exact for small orders, a good answer for long ones.

Exact: a table over the sets of lines. `best[set]` is the least for which the locations seen so far serve exactly that set;
a further location adds its own part once and the parts of the lines it takes. Held-Karp's idea for assignment with a
charge per location used (facility location); 3^lines steps a location, so it stops at `EXACT_LINES`.
"""

from collections.abc import Sequence
from functools import cache

EXACT_LINES = 8
type Costs = Sequence[Sequence[int | None]]


def assign(*, fixed: Sequence[int], per: Costs, most: Sequence[int]) -> list[int] | None:
    """Give the location of each line, or None where a line has none.

    `fixed[n]` counts once when location n is used, `per[n][l]` for line l there (None: it cannot), `most[n]` is how
    many lines it can take. Equal answers are decided by the order of the locations.
    """
    lines = len(per[0]) if per else 0
    return _exact(fixed, per, most, lines) if lines <= EXACT_LINES else _greedy(fixed, per, most, lines)


def _exact(fixed: Sequence[int], per: Costs, most: Sequence[int], lines: int) -> list[int] | None:
    best: dict[int, tuple[int, tuple[tuple[int, int], ...]]] = {0: (0, ())}
    for node, (own, costs, limit) in enumerate(zip(fixed, per, most, strict=True)):
        served = _served(own, costs, limit)
        after = dict(best)
        for done, (worth, way) in best.items():
            for taken, more in served:
                if not done & taken:
                    known = after.get(done | taken)
                    if known is None or worth + more < known[0]:
                        after[done | taken] = (worth + more, (*way, (node, taken)))
        best = after
    whole = best.get((1 << lines) - 1)
    if whole is None:
        return None
    places = [0] * lines
    for node, taken in whole[1]:
        for line in _bits(taken):
            places[line] = node
    return places


def _served(own: int, costs: Sequence[int | None], limit: int) -> list[tuple[int, int]]:
    """Give every set of lines that a location can take, with what it costs."""
    sets = [(0, own)]
    for line, cost in enumerate(costs):
        if cost is not None:
            sets += [(taken | 1 << line, worth + cost) for taken, worth in sets]
    return [(taken, worth) for taken, worth in sets[1:] if taken.bit_count() <= limit]


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
