# SPDX-License-Identifier: Apache-2.0
"""What a measure brought soon and late, from the same orders: within 7, 30, 180 and 365 days of the first message, by channel.

A person counts once, from the first message of the measure that went. Within n days only those count who were reached n days
ago or more; the younger are told apart. Orders, sales and returns are those of `results_of`; the margin is that of the effects.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from omotenashi.base import bulk

SHORT, LONG = (7, 30), (180, 365)
# Every order counts, wherever it was placed; these two are how it is told apart.
WEB, STORE = "web", "store"


@dataclass(frozen=True, slots=True)
class Part:
    """What was bought over one kind of channel: by how many persons, in how many orders, for how much."""

    buyers: int = 0
    orders: int = 0
    sales: int = 0
    margin: int = 0


@dataclass(frozen=True, slots=True)
class Horizon:
    """What came within so many days: of how many who are old enough (`people`), how many are `young`, in parts.

    `buyers` bought at all, `again` more than once; a person who bought in both places stands in both parts.
    """

    days: int
    people: int
    young: int
    buyers: int
    again: int
    cost: int
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def sales(self) -> int:
        """Give what was paid over all channels."""
        return sum(one.sales for one in self.parts.values())

    @property
    def margin(self) -> int:
        """Give what was left of it."""
        return sum(one.margin for one in self.parts.values())


def horizons_of(campaigns: Sequence[str], *, now: datetime, template: object = None) -> list[Horizon]:
    """Give the horizons of campaigns, or of a template over every campaign that used it: one statement."""
    values = {
        "campaigns": list(campaigns), "template": template, "now": now, "days": [*SHORT, *LONG],
        "web": WEB, "store": STORE,
    }  # fmt: skip
    found = {days: rest for days, *rest in bulk.rows(_HORIZONS, values)}
    return [_horizon(days, found.get(days)) for days in (*SHORT, *LONG)]


def _horizon(days: int, row: Sequence[int] | None) -> Horizon:
    if row is None:
        return Horizon(days, 0, 0, 0, 0, 0, {WEB: Part(), STORE: Part()})
    people, young, buyers, again, cost, *parts = (int(value or 0) for value in row)
    return Horizon(days, people, young, buyers, again, cost, {WEB: Part(*parts[:4]), STORE: Part(*parts[4:])})


_HORIZONS = """
WITH reached AS MATERIALIZED (
  SELECT n.person_id, min(m.sent_at) AS at, sum(m.cost) AS cost
  FROM messaging_message m JOIN customers_nodeperson n ON n.node_id = m.node_id
  JOIN messaging_templateversion v ON v.id = m.template_version_id
  WHERE m.state IN ('sent', 'unknown') AND m.sent_at <= %(now)s
    AND CASE WHEN %(template)s::uuid IS NULL THEN m.campaign = ANY(%(campaigns)s) ELSE v.template_id = %(template)s::uuid END
  GROUP BY 1
), bought AS MATERIALIZED (
  SELECT r.person_id, o.placed_at - r.at AS age, CASE WHEN c.kind = 'pos' THEN %(store)s ELSE %(web)s END AS part,
    o.goods_total - o.returned_total AS sales,
    o.goods_total - o.returned_total - (o.tax_total - o.returned_tax) - (o.cost_total - o.returned_cost) - o.points_used AS margin
  FROM reached r JOIN customers_nodeperson k ON k.person_id = r.person_id
  JOIN orders_order o ON o.node_id = k.node_id AND o.placed_at > r.at AND o.placed_at <= %(now)s AND o.cancelled_at IS NULL
  JOIN locations_channel c ON c.code = o.channel_id
), each AS (
  SELECT r.person_id, r.cost, d.days, r.at + make_interval(days => d.days) <= %(now)s AS old,
    count(b.part) AS orders,
    count(b.part) FILTER (WHERE b.part = %(web)s) AS web_orders, coalesce(sum(b.sales) FILTER (WHERE b.part = %(web)s), 0) AS web_sales,
    coalesce(sum(b.margin) FILTER (WHERE b.part = %(web)s), 0) AS web_margin,
    count(b.part) FILTER (WHERE b.part = %(store)s) AS store_orders,
    coalesce(sum(b.sales) FILTER (WHERE b.part = %(store)s), 0) AS store_sales,
    coalesce(sum(b.margin) FILTER (WHERE b.part = %(store)s), 0) AS store_margin
  FROM reached r CROSS JOIN unnest(%(days)s::int[]) d(days)
  LEFT JOIN bought b ON b.person_id = r.person_id AND b.age <= make_interval(days => d.days)
  GROUP BY r.person_id, r.cost, r.at, d.days
)
SELECT days, count(*) FILTER (WHERE old), count(*) FILTER (WHERE NOT old),
  count(*) FILTER (WHERE old AND orders > 0), count(*) FILTER (WHERE old AND orders > 1), sum(cost) FILTER (WHERE old),
  count(*) FILTER (WHERE old AND web_orders > 0), sum(web_orders) FILTER (WHERE old), sum(web_sales) FILTER (WHERE old),
  sum(web_margin) FILTER (WHERE old),
  count(*) FILTER (WHERE old AND store_orders > 0), sum(store_orders) FILTER (WHERE old), sum(store_sales) FILTER (WHERE old),
  sum(store_margin) FILTER (WHERE old)
FROM each GROUP BY days
"""
