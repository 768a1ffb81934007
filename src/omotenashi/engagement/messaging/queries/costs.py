# SPDX-License-Identifier: Apache-2.0
"""What a message would cost before it goes: whom each channel would reach first, at what price, within which quota.

Who reaches the gate may still be kept back there, so this is the most that it costs, never less.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from omotenashi.engagement.messaging.queries.quotas import meter, price_of
from omotenashi.engagement.messaging.queries.reaching import reached
from omotenashi.engagement.messaging.rules import shorts


@dataclass(frozen=True, slots=True)
class Cost:
    """One channel: its readers, what each costs (all parts of a short text), and what is left of the month."""

    channel: str
    people: int
    price: int
    used: int | None = None
    most: int | None = None
    room: int | None = None

    @property
    def total(self) -> int:
        """Give what all of them cost, in minor units."""
        return self.people * self.price

    @property
    def is_over(self) -> bool:
        """Say whether the quota of the month would be passed."""
        return self.room is not None and self.people > self.room


def costs(
    channels: Sequence[str], *, purpose: str, is_advertising: bool, short: str = "", persons: Collection[UUID] | None = None
) -> list[Cost]:  # fmt: skip
    """Give what each channel costs where everybody is written to by the first at which they may be; in their order.

    `persons` None: everybody who may be written to.
    """
    found = reached(channels, purpose=purpose, is_advertising=is_advertising, persons=persons)
    return [_cost(name, found[name], short=short, is_advertising=is_advertising) for name in channels]


def _cost(channel: str, people: int, *, short: str, is_advertising: bool) -> Cost:
    parts = max(shorts.parts_of(short).count, 1) if channel == "sms" else 1
    month = meter(channel)
    if month is None or month.most is None:
        return Cost(channel, people, price_of(channel) * parts)
    return Cost(
        channel, people, price_of(channel) * parts, month.used, month.most, month.room(is_advertising=is_advertising)
    )
