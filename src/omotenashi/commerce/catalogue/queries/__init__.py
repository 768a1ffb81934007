# SPDX-License-Identifier: Apache-2.0
"""Reads about products."""

from omotenashi.commerce.catalogue.queries.prices import Priced, prices_of
from omotenashi.commerce.catalogue.queries.products import (
    Hit,
    Wanted,
    choices,
    find,
    meant,
    on_sale,
    scanned,
    search_products,
    variants_of,
)
from omotenashi.commerce.catalogue.queries.reductions import held_before
from omotenashi.commerce.catalogue.queries.wishes import asked_for, waited_for, wished, wished_variants

__all__ = [
    "Hit",
    "Priced",
    "Wanted",
    "asked_for",
    "choices",
    "find",
    "held_before",
    "meant",
    "on_sale",
    "prices_of",
    "scanned",
    "search_products",
    "variants_of",
    "waited_for",
    "wished",
    "wished_variants",
]
