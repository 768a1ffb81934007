# SPDX-License-Identifier: Apache-2.0
"""The repurchase cycle: which products people buy again, after how many days, and who is due.

A product comes again when enough of its buyers bought it again; its cycle is the median gap between two purchases of one
person. Whoever has two gaps or more of their own has their own cycle. As in Bhagat et al. (2018), Buy it again, KDD, whose
simplest model (repeat customer probability) this is; a person long past the cycle has gone elsewhere and is not due.
"""

from dataclasses import dataclass

import numpy as np

from omotenashi.insight.recommend.bought import Bought
from omotenashi.insight.recommend.interactions import Floats, Ints
from omotenashi.insight.recommend.running_out import EARLY, LATE

# So many people, and so large a share of the buyers, must have come again.
LEAST_AGAIN, LEAST_SHARE = 5, 0.1


@dataclass(frozen=True, kw_only=True)
class Cycles:
    """Of each product: how many bought it, how many of them again, and after how many days (0: does not come again)."""

    buyers: Ints
    again: Ints
    days: Ints


@dataclass(frozen=True, kw_only=True)
class Due:
    """One place a person and product, sorted by person and by how near the day is. `own`: the person's own cycle."""

    person: Ints
    product: Ints
    day: Ints
    cycle: Ints
    own: np.ndarray


def cycles(bought: Bought) -> Cycles:
    """Learn from all purchases."""
    pair, gap = _gaps(bought)
    width = len(bought.products)
    firsts = np.flatnonzero(_starts(bought))
    buyers = np.bincount(bought.product[firsts], minlength=width)
    mine = np.flatnonzero(gap > 0)
    once = mine[np.unique(pair[mine], return_index=True)[1]]
    again = np.bincount(bought.product[once], minlength=width)
    days = _medians(bought.product[mine], gap[mine], width)
    comes = (again >= LEAST_AGAIN) & (again >= LEAST_SHARE * buyers)
    return Cycles(buyers=buyers, again=again, days=np.where(comes, np.rint(days), 0).astype(np.int64))


def due(bought: Bought, known: Cycles, *, today: int) -> Due:
    """Tell who is about to need what again."""
    pair, gap = _gaps(bought)
    last = np.flatnonzero(np.append(_starts(bought)[1:], True)) if len(bought) else np.zeros(0, dtype=np.int64)
    pairs = len(last)
    several = np.bincount(pair[gap > 0], minlength=pairs) >= 2
    own = _medians(pair[gap > 0], gap[gap > 0], pairs)
    cycle = np.where(several, np.rint(own), known.days[bought.product[last]]).astype(np.int64)
    day = bought.day[last] + cycle
    is_due = (
        (known.days[bought.product[last]] > 0)
        & (cycle > 0)
        & (today >= day - np.maximum(EARLY * cycle, 3))
        & (today <= day + LATE * cycle)
    )
    found = last[is_due]
    by = np.lexsort((np.abs(day[is_due] - today) / cycle[is_due], bought.person[found]))
    return Due(
        person=bought.person[found][by], product=bought.product[found][by], day=day[is_due][by],
        cycle=cycle[is_due][by], own=several[is_due][by],
    )  # fmt: skip


def _starts(bought: Bought) -> np.ndarray:
    """Is this row the first of its person and product?"""
    if not len(bought):
        return np.zeros(0, dtype=bool)
    changes = (np.diff(bought.person) != 0) | (np.diff(bought.product) != 0)
    return np.concatenate(([True], changes))


def _gaps(bought: Bought) -> tuple[Ints, Ints]:
    """Give the number of the pair of each row, and the days since the pair's row before; 0 for its first."""
    starts = _starts(bought)
    gap = np.diff(bought.day, prepend=bought.day[:1])
    return np.cumsum(starts) - 1, np.where(starts, 0, gap)


def _medians(group: Ints, value: Ints, groups: int) -> Floats:
    """Give the median of each group; 0 for an empty one."""
    by = np.lexsort((value, group))
    sizes = np.bincount(group, minlength=groups)
    ends = np.cumsum(sizes)
    starts = ends - sizes
    found = np.zeros(groups)
    some = sizes > 0
    ranked = value[by]
    low, high = starts[some] + (sizes[some] - 1) // 2, starts[some] + sizes[some] // 2
    found[some] = (ranked[low] + ranked[high]) / 2
    return found
