# SPDX-License-Identifier: Apache-2.0
"""Look at what people put aside or asked for: is it there again, does it cost less? Told once for each change, in sets."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.catalogue import queries
from omotenashi.commerce.catalogue.events import BackInStock, PriceDropped
from omotenashi.commerce.catalogue.models import Variant

# Where wishes are made and read.
_CHANNEL = "EC"
# Below, a price that falls is not worth a word.
_WORTH_TELLING = 5


@transaction.atomic
def note_stock(lying: Collection[tuple[UUID, UUID]], *, now: datetime) -> int:
    """Note what lies where now (variant, place), and tell whoever waited for it; give how many were told.

    Who asked to be told comes before who only put it aside: nobody hears of one variant twice.
    """
    values = {"variants": [v for v, _ in lying], "places": [p for _, p in lying], "now": now}
    bulk.run(_WISHES_GONE, values)
    bulk.run(_REQUESTS_GONE, values)
    found = [(node, variant, place or "", "asked") for node, variant, place in bulk.rows(_REQUESTS_BACK, values)]
    asked = {(node, variant) for node, variant, _, _ in found}
    found += [
        (node, variant, "", "wished")
        for node, variant in bulk.rows(_WISHES_BACK, values)
        if (node, variant) not in asked
    ]
    goods = goods_of([variant for _, variant, _, _ in found])
    publish(
        *(
            BackInStock(node_id=node, at=now, location=place, why=why, **goods[variant])
            for node, variant, place, why in found
        )
    )
    return len(found)


@transaction.atomic
def note_prices(*, now: datetime) -> int:
    """Note what wishes cost now, and tell whose wish costs less; give how many were told. A dearer one is only noted."""
    prices = queries.prices_of(queries.wished_variants(), channel=_CHANNEL, at=now)
    rows = [(variant, price.amount) for variant, price in prices.items()]
    source, values = bulk.given("catalogue_seen", {"variant_id": "uuid", "amount": "bigint"}, rows)
    seen = bulk.rows(_SEEN.format(prices=source), [*values, 100 - _WORTH_TELLING])
    fallen = [(node, variant, was, is_now) for node, variant, was, is_now in seen if was is not None and is_now < was]
    goods = goods_of([variant for _, variant, _, _ in fallen])
    publish(
        *(
            PriceDropped(node_id=node, at=now, before=was, amount=is_now, **goods[variant])
            for node, variant, was, is_now in fallen
        )
    )
    return len(fallen)


def goods_of(variants: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """Give what an event says of each variant."""
    found = Variant.objects.filter(pk__in=set(variants)).select_related("product")
    return {one.pk: {"sku": one.sku, "code": one.product.code, "product": str(one)} for one in found}


_LYING = "(SELECT * FROM unnest(%(variants)s::uuid[], %(places)s::uuid[]) AS l(variant_id, location_id))"
_WISHES_GONE = """
UPDATE catalogue_wish SET gone_at = %(now)s
WHERE removed_at IS NULL AND gone_at IS NULL AND variant_id <> ALL (%(variants)s::uuid[])
"""
_REQUESTS_GONE = f"""
UPDATE catalogue_restockrequest r SET gone_at = %(now)s
WHERE told_at IS NULL AND ended_at IS NULL AND gone_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM {_LYING} l WHERE l.variant_id = r.variant_id AND (r.location_id IS NULL OR l.location_id = r.location_id))
"""
_REQUESTS_BACK = f"""
WITH back AS (
  UPDATE catalogue_restockrequest r SET gone_at = NULL
  WHERE told_at IS NULL AND ended_at IS NULL AND gone_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM {_LYING} l
    WHERE l.variant_id = r.variant_id AND (r.location_id IS NULL OR l.location_id = r.location_id))
  RETURNING r.node_id, r.variant_id, r.location_id, r.asked_at
)
SELECT DISTINCT ON (b.node_id, b.variant_id) b.node_id, b.variant_id, p.code
FROM back b LEFT JOIN locations_location p ON p.id = b.location_id ORDER BY b.node_id, b.variant_id, b.asked_at
"""
_WISHES_BACK = """
UPDATE catalogue_wish SET gone_at = NULL
WHERE removed_at IS NULL AND gone_at IS NOT NULL AND variant_id = ANY (%(variants)s::uuid[]) RETURNING node_id, variant_id
"""
# Small steps down add up: what was seen stays until the fall is worth a word.
_SEEN = """
UPDATE catalogue_wish w SET seen_amount = s.amount FROM {prices}
WHERE w.variant_id = s.variant_id AND w.removed_at IS NULL AND (
  w.seen_amount IS NULL OR s.amount > w.seen_amount OR s.amount * 100 <= w.seen_amount * %s)
RETURNING w.node_id, w.variant_id, old.seen_amount, new.seen_amount
"""
