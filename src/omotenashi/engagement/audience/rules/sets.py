# SPDX-License-Identifier: Apache-2.0
"""Who meets a tree of conditions: for each of everybody yes or no, put together. Knows neither the lake nor the database."""

from collections.abc import Callable
from functools import reduce
from operator import and_, or_

import numpy as np
from numpy.typing import NDArray

from omotenashi.engagement.audience.rules.definitions import Condition, Group

# Yes or no for each of everybody, in their order.
type Mask = NDArray[np.bool_]
type Asker = Callable[[Condition], Mask]


def persons(node: Group | Condition, *, ask: Asker, size: int) -> Mask:
    """Say of everybody whether they meet a node. A group without anything in it asks nothing: all are in it."""
    if isinstance(node, Condition):
        found = ask(node)
    else:
        masks = [persons(one, ask=ask, size=size) for one in node.of]
        join = and_ if node.how == "all" else or_
        found = reduce(join, masks) if masks else np.ones(size, np.bool_)
    return ~found if node.no else found
