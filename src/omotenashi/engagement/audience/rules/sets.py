# SPDX-License-Identifier: Apache-2.0
"""Who meets a tree of conditions: sets of persons put together. Knows neither the lake nor the database."""

from collections.abc import Callable, Set
from functools import reduce
from operator import and_, or_

from omotenashi.engagement.audience.rules.definitions import Condition, Group

type Asker = Callable[[Condition], Set[int]]


def persons(node: Group | Condition, *, ask: Asker, everybody: Callable[[], Set[int]]) -> Set[int]:
    """Give those among everybody who meet a node. A group without anything in it asks nothing: all are in it."""
    if isinstance(node, Condition):
        found = ask(node) & everybody()
    else:
        sets = [persons(one, ask=ask, everybody=everybody) for one in node.of]
        join = and_ if node.how == "all" else or_
        found = reduce(join, sets) if sets else everybody()
    return everybody() - found if node.no else found
