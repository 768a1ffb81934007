# SPDX-License-Identifier: Apache-2.0
"""How the retailer wants to choose: rules in an order (the first that does not tie decides), or a cost in yen.

Both are one search over whole numbers. A rule list becomes one number per choice in which an earlier rule outweighs all
later ones together; a cost is the sum of its parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# What a rule may compare, smaller is better: (per location used, per line served there).
CRITERIA = ("region", "splits", "distance", "rank", "load")
# Parts of a cost, in minor units: their names and what a part is multiplied by.
COSTS = {
    "parcel": 600,  # each location that ships sends one parcel
    "far": 3,  # each kilometre of it
    "labour": 60,  # each line picked
    "shop_labour": 90,  # more for a line picked by a clerk between customers
    "busy": 300,  # a line at a location whose hour is full; in proportion below
    "stale": -200,  # a line that would otherwise be marked down
    "last": 150,  # taking the last unit from a shop's shelf
}
# One criterion's sum over a plan stays below this, so that it never outweighs the one before it.
_ROOM = 10**7


class BadStrategy(ValueError):
    """A criterion or a cost that does not exist, or a weight that is no whole number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Strategy:
    """`rules` in their order, or, where there are none, `costs` in minor units."""

    name: str
    rules: tuple[str, ...] = ()
    costs: Mapping[str, int] = field(default_factory=lambda: dict(COSTS))


DEFAULT = Strategy(name="default", rules=("splits", "region", "distance", "load", "rank"))


def checked(*, name: str, rules: Sequence[str], costs: Mapping[str, object]) -> Strategy:
    """Give a strategy from what a form or a table says. Raises BadStrategy."""
    unknown = [rule for rule in rules if rule not in CRITERIA] + [cost for cost in costs if cost not in COSTS]
    if unknown or len(set(rules)) != len(rules):
        raise BadStrategy(", ".join(unknown) or "twice")
    whole = {key: value for key, value in costs.items() if isinstance(value, int) and abs(value) < _ROOM}
    if len(whole) != len(costs):
        raise BadStrategy(", ".join(sorted(set(costs) - set(whole))))
    return Strategy(name=name, rules=tuple(rules), costs={**COSTS, **whole})


def parts_of(strategy: Strategy) -> tuple[str, ...]:
    """Give the names of the parts by which this strategy judges, in the order shown to people."""
    return strategy.rules or tuple(COSTS)


def weighed(strategy: Strategy, parts: Mapping[str, int]) -> int:
    """Give one whole number for some parts: smaller is better, and sums of it compare as the strategy says."""
    if not strategy.rules:
        return sum(parts.values())
    worth = 0
    for rule in strategy.rules:
        worth = worth * _ROOM + parts.get(rule, 0)
    return worth
