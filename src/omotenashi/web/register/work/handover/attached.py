# SPDX-License-Identifier: Apache-2.0
"""ついで買い: how many who fetched something today bought something else at the till within half an hour."""

from dataclasses import dataclass
from datetime import datetime

from omotenashi.base import bulk, clock
from omotenashi.places.locations.models import Location

MINUTES = 30


@dataclass(frozen=True, slots=True)
class Attached:
    """So many hand-overs of a day, how many of them with a purchase, and what these brought."""

    handed_over: int
    bought: int
    amount: int

    @property
    def share(self) -> float | None:
        """The share of hand-overs with a purchase; unknown where nothing was handed over."""
        return self.bought / self.handed_over if self.handed_over else None


def today(shop: Location, *, now: datetime) -> Attached:
    """Give the figures of the day: one read. The same person, at a till of the same shop, within half an hour."""
    begins = datetime.combine(clock.day_of(now), datetime.min.time(), tzinfo=clock.JST)
    rows = bulk.rows(_ATTACHED, {"shop": shop.pk, "from": begins, "minutes": MINUTES})
    handed, bought, amount = rows[0]
    return Attached(int(handed), int(bought), int(amount))


_ATTACHED = """
WITH fetched AS (
  SELECT f.id, f.collected_at, f.order_id, coalesce(np.person_id, o.node_id) AS who
  FROM fulfilment_fulfilment f JOIN orders_order o ON o.id = f.order_id
  LEFT JOIN customers_nodeperson np ON np.node_id = o.node_id
  WHERE f.location_id = %(shop)s AND f.state = 'collected' AND f.collected_at >= %(from)s
), sold AS (
  SELECT o.id, o.placed_at, o.goods_total, coalesce(np.person_id, o.node_id) AS who
  FROM orders_order o JOIN locations_channel c ON c.code = o.channel_id
  LEFT JOIN customers_nodeperson np ON np.node_id = o.node_id
  WHERE o.location_id = %(shop)s AND c.kind = 'pos' AND o.placed_at >= %(from)s AND o.cancelled_at IS NULL
), together AS (
  SELECT DISTINCT ON (s.id) f.id AS fetched, s.goods_total
  FROM fetched f JOIN sold s ON s.who = f.who AND s.id <> f.order_id
    AND s.placed_at BETWEEN f.collected_at - interval '5 minutes' AND f.collected_at + make_interval(mins => %(minutes)s)
  ORDER BY s.id, f.collected_at
)
SELECT (SELECT count(*) FROM fetched), (SELECT count(DISTINCT fetched) FROM together),
  (SELECT coalesce(sum(goods_total), 0) FROM together)
"""
