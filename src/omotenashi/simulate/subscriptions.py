# SPDX-License-Identifier: Apache-2.0
"""定期: some of those who order again and again on the site have a contract for it. Their orders are its deliveries."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import numpy as np

from omotenashi.commerce.orders.actions.subscriptions import (
    DeliveryRecord,
    SubscriptionRecord,
    record_subscriptions,
)
from omotenashi.simulate.draws import generator
from omotenashi.simulate.model import World
from omotenashi.simulate.numbers import order_numbers
from omotenashi.simulate.parameters import CHANNELS, EC, NOBODY
from omotenashi.simulate.purchases import MEDIA
from omotenashi.simulate.records import SOURCES
from omotenashi.simulate.trade_year import moment

_DAY = 86_400
_SHARE, _CYCLES = 0.3, (30, 60, 90)
# Whoever was sent nothing for so many cycles has cancelled, or rests.
_SILENT, _PAUSED = 3, 0.15
# What people say when they end a contract, and how often.
_WHY = {"余っている": 0.35, "価格が高い": 0.25, "効果を感じない": 0.15, "他社に変更": 0.1, "": 0.15}


def record_contracts(world: World, nodes: Mapping[int, UUID]) -> int:
    """Record the contracts of a world whose orders are recorded; give how many."""
    made = list(_contracts(world, nodes))
    record_subscriptions(made, now=moment(world.year.now))
    return len(made)


def _contracts(world: World, nodes: Mapping[int, UUID]) -> Iterator[SubscriptionRecord]:
    bought, numbers = world.purchases, order_numbers(world.purchases)
    throws = generator(seed=world.seed, purpose="subscriptions").random((len(world.people), 3))
    why = generator(seed=world.seed, purpose="subscription_endings").choice(
        list(_WHY), size=len(world.people), p=list(_WHY.values())
    )
    fits = (bought.channel == EC) & (bought.person != NOBODY) & ~bought.anonymous & ~world.baskets.cancelled
    places = np.flatnonzero(fits & (bought.at <= world.year.now))
    mine: dict[int, list[int]] = {}
    for place in places.tolist():
        mine.setdefault(int(bought.person[place]), []).append(place)
    for person, orders in sorted(mine.items()):
        chosen, cycle, rests = map(float, throws[person])
        if chosen < _SHARE:
            every = _CYCLES[int(cycle * len(_CYCLES))]
            made = _contract(world, nodes, numbers, orders, every=every, rests=rests < _PAUSED)
            yield replace(made, cancel_reason=str(why[person])) if made.cancelled_at else made


def _contract(
    world: World, nodes: Mapping[int, UUID], numbers: list[str], orders: list[int], *, every: int, rests: bool
) -> SubscriptionRecord:  # fmt: skip
    bought, first, last = world.purchases, orders[0], orders[-1]
    silent = (world.year.now - int(bought.at[last])) // _DAY
    over = moment(int(bought.at[last])) + timedelta(days=every) if silent > every * _SILENT else None
    variant = world.goods.variants[world.baskets.lines.variant[world.baskets.lines.start[first]]]
    return SubscriptionRecord(
        origin=SOURCES[EC], number=f"T-{numbers[first]}", channel=CHANNELS[EC], every_days=every, product=variant.code,
        node_id=nodes[int(bought.person[first]) * len(CHANNELS) + EC], medium=MEDIA[bought.medium[first]],
        began_at=moment(int(bought.at[first])), paused_at=over if rests else None, cancelled_at=None if rests else over,
        deliveries=tuple(
            DeliveryRecord(cycle=n, shipped_at=moment(int(bought.at[place])), order_number=numbers[place])
            for n, place in enumerate(orders, start=1)
        ),
    )  # fmt: skip
