# SPDX-License-Identifier: Apache-2.0
"""Find products: for the office by words alone, for buyers with filters, prices and an order of merit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from omotenashi.base import bulk
from omotenashi.base.text import codes, search
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.catalogue.queries.prices import BEST
from omotenashi.commerce.catalogue.rules import words

ORDERS = {
    "merit": "rank, published_at DESC, id",
    "newest": "published_at DESC, id",
    "cheapest": "price_from, id",
    "dearest": "price_to DESC, id",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a buyer looks for. `category` finds those under it, too (「茶」 finds 「茶 > 煎茶」).

    `variants` limits the search to some variants: those that can be had in a shop, as stock says.
    """

    text: str = ""
    category: str = ""
    brand: str = ""
    price_from: int | None = None
    price_to: int | None = None
    variants: Sequence[UUID] | None = None
    order: str = "merit"


@dataclass(frozen=True, slots=True)
class Hit:
    """A product that was found, with what its variants cost here and now."""

    product_id: UUID
    price_from: int | None
    price_to: int | None
    variants: tuple[UUID, ...]


def search_products(text: str) -> QuerySet[Product]:
    """Find products by name, code, brand, category, stock keeping unit or barcode."""
    tokens = search.query_tokens(text)
    return Product.objects.filter(tokens__contains=tokens) if tokens else Product.objects.all()


def find(
    wanted: Wanted, *, channel: str, at: datetime, group: str | None = None, limit: int = 24, offset: int = 0
) -> tuple[list[Hit], int]:
    """Find products on sale; give those of a page, and how many there are in all.

    By merit: a code, barcode, brand or category itself, then a name that begins with the words, then one that holds
    them, then the rest; the newest first.
    """
    asked = words.asked(wanted.text)
    facts: dict[str, Any] = {
        "channel": channel, "group": group or "", "at": at, "quantity": 1, "limit": limit, "offset": offset,
        "tokens": search.query_tokens(wanted.text), "words": asked, "phrase": " ".join(asked),
        "category": wanted.category, "brand": wanted.brand, "least": wanted.price_from, "most": wanted.price_to,
        "variants": None if wanted.variants is None else list(wanted.variants),
    }  # fmt: skip
    rows = bulk.rows(_FIND.format(best=BEST, order=ORDERS[wanted.order]), facts)
    hits = [Hit(key, low, high, tuple(variants)) for key, low, high, variants, _count in rows if key]
    return hits, rows[0][4] if rows else 0


def on_sale(at: datetime) -> QuerySet[Product]:
    """Give the products that are offered at a moment."""
    return Product.objects.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at), published_at__lte=at)


def scanned(text: str) -> list[Variant]:
    """Give the variants that a scanned or typed code means: a barcode, else a stock keeping unit.

    More than one is possible where two carry one barcode; whoever scans chooses.
    """
    code = codes.code(text)
    if not code:
        return []
    known = Variant.objects.select_related("product").order_by("sku")
    # Some scanners drop the zero in front of a UPC.
    spelled = {code, restored} if (restored := codes.restored_jan(code)) else {code}
    return list(known.filter(barcodes__overlap=sorted(spelled))) or list(known.filter(sku=code))


def meant(goods: Sequence[Variant], text: str) -> list[Variant]:
    """Give those of some variants whose own words hold all of a text (「抹茶フィナンシェ 小箱」); all, where none does."""
    asked = words.asked(text)
    return [one for one in goods if all(w in words.folded([f"{one} {one.sku}"]) for w in asked)] or list(goods)


def choices(at: datetime) -> dict[str, list[tuple[str, int]]]:
    """Give the categories and brands of what is on sale, with how many products each has."""
    rows = bulk.rows(_CHOICES, {"at": at})
    return {kind: [(name, count) for what, name, count in rows if what == kind] for kind in ("category", "brand")}


def variants_of(product_ids: Iterable[UUID]) -> QuerySet[Variant]:
    """Give the variants of some products, by their stock keeping unit."""
    return Variant.objects.filter(product__in=list(product_ids)).order_by("sku")


_ON_SALE = "p.published_at <= %(at)s AND (p.withdrawn_at IS NULL OR p.withdrawn_at > %(at)s)"
# Bigrams may meet a false friend: what they find must hold each word whole.
_FIND = f"""
WITH hit AS (
  SELECT p.id, p.published_at, CASE WHEN %(phrase)s = '' THEN 0
    WHEN %(phrase)s = ANY(string_to_array(p.folded, chr(10))) THEN 0
    WHEN starts_with(p.folded, %(phrase)s) THEN 1
    WHEN strpos(split_part(p.folded, chr(10), 1), %(phrase)s) > 0 THEN 2 ELSE 3 END AS rank
  FROM catalogue_product p
  WHERE {_ON_SALE} AND p.tokens @> %(tokens)s::text[]
    AND NOT EXISTS (SELECT 1 FROM unnest(%(words)s::text[]) w WHERE strpos(p.folded, w) = 0)
    AND (%(category)s = '' OR p.category = %(category)s OR starts_with(p.category, %(category)s || ' >'))
    AND (%(brand)s = '' OR p.brand = %(brand)s)
), priced AS (
  SELECT h.id, h.rank, h.published_at, v.id AS variant, v.sku, coalesce(b.amount, v.price) AS price
  FROM hit h JOIN catalogue_variant v ON v.product_id = h.id LEFT JOIN LATERAL ({{best}}) b ON true
  WHERE (%(variants)s::uuid[] IS NULL OR v.id = ANY(%(variants)s::uuid[]))
), found AS (
  SELECT id, rank, published_at, min(price) AS price_from, max(price) AS price_to, array_agg(variant ORDER BY sku) AS variants
  FROM priced
  WHERE (%(least)s::bigint IS NULL OR price >= %(least)s) AND (%(most)s::bigint IS NULL OR price <= %(most)s)
  GROUP BY id, rank, published_at
), page AS (SELECT * FROM found ORDER BY {{order}} LIMIT %(limit)s OFFSET %(offset)s)
SELECT g.id, g.price_from, g.price_to, g.variants, (SELECT count(*) FROM found)
FROM (SELECT 1) always LEFT JOIN page g ON true ORDER BY {{order}}
"""
_CHOICES = f"""
SELECT 'category', p.category, count(*) FROM catalogue_product p WHERE {_ON_SALE} AND p.category <> '' GROUP BY 2
UNION ALL SELECT 'brand', p.brand, count(*) FROM catalogue_product p WHERE {_ON_SALE} AND p.brand <> '' GROUP BY 2
ORDER BY 1, 3 DESC, 2
"""
