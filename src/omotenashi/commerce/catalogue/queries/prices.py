# SPDX-License-Identifier: Apache-2.0
"""What things cost, here and now: one statement for any number of variants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk


@dataclass(frozen=True, slots=True)
class Priced:
    """A price as it holds at a moment. `list` is the code of its list, empty for the variant's own price.

    `until` is when this price ends, as far as that is planned: a page may say so, a quote must not outlive it.
    """

    amount: int
    tax_rate: int
    tax_included: bool = True
    list: str = ""
    until: datetime | None = None


def prices_of(
    variant_ids: Iterable[UUID], *, channel: str, group: str | None = None, at: datetime, quantity: int = 1
) -> dict[UUID, Priced]:
    """Give the price of each variant in a channel, at a moment, for a customer group, from a quantity on.

    The list with the highest priority says it; among equals one for the group, then one for the channel, then the
    lowest amount. Where no list says anything, the variant's own price holds. What has no price is left out.
    """
    wanted = list(set(variant_ids))
    rows = bulk.rows(PRICES, {"ids": wanted, "channel": channel, "group": group or "", "at": at, "quantity": quantity})
    return {
        key: Priced(amount, rate, tax_included, code, until) for key, amount, rate, tax_included, code, until in rows
    }


# For one variant `v`: the price that holds. Also a part of the search (products.py).
BEST = """
SELECT p.amount, l.tax_included, l.code, least(upper(p.valid), upper(l.valid)) AS until,
  greatest(lower(p.valid), lower(l.valid)) AS begins
FROM catalogue_priceslot s JOIN catalogue_pricelist l ON l.id = s.list_id JOIN catalogue_price p ON p.slot_id = s.id
WHERE s.variant_id = v.id AND s.min_quantity <= %(quantity)s AND p.valid @> %(at)s::timestamptz
  AND (l.valid IS NULL OR l.valid @> %(at)s::timestamptz)
  AND (l.channel_id IS NULL OR l.channel_id = %(channel)s)
  AND (l.customer_group = '' OR l.customer_group = %(group)s)
ORDER BY l.priority DESC, (l.customer_group <> '') DESC, (l.channel_id IS NOT NULL) DESC, s.min_quantity DESC, p.amount,
  l.code
LIMIT 1
"""
PRICES = f"""
SELECT v.id, coalesce(b.amount, v.price), v.tax_rate, coalesce(b.tax_included, true), coalesce(b.code, ''), b.until
FROM catalogue_variant v LEFT JOIN LATERAL ({BEST}) b ON true
WHERE v.id = ANY(%(ids)s) AND coalesce(b.amount, v.price) IS NOT NULL
"""
