# SPDX-License-Identifier: Apache-2.0
"""Typed rows become products with variants. Shopify and others say the product once, then only variants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa

from omotenashi.base.text import codes
from omotenashi.connectors.csv.rules import statuses
from omotenashi.connectors.csv.rules.keyed import collapse, rows_of
from omotenashi.connectors.csv.rules.outcome import ROW, Refused

_SAID_ONCE = ("product_name", "brand", "category", "category_id", "description", "tags", "status", "tax_rate")
_OF_VARIANT = ("sku", "variant_name", "variant_name2", "variant_name3", "price", "barcode", "stock")
_DEFAULT_TITLE = "Default Title"  # Shopify's name for the only variant of a product


@dataclass(frozen=True)
class Variant:
    """One thing that can be sold. Amounts in major units, as the file says them."""

    sku: str
    code: str
    name: str
    variant_name: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    images: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()

    @property
    def barcodes(self) -> tuple[str, ...]:
        """The barcode of the file, when there is one; a SKU that is a JAN counts as one."""
        written = self.values.get("barcode") or (self.sku if codes.is_jan(self.sku) else "")
        return (written,) if written else ()

    @property
    def is_published(self) -> bool:
        """False when the file says 非公開, draft or deleted."""
        return not self.values.get("deleted") and statuses.is_published(str(self.values.get("status") or ""))


def variants(table: pa.Table) -> tuple[list[Variant], list[Refused]]:
    """One variant per SKU; a file without SKUs gets them from product code and options, always the same.

    Rows that carry only a picture add it to their product and belong to its first variant.
    """
    rows = rows_of(table)
    products = _said_once(rows)
    images = _images(rows)
    goods = [row for row in rows if _is_variant(row)]
    filled = [
        {
            **products.get(_group(row), {}),
            **{k: v for k, v in row.items() if v is not None},
            "image": None,
            "sku": _sku(row),
        }
        for row in goods
    ]
    things, refused = collapse(filled, lambda row: row["sku"] or None, missing="sku_missing")
    extra = _picture_rows(rows)
    found = []
    for thing in things:
        group = _group(thing.values)
        more = extra.pop(group, ())
        found.append(_variant(str(thing.key), thing.values, images.get(group, ()), tuple(sorted((*thing.rows, *more)))))
    refused += [Refused(row, "product_missing") for left in extra.values() for row in left]
    return found, refused


def price(values: Mapping[str, Any], name: str) -> Decimal | None:
    """The amount called `name` in major units, if the file has it."""
    found: Decimal | None = values.get(name)
    return found


def _group(row: Mapping[str, Any]) -> str:
    return str(row.get("product_code") or row.get("product_name") or row.get("sku") or "")


def _said_once(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda r: r[ROW]):
        known = found.setdefault(_group(row), {})
        for name in _SAID_ONCE:
            if row.get(name) is not None:
                known.setdefault(name, row[name])
    return found


def _images(rows: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for row in sorted(rows, key=lambda r: r[ROW]):
        if row.get("image"):
            found.setdefault(_group(row), {})[row["image"]] = None
    return {group: tuple(urls) for group, urls in found.items()}


def _is_variant(row: Mapping[str, Any]) -> bool:
    return any(row.get(name) is not None for name in _OF_VARIANT) or row.get("product_name") is not None


def _picture_rows(rows: list[dict[str, Any]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for row in rows:
        if not _is_variant(row):
            found[_group(row)] = (*found.get(_group(row), ()), row[ROW])
    return found


def _sku(row: Mapping[str, Any]) -> str:
    if row.get("sku"):
        return str(row["sku"])
    return "/".join(part for part in (_group(row), *_options(row)) if part)


def _options(row: Mapping[str, Any]) -> tuple[str, ...]:
    names = ("variant_name", "variant_name2", "variant_name3")
    return tuple(str(row[name]) for name in names if row.get(name) and row[name] != _DEFAULT_TITLE)


def _variant(sku: str, values: dict[str, Any], images: tuple[str, ...], rows: tuple[int, ...]) -> Variant:
    code = str(values.get("product_code") or sku)
    name = str(values.get("product_name") or code)
    return Variant(sku, code, name, " / ".join(_options(values)), values, images, rows)
