# SPDX-License-Identifier: Apache-2.0
"""What a message would cost before it goes: whom each channel would reach first, at what price, within which quota.

Who reaches the gate may still be kept back there, so this is the most that it costs, never less.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.messaging.queries.quotas import meter, price_of
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
    asked: dict[str, Any] = {"channels": list(channels), "purpose": purpose, "advertises": is_advertising}
    of = "" if persons is None else "AND np.person_id = ANY(%(persons)s)"
    found = dict(bulk.rows(_FIRST.format(of=of), asked | ({} if persons is None else {"persons": list(persons)})))
    return [_cost(name, found.get(name, 0), short=short, is_advertising=is_advertising) for name in channels]


def _cost(channel: str, people: int, *, short: str, is_advertising: bool) -> Cost:
    parts = max(shorts.parts_of(short).count, 1) if channel == "sms" else 1
    month = meter(channel)
    if month is None or month.most is None:
        return Cost(channel, people, price_of(channel) * parts)
    return Cost(
        channel, people, price_of(channel) * parts, month.used, month.most, month.room(is_advertising=is_advertising)
    )


_FIRST = """
SELECT channel, count(*) FROM (
  SELECT DISTINCT ON (np.person_id) np.person_id, cp.channel FROM customers_contactpoint cp
  JOIN customers_node n ON n.id = cp.node_id AND n.value IS NOT NULL
  JOIN customers_nodeperson np ON np.node_id = cp.node_id
  WHERE cp.channel = ANY(%(channels)s::text[]) {of} AND (NOT %(advertises)s OR EXISTS (
    SELECT 1 FROM consent_consentstate s
    WHERE s.contact_point_id = cp.id AND s.purpose_id = %(purpose)s AND s.state = 'granted'))
  ORDER BY np.person_id, array_position(%(channels)s::text[], cp.channel)
) first GROUP BY 1
"""
