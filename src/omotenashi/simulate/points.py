# SPDX-License-Identifier: Apache-2.0
"""Points: earned when an order is complete, used with a later one, never more than the wallet holds. Pure."""

from dataclasses import dataclass

import numpy as np

from omotenashi.simulate.baskets import Baskets
from omotenashi.simulate.draws import Bools, Ints, chance, generator
from omotenashi.simulate.memberships import Memberships
from omotenashi.simulate.parameters import CHANNELS, STORE, Parameters
from omotenashi.simulate.purchases import Purchases
from omotenashi.simulate.trade_year import TradeYear

_LEAST_USED = 200
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """One place an order: when it was complete, and how many points were used and earned (0 when cancelled or unknown)."""

    completed_at: Ints
    used: Ints
    earned: Ints


def settle(
    *,
    purchases: Purchases,
    baskets: Baskets,
    memberships: Memberships,
    year: TradeYear,
    seed: int,
    parameters: Parameters,
) -> Fulfilment:
    """Complete every order and keep the wallets: each order's use stands before, its earning at its completion."""
    rng = generator(seed=seed, purpose="points")
    sent = purchases.channel != STORE
    parcel = _DAY + (rng.gamma(2.0, 0.6, len(purchases)) * _DAY).astype(np.int64)
    completed = purchases.at + np.where(sent, parcel, 1)
    counted = ~purchases.anonymous & ~baskets.cancelled
    earned = np.where(counted & (completed <= year.now), baskets.goods_total // parameters.point_yen, 0)
    willing = counted & chance(rng, 0.3, len(purchases))
    used = _used(purchases, baskets, memberships, completed, earned, willing)
    return Fulfilment(completed, used, earned.astype(np.int64))


def _used(
    bought: Purchases, baskets: Baskets, memberships: Memberships, completed: Ints, earned: Ints, willing: Bools
) -> Ints:
    """Walk through uses and earnings in the order of time, wallet by wallet."""
    mine = np.flatnonzero(earned > 0)
    wants = np.flatnonzero(willing)
    moment = np.concatenate((completed[mine], bought.at[wants]))
    order = np.concatenate((mine, wants))
    is_use = np.concatenate((np.zeros(len(mine), dtype=np.bool_), np.ones(len(wants), dtype=np.bool_)))
    # Of one moment, the use comes first: what an order earns cannot pay it.
    steps = np.lexsort((~is_use, moment))
    person = bought.person
    wallet = person * len(CHANNELS) + memberships.wallet[person, bought.channel]
    balance: dict[int, int] = {}
    used = np.zeros(len(bought), dtype=np.int64)
    for place, uses in zip(order[steps].tolist(), is_use[steps].tolist(), strict=True):
        key = int(wallet[place])
        held = balance.get(key, 0)
        if not uses:
            balance[key] = held + int(earned[place])
            continue
        amount = min(held, int(baskets.goods_total[place]) // 2) // 100 * 100
        if amount >= _LEAST_USED:
            used[place] = amount
            balance[key] = held - amount
    return used
