# SPDX-License-Identifier: Apache-2.0
"""Typed rows become stock levels and categories."""

from dataclasses import dataclass
from typing import cast

import pyarrow as pa

from omotenashi.connectors.csv.rules.keyed import Thing, collapse, rows_of
from omotenashi.connectors.csv.rules.outcome import Refused


@dataclass(frozen=True)
class Level:
    """How many of a SKU lie at a place (its code, or '' where the file does not say)."""

    sku: str
    location: str
    location_name: str
    on_hand: int
    rows: tuple[int, ...]


def levels(table: pa.Table, *, location: str) -> tuple[list[Level], list[Refused]]:
    """One level per SKU and place; two different counts of one are refused together, negative ones too."""
    rows = rows_of(table)
    things, refused = collapse(
        rows,
        lambda r: (
            (sku, r.get("location") or r.get("location_name") or location)
            if (sku := r.get("sku") or r.get("barcode") or r.get("product_code"))
            else None
        ),
        missing="sku_missing",
    )
    found: list[Level] = []
    for thing in things:
        sku, place = cast("tuple[str, str]", thing.key)
        wrong = _wrong(thing, place)
        if wrong:
            refused.extend(Refused(row, wrong, "stock", str(thing.values.get("stock", ""))) for row in thing.rows)
        else:
            found.append(
                Level(sku, place, str(thing.values.get("location_name") or place), thing.values["stock"], thing.rows)
            )
    return found, refused


def categories(table: pa.Table) -> tuple[list[Thing], list[Refused]]:
    """One category per id, or per name where there is no id."""
    return collapse(rows_of(table), lambda r: r.get("category_id") or r.get("category"), missing="category_missing")


def _wrong(thing: Thing, place: str) -> str:
    if thing.values.get("stock") is None:
        return "stock_missing"
    if thing.values["stock"] < 0:
        return "stock_negative"
    return "" if place else "location_missing"
