# SPDX-License-Identifier: Apache-2.0
"""Record what was bought, returned, earned and used, through the same actions that imports and the till use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np

from omotenashi.base.money import share
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.actions import PointRecord
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.actions import returns
from omotenashi.commerce.orders.actions.records import LineRecord, OrderRecord, ReturnRecord
from omotenashi.simulate.draws import Ints
from omotenashi.simulate.furnishing import ORDER_PLACES
from omotenashi.simulate.model import World
from omotenashi.simulate.numbers import order_numbers, return_number
from omotenashi.simulate.parameters import CHANNELS, NOBODY, SHOPS
from omotenashi.simulate.purchases import MEDIA
from omotenashi.simulate.records import SOURCES
from omotenashi.simulate.trade_year import moment

_EARN, _BURN = "earn", "burn"


@dataclass(slots=True)
class Recorder:
    """Records orders, returns and points in the order of time. `nodes` is filled by the register beforehand."""

    world: World
    nodes: Mapping[int, UUID]
    _numbers: list[str] = field(init=False)
    _earnings: Ints = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = order_numbers(self.world.purchases)
        earned = np.flatnonzero(self.world.fulfilment.earned > 0)
        self._earnings = earned[np.argsort(self.world.fulfilment.completed_at[earned], kind="stable")]

    def record_orders(self, *, first: int, end: int, now: datetime) -> int:
        """Record the orders from place `first` to before `end`; give the number of lines."""
        made = [self._order(place) for place in range(first, end)]
        orders.record(made, now=now)
        return sum(len(record.lines or ()) for record in made)

    def record_returns(self, *, since: int, until: int, now: datetime) -> int:
        """Record what came back from `since` until before `until`; give the number of returns."""
        low, high = map(int, np.searchsorted(self.world.returns.at, (since, until)))
        if low < high:
            returns.record([self._return(place) for place in range(low, high)], now=now)
        return high - low

    def post_points(self, *, first: int, end: int, since: int, until: int) -> int:
        """Post what the orders of a batch used, and what was earned in its time; give the number of postings."""
        bought, done = self.world.purchases, self.world.fulfilment
        low, high = np.searchsorted(done.completed_at[self._earnings], (since, until))
        used = [place for place in range(first, end) if done.used[place]]
        posted = [self._points(place, -int(done.used[place]), _BURN, int(bought.at[place])) for place in used]
        posted += [
            self._points(place, int(done.earned[place]), _EARN, int(done.completed_at[place]))
            for place in self._earnings[low:high].tolist()
        ]
        return loyalty.post(posted) if posted else 0

    def _order(self, place: int) -> OrderRecord:
        world, bought = self.world, self.world.purchases
        channel, at = int(bought.channel[place]), int(bought.at[place])
        done = int(world.fulfilment.completed_at[place])
        cancelled = bool(world.baskets.cancelled[place])
        return OrderRecord(
            origin=SOURCES[channel],
            number=self._numbers[place],
            channel=CHANNELS[channel],
            location=self._location(place),
            node_id=self._node(place),
            placed_at=moment(at),
            completed_at=None if cancelled or done > world.year.now else moment(done),
            cancelled_at=moment(min(at + 1800 + at % 36_000, world.year.now)) if cancelled else None,
            lines=self._lines(place),
            shipping=int(world.baskets.shipping[place]),
            points_used=int(world.fulfilment.used[place]),
            medium=MEDIA[bought.medium[place]],
        )

    def _lines(self, place: int) -> tuple[LineRecord, ...]:
        lines, goods = self.world.baskets.lines, self.world.goods
        mine = slice(int(lines.start[place]), int(lines.start[place + 1]))
        amounts = lines.amount[mine].tolist()
        coupons = share(int(self.world.baskets.coupon[place]), weights=amounts)
        found = zip(
            lines.variant[mine].tolist(), lines.quantity[mine].tolist(), lines.discount[mine].tolist(), amounts, coupons,
            strict=True,
        )  # fmt: skip
        return tuple(
            LineRecord(
                sku=variant.sku, name=f"{variant.name} {variant.variant_name}", quantity=quantity,
                unit_price=Decimal(variant.price), amount=amount - coupon, discount=discount, coupon=coupon,
                tax_rate=int(goods.tax_rate[index]), cost=variant.cost * quantity,
            )
            for index, quantity, discount, amount, coupon in found
            for variant in (goods.variants[index],)
        )  # fmt: skip

    def _return(self, number: int) -> ReturnRecord:
        world, back = self.world, self.world.returns
        place, line, quantity = int(back.order[number]), int(back.line[number]), int(back.quantity[number])
        variant = world.goods.variants[world.baskets.lines.variant[line]]
        rate = int(world.goods.tax_rate[world.baskets.lines.variant[line]])
        channel = int(world.purchases.channel[place])
        return ReturnRecord(
            origin=SOURCES[channel],
            number=return_number(number),
            order_number=self._numbers[place],
            channel=CHANNELS[channel],
            location=self._location(place),
            node_id=self._node(place),
            returned_at=moment(back.at[number]),
            lines=(
                LineRecord(
                    sku=variant.sku, name=f"{variant.name} {variant.variant_name}", quantity=quantity,
                    unit_price=Decimal(variant.price), amount=int(back.amount[number]), tax_rate=rate,
                    cost=variant.cost * quantity,
                ),
            ),
        )  # fmt: skip

    def _location(self, place: int) -> str:
        shop = int(self.world.purchases.shop[place])
        return ORDER_PLACES[int(self.world.purchases.channel[place])] if shop == NOBODY else SHOPS[shop]

    def _node(self, place: int) -> UUID | None:
        bought = self.world.purchases
        if bought.anonymous[place]:
            return None
        return self.nodes[int(bought.person[place]) * len(CHANNELS) + int(bought.channel[place])]

    def _points(self, place: int, amount: int, kind: str, at: int) -> PointRecord:
        bought = self.world.purchases
        person, channel = int(bought.person[place]), int(bought.channel[place])
        wallet = int(self.world.memberships.wallet[person, channel])
        return PointRecord(
            node_id=self.nodes[person * len(CHANNELS) + wallet],
            amount=amount,
            type=kind,
            # An earning of the moment of the order stands behind its use.
            occurred_at=moment(at) + timedelta(milliseconds=amount > 0),
            key=f"{kind}:{SOURCES[channel]}:{self._numbers[place]}",
        )
