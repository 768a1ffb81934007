# SPDX-License-Identifier: Apache-2.0
"""Register products: the one door for imports, the API and the simulation. Publish and withdraw them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db import transaction
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.text import search
from omotenashi.commerce.catalogue.rules import words


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductRecord:
    """One variant as a source knows it. Variants with one `code` are one product; None means "not said"."""

    sku: str
    code: str
    name: str = ""
    variant_name: str = ""
    brand: str = ""
    category: str = ""
    images: tuple[str, ...] = ()
    barcodes: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)
    tax_rate: int = 10
    price: int | None = None
    cost: int | None = None
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None


@transaction.atomic
def register(records: Sequence[ProductRecord], *, only_missing: bool = False) -> list[str]:
    """Register variants with their products. Give `created`, `updated` or `unchanged` for each, in order.

    With `only_missing` known variants stay as they are: so an order may name a product in passing.
    Two records with one SKU are an error of the caller (ValueError).
    """
    if len({record.sku for record in records}) != len(records):
        raise ValueError("one record per SKU")
    _stage(records)
    changed = dict(bulk.rows(_ADD_PRODUCTS if only_missing else _UPSERT_PRODUCTS))
    verdicts = dict(bulk.rows(_UPSERT_VARIANTS.format(update=_SET_MISSING if only_missing else _SET_VARIANT)))
    bulk.run(_MARK_PRODUCTS, [[sku for sku, verdict in verdicts.items() if verdict == "updated"]])
    _renew_tokens({*changed, *(record.code for record in records if record.sku in verdicts)})
    return [verdicts.get(record.sku, "updated" if record.code in changed else "unchanged") for record in records]


@transaction.atomic
def remove(skus: Sequence[str], *, changed_in: int) -> int:
    """Remove variants whose product nobody has changed since the transaction `changed_in`; give how many went.

    A product without variants goes, too. The caller makes sure that nothing names these variants any more; what
    stock or another table still holds is refused by the database.
    """
    gone = bulk.rows(_REMOVE_VARIANTS, [list(skus), changed_in])
    products = list({product for (product,) in gone})
    bulk.run(_REMOVE_EMPTY, [products])
    _renew_tokens({code for (code,) in bulk.rows("SELECT code FROM catalogue_product WHERE id = ANY(%s)", [products])})
    return len(gone)


@transaction.atomic
def publish(codes: Sequence[str], *, at: datetime) -> int:
    """Offer products from a moment on (again, where they were withdrawn); give how many changed."""
    return bulk.run(_PUBLISH, {"codes": list(codes), "at": at})


@transaction.atomic
def withdraw(codes: Sequence[str], *, at: datetime) -> int:
    """Offer products no longer from a moment on; give how many changed."""
    return bulk.run(_WITHDRAW, {"codes": list(codes), "at": at})


def _stage(records: Sequence[ProductRecord]) -> None:
    columns = {
        "id": "uuid", "product_id": "uuid", "sku": "text", "code": "text", "name": "text", "variant_name": "text",
        "brand": "text", "category": "text", "images": "text[]", "barcodes": "text[]", "options": "jsonb",
        "tax_rate": "int", "price": "bigint", "cost": "bigint", "published_at": "timestamptz",
        "withdrawn_at": "timestamptz",
    }  # fmt: skip
    ordered = sorted(records, key=lambda record: (record.code, record.sku))
    bulk.stage("stage_product", columns, _rows(ordered))


def _rows(records: Sequence[ProductRecord]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for code, group in groupby(records, key=lambda record: record.code):
        product_id = new_id()
        rows.extend(
            (new_id(), product_id, r.sku, code, r.name, r.variant_name, r.brand, r.category, list(r.images),
             list(r.barcodes), Jsonb(r.options), r.tax_rate, r.price, r.cost, r.published_at, r.withdrawn_at)
            for r in group
        )  # fmt: skip
    return rows


def _renew_tokens(codes: set[str]) -> None:
    """Make products findable by what they and all their variants are called now."""
    found = bulk.rows(_WORDS, [sorted(codes)]) if codes else []
    tokens = (
        (key, search.search_tokens(" ".join(sorted(set(said)))), words.folded(dict.fromkeys(said)))
        for key, said in found
    )
    bulk.stage("stage_token", {"id": "uuid", "tokens": "text[]", "folded": "text"}, tokens)
    bulk.run(_SET_TOKENS)


_INSERT_PRODUCTS = """
INSERT INTO catalogue_product (id, code, name, brand, category, images, published_at, withdrawn_at, tokens)
SELECT DISTINCT ON (code) product_id, code, name, brand, category, images, published_at, withdrawn_at, '{}'
FROM stage_product s
"""
# A SKU that is known has its product already, whatever code it is named with in passing.
_ADD_PRODUCTS = f"""{_INSERT_PRODUCTS}
WHERE NOT EXISTS (SELECT 1 FROM catalogue_variant v WHERE v.sku = s.sku)
ORDER BY code, name DESC, sku ON CONFLICT (code) DO NOTHING RETURNING code, true
"""
# What a record does not say is not compared and not changed.
_SAID = """
  coalesce(nullif(excluded.name, ''), catalogue_product.name),
  coalesce(nullif(excluded.brand, ''), catalogue_product.brand),
  coalesce(nullif(excluded.category, ''), catalogue_product.category),
  CASE WHEN excluded.images = '{}' THEN catalogue_product.images ELSE excluded.images END,
  coalesce(excluded.published_at, catalogue_product.published_at),
  coalesce(excluded.withdrawn_at, catalogue_product.withdrawn_at)
