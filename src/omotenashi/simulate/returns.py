# SPDX-License-Identifier: Apache-2.0
"""What comes back: one line of an order, some days after it was complete. Pure."""

from dataclasses import dataclass

import numpy as np

from omotenashi.simulate.assortment import CATEGORIES
from omotenashi.simulate.baskets import Baskets
from omotenashi.simulate.draws import Ints, generator
from omotenashi.simulate.goods import Goods
from omotenashi.simulate.parameters import STORE
from omotenashi.simulate.purchases import Purchases
from omotenashi.simulate.trade_year import TradeYear

_DAY = 86_400
# Chance that a line comes back, for clothes and for the rest; at a distance it is more.
_CLOTHES, _REST = 0.037, 0.006
_CLOTHES_LETTERS = frozenset("ABOHN")
_SHARE_AT_A_DISTANCE = 1.6


@dataclass(frozen=True, slots=True)
class Returns:
    """One place a return, in the order of time: when, which order, which line, how many, and the amount in yen."""

    at: Ints
    order: Ints
    line: Ints
    quantity: Ints
    amount: Ints


def draw_returns(
    *, purchases: Purchases, baskets: Baskets, goods: Goods, completed_at: Ints, year: TradeYear, seed: int
) -> Returns:
    """Draw the returns: at most one line of an order, never of a cancelled one or of one with a coupon."""
    rng = generator(seed=seed, purpose="returns")
    lines = baskets.lines
    clothes = np.array([c.letter in _CLOTHES_LETTERS for c in CATEGORIES])[goods.category[lines.variant]]
    far = np.where(purchases.channel[lines.order] == STORE, 1.0, _SHARE_AT_A_DISTANCE)
    comes = rng.random(len(lines.order)) < np.where(clothes, _CLOTHES, _REST) * far
    # A coupon is spread over the lines; taking one back would need a rule for the rest of it.
    comes &= ~baskets.cancelled[lines.order] & (baskets.coupon[lines.order] == 0)
    line = np.flatnonzero(comes)
    order, first = np.unique(lines.order[line], return_index=True)
    line = line[first]
    at = completed_at[order] + _DAY * 2 + (rng.gamma(2.0, 2.5, len(order)) * _DAY).astype(np.int64)
    seen = np.flatnonzero(at <= year.now)
    seen = seen[np.argsort(at[seen], kind="stable")]
    order, line, at = order[seen], line[seen], at[seen]
    quantity = rng.integers(1, lines.quantity[line] + 1)
    return Returns(at, order, line, quantity, lines.amount[line] * quantity // lines.quantity[line])
