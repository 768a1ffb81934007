# SPDX-License-Identifier: Apache-2.0
"""Earlier sends as runs: what one campaign sent over one channel in one week, and what its readers bought within a week of it.

A person counts once in a run, from the first message. Bought, sales and cost are those of `results_of`; margin is that of the
effects: without tax, cost of goods, and points that were paid with.
"""

from datetime import datetime, timedelta

from omotenashi.base import bulk
from omotenashi.engagement.messaging.models import Forecast
from omotenashi.engagement.messaging.queries.results import WINDOW
from omotenashi.insight.forecasts.campaigns import Run
from omotenashi.places.locations.queries import zone

# What lies further back was another house.
PAST = timedelta(days=365)


def runs(*, now: datetime) -> list[Run]:
    """Give the runs of the last year whose readers have all had their week, the oldest first."""
    values = {"since": now - PAST, "until": now - WINDOW, "window": WINDOW, "zone": str(zone()), "weeks": True}
    found = bulk.rows(_RUNS.format(where="TRUE"), values | {"campaign": "", "channel": ""})
    return [_run(row) for row in found if row[8] + timedelta(days=7) + WINDOW <= now]


def came(forecast: Forecast) -> Run:
    """Give what came of a send that was foretold: messages of its days, and a week after each."""
    values = {
        "since": forecast.made_at, "until": forecast.until, "window": WINDOW, "zone": str(zone()), "weeks": False,
        "campaign": forecast.campaign, "channel": forecast.channel,
    }  # fmt: skip
    found = bulk.rows(_RUNS.format(where="m.campaign = %(campaign)s AND m.channel = %(channel)s"), values)
    nothing = Run(
        campaign=forecast.campaign, channel=forecast.channel, purpose=forecast.purpose, week="", people=0, buyers=0
    )
    return _run(found[0]) if found else nothing


def _run(row: tuple[object, ...]) -> Run:
    campaign, channel, purpose, people, buyers, sales, margin, cost, week = row
    return Run(
        campaign=str(campaign), channel=str(channel), purpose=str(purpose), people=_n(people), buyers=_n(buyers),
        sales=_n(sales), margin=_n(margin), cost=_n(cost), week=f"{week:%Y-%m-%d}",
    )  # fmt: skip


def _n(value: object) -> int:
    return int(value)  # type: ignore[call-overload,no-any-return]  # a number of the database


_RUNS = """
WITH sent AS MATERIALIZED (
  SELECT m.campaign, m.channel, m.purpose_id,
    CASE WHEN %(weeks)s THEN (date_trunc('week', m.sent_at AT TIME ZONE %(zone)s)) AT TIME ZONE %(zone)s ELSE %(since)s END AS week,
    n.person_id, min(m.sent_at) AS at, sum(m.cost) AS cost
  FROM messaging_message m JOIN customers_nodeperson n ON n.node_id = m.node_id
  WHERE m.state IN ('sent', 'unknown') AND m.campaign <> '' AND m.sent_at >= %(since)s AND m.sent_at < %(until)s AND {where}
  GROUP BY 1, 2, 3, 4, 5
), bought AS (
  SELECT s.*, b.orders, b.sales, b.margin FROM sent s CROSS JOIN LATERAL (
    SELECT count(*) AS orders, coalesce(sum(o.goods_total - o.returned_total), 0) AS sales,
      coalesce(sum(o.goods_total - o.returned_total - (o.tax_total - o.returned_tax) - (o.cost_total - o.returned_cost)
        - o.points_used), 0) AS margin
    FROM customers_nodeperson k JOIN orders_order o ON o.node_id = k.node_id
    WHERE k.person_id = s.person_id AND o.placed_at > s.at AND o.placed_at <= s.at + %(window)s AND o.cancelled_at IS NULL
  ) b
)
SELECT campaign, channel, purpose_id, count(*), count(*) FILTER (WHERE orders > 0), sum(sales), sum(margin), sum(cost), week
FROM bought GROUP BY campaign, channel, purpose_id, week ORDER BY week, campaign, channel
"""
