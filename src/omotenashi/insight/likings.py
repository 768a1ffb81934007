# SPDX-License-Identifier: Apache-2.0
"""Reads of tastes: the tags of a person, what things are, and what people did with them that the lake does not hold."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import pyarrow as pa
from django.db.models import Exists, OuterRef

from omotenashi.base import bulk
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.insight import rules
from omotenashi.insight.models import Taste, TasteModel, TasteRefusal
from omotenashi.insight.tastes.signals import SCHEMA, faded
from omotenashi.insight.tastes.traits import Good
from omotenashi.people.customers.models import NodePerson

# For so long a tag that a customer took away stays away.
KEPT_AWAY: Final = rules.TASTE_KEPT_AWAY


def newest_tasting() -> TasteModel | None:
    """Give the newest night of tastes that came to its end."""
    return TasteModel.objects.exclude(finished_at=None).first()


def tastes_of(person_id: UUID, *, now: datetime) -> list[Taste]:
    """Give the tags of a person, the surest first, without those that were taken away."""
    mine = NodePerson.objects.filter(person_id=person_id).values("node_id")
    refused = TasteRefusal.objects.filter(
        node_id__in=mine, axis=OuterRef("axis"), value=OuterRef("value"), refused_at__gt=now - KEPT_AWAY
    )
    return list(Taste.objects.filter(~Exists(refused), person_id=person_id).order_by("place"))


def goods() -> Iterator[Good]:
    """Give every variant as the catalogue has it."""
    rows = Variant.objects.values_list(
        "sku", "product__code", "product__category", "product__brand", "price", "options"
    )
    for sku, product, category, brand, price, options in rows.iterator(chunk_size=5_000):
        known = options if isinstance(options, dict) else {}
        yield Good(sku=sku, product=product, category=category, brand=brand, price=price, options=known)


def names_of(things: Sequence[str]) -> dict[str, str]:
    """Give the names of things ("s:<sku>", "p:<product>"): one read, two where there are both kinds."""
    skus = [one[2:] for one in things if one.startswith("s:")]
    codes = [one[2:] for one in things if one.startswith("p:")]
    found: dict[str, str] = {}
    if skus:
        rows = Variant.objects.filter(sku__in=skus).values_list("sku", "product__name", "product__code")
        found |= {f"s:{sku}": name or code for sku, name, code in rows}
    if codes:
        found |= {
            f"p:{code}": name or code
            for code, name in Product.objects.filter(code__in=codes).values_list("code", "name")
        }
    return found


def further(*, as_of: date, zone: str) -> pa.Table:
    """Give what does not lie in the lake: wishes, reviews, and what was tried on and left."""
    rows = [
        (person, f"s:{sku}", act, times, times * faded((as_of - day).days), day, 0)
        for person, sku, act, times, day in bulk.rows(_FURTHER, {"zone": zone, "day": as_of})
    ]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(SCHEMA)
    return pa.table([pa.array(column, kind.type) for column, kind in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)


def tags_now() -> list[tuple[int, str, str, float]]:
    """Give all tags: the key of the person in the lake, axis, value and z."""
    return bulk.rows(
        "SELECT p.seq, t.axis, t.value, t.z FROM insight_taste t JOIN customers_person p ON p.id = t.person_id"
    )


# Three stars say neither; a wish that was taken back says nothing.
_FURTHER = """
WITH told AS (
  SELECT w.node_id, w.variant_id, 'wished' AS act, 1 AS times, (w.wished_at AT TIME ZONE %(zone)s)::date AS day
  FROM catalogue_wish w WHERE w.removed_at IS NULL
  UNION ALL
  SELECT r.node_id, r.variant_id, CASE WHEN r.rating > 3 THEN 'praised' ELSE 'blamed' END, 1,
    (r.written_at AT TIME ZONE %(zone)s)::date
  FROM reviews_review r WHERE r.rating <> 3
  UNION ALL
  SELECT h.node_id, l.variant_id, 'refused', l.quantity - l.bought, (h.closed_at AT TIME ZONE %(zone)s)::date
  FROM fulfilment_tryonline l JOIN fulfilment_tryonhold h ON h.id = l.hold_id
  WHERE h.visited_at IS NOT NULL AND h.closed_at IS NOT NULL AND l.quantity > l.bought
)
SELECT p.seq, v.sku, t.act, sum(t.times)::bigint, max(t.day) FROM told t
JOIN customers_nodeperson np ON np.node_id = t.node_id JOIN customers_person p ON p.id = np.person_id
JOIN catalogue_variant v ON v.id = t.variant_id WHERE t.day <= %(day)s GROUP BY 1, 2, 3
"""
