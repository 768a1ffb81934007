# SPDX-License-Identifier: Apache-2.0
"""What goods cost before a reduction, as far as it may be said: one statement for any number of variants."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.commerce.catalogue.queries.prices import BEST
from omotenashi.commerce.catalogue.rules import reductions


def held_before(
    present: Mapping[UUID, int], *, channel: str, at: datetime, since: Mapping[UUID, datetime] | None = None
) -> dict[UUID, int]:
    """Give of each variant the price that may stand crossed out beside its present one, tax included.

    `since` says from when something else than a price list takes off; without it the present list's price begins it. A price
    that was never another, or not for long enough, or is low for more than eight weeks and so the usual one, is left out.
    """
    if not present:
        return {}
    begins = since or {}
    asked = {
        "ids": list(present), "since": [begins.get(key) for key in present], "channel": channel, "group": "", "quantity": 1,
        "at": at, "days": reductions.DAYS,
    }  # fmt: skip
    days: dict[UUID, list[int | None]] = defaultdict(list)
    for key, amount, rate, tax_included in bulk.rows(_DAYS, asked):
        days[key].append(amount if amount is None or tax_included else amount * (100 + rate) // 100)
    found = {key: reductions.held(prices, present=present[key]) for key, prices in days.items()}
    return {key: price for key, price in found.items() if price is not None}


# The price of each of the days before the reduction began, the oldest first; none before the goods were published.
_DAYS = f"""
WITH begun AS MATERIALIZED (
  SELECT v.id, v.price, v.tax_rate, q.published_at, coalesce(w.since, b.begins) AS at
  FROM unnest(%(ids)s::uuid[], %(since)s::timestamptz[]) w(id, since)
  JOIN catalogue_variant v ON v.id = w.id JOIN catalogue_product q ON q.id = v.product_id LEFT JOIN LATERAL ({BEST}) b ON true
)
SELECT v.id, CASE WHEN v.published_at <= d.at THEN coalesce(b.amount, v.price) END, v.tax_rate, coalesce(b.tax_included, true)
FROM begun v CROSS JOIN LATERAL (SELECT v.at - make_interval(days => n) AS at FROM generate_series(1, %(days)s) n) d
LEFT JOIN LATERAL ({BEST.replace("%(at)s", "d.at")}) b ON true
WHERE v.at > %(at)s::timestamptz - make_interval(days => %(days)s) ORDER BY v.id, d.at
"""