"""
_UPSERT_PRODUCTS = f"""{_INSERT_PRODUCTS}
ORDER BY code, name DESC, sku
ON CONFLICT (code) DO UPDATE SET (name, brand, category, images, published_at, withdrawn_at) = ROW({_SAID})
WHERE (catalogue_product.name, catalogue_product.brand, catalogue_product.category, catalogue_product.images,
       catalogue_product.published_at, catalogue_product.withdrawn_at) IS DISTINCT FROM ({_SAID})
RETURNING code, true
"""
# A product is changed when one of its variants is.
_MARK_PRODUCTS = """
UPDATE catalogue_product SET changed_in = 0 WHERE id IN (SELECT product_id FROM catalogue_variant WHERE sku = ANY(%s))
"""
_PUBLISH = """
UPDATE catalogue_product SET published_at = %(at)s, withdrawn_at = NULL
WHERE code = ANY(%(codes)s) AND (withdrawn_at IS NOT NULL OR published_at IS DISTINCT FROM %(at)s)
"""
_WITHDRAW = """
UPDATE catalogue_product SET withdrawn_at = %(at)s
WHERE code = ANY(%(codes)s) AND (withdrawn_at IS NULL OR withdrawn_at > %(at)s)
"""
_REMOVE_VARIANTS = """
DELETE FROM catalogue_variant v USING catalogue_product p
WHERE v.product_id = p.id AND v.sku = ANY(%s) AND p.changed_in = %s RETURNING v.product_id
"""
_REMOVE_EMPTY = """
DELETE FROM catalogue_product p
WHERE p.id = ANY(%s) AND NOT EXISTS (SELECT 1 FROM catalogue_variant v WHERE v.product_id = p.id)
"""
_WORDS = """
SELECT p.id, ARRAY[p.name, p.code, p.brand, p.category] || array_agg(v.sku ORDER BY v.sku)
  || array_agg(v.name ORDER BY v.sku) || coalesce((
    SELECT array_agg(b) FROM catalogue_variant w, unnest(w.barcodes) b WHERE w.product_id = p.id), '{}')
FROM catalogue_product p JOIN catalogue_variant v ON v.product_id = p.id WHERE p.code = ANY(%s) GROUP BY p.id
"""
_SET_TOKENS = """
UPDATE catalogue_product p SET tokens = s.tokens, folded = s.folded FROM stage_token s
WHERE p.id = s.id AND (p.tokens, p.folded) IS DISTINCT FROM (s.tokens, s.folded)
"""
_UPSERT_VARIANTS = """
INSERT INTO catalogue_variant (id, product_id, sku, name, barcodes, options, tax_rate, price, cost)
SELECT s.id, p.id, s.sku, s.variant_name, s.barcodes, s.options, s.tax_rate, s.price, s.cost
FROM stage_product s JOIN catalogue_product p USING (code) ORDER BY s.sku
ON CONFLICT (sku) {update}
RETURNING sku, CASE WHEN old.id IS NULL THEN 'created' ELSE 'updated' END
"""
_SET_MISSING = "DO NOTHING"
_SET_VARIANT = """DO UPDATE SET
  product_id = excluded.product_id,
  name = coalesce(nullif(excluded.name, ''), catalogue_variant.name),
  barcodes = CASE WHEN excluded.barcodes = '{{}}' THEN catalogue_variant.barcodes ELSE excluded.barcodes END,
  options = CASE WHEN excluded.options = '{{}}' THEN catalogue_variant.options ELSE excluded.options END,
  tax_rate = excluded.tax_rate,
  price = coalesce(excluded.price, catalogue_variant.price), cost = coalesce(excluded.cost, catalogue_variant.cost)
WHERE (catalogue_variant.product_id, catalogue_variant.tax_rate) IS DISTINCT FROM
      (excluded.product_id, excluded.tax_rate)
   OR excluded.name NOT IN ('', catalogue_variant.name)
   OR excluded.barcodes NOT IN ('{{}}', catalogue_variant.barcodes)
   OR excluded.options NOT IN ('{{}}', catalogue_variant.options)
   OR excluded.price <> coalesce(catalogue_variant.price, -1) OR excluded.cost <> coalesce(catalogue_variant.cost, -1)
"""
_SET_VARIANT = _SET_VARIANT.replace("{{}}", "{}")
