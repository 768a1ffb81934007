# SPDX-License-Identifier: Apache-2.0
"""How likely two persons drawn at random are one human: matches by pairs, so that a score says the same at any size.

Matches grow with the number of persons, pairs with its square: a prior that was right for a thousand persons is five
times too high for five thousand. It is settled on the pairs themselves, by EM with the weights held (Fellegi and Sunter
1969; Winkler 1988): the prior under which the probabilities sum up to the matches that it stands for.
"""

from collections.abc import Sequence

from omotenashi.people.customers.rules.matching.model import bits, probability

# Of a hundred persons at least this many, and at most those, are thought to stand twice.
FEWEST, MOST = 0.01, 1.0
_ROUNDS = 100


def settle(spread: Sequence[tuple[float, int]], *, prior: float, records: int) -> float:
    """Give the prior that fits weights (bits, under `prior`) and how often each was met among the compared pairs."""
    pairs = records * (records - 1) / 2
    low, high = bounds(records)
    found = min(max(prior, low), high)
    if not spread or pairs < 1:
        return found
    start = bits(prior)
    for _round in range(_ROUNDS):
        shift = bits(found) - start
        matches = sum(count * probability(weight + shift) for weight, count in spread)
        better = min(max(matches / pairs, low), high)
        if abs(better - found) <= found * 1e-4:
            return better
        found = better
    return found


def bounds(records: int) -> tuple[float, float]:
    """Give the least and the greatest prior for so many records."""
    return FEWEST / max(records, 2), MOST / max(records, 2)
