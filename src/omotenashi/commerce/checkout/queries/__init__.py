# SPDX-License-Identifier: Apache-2.0
"""Reads with a name: baskets, what they cost now, and the terms of sale."""

from omotenashi.commerce.checkout.queries.baskets import (
    basket_by_token,
    basket_for,
    basket_of,
    baskets_of_tokens,
    hash_of,
    lines_of,
    pieces_in,
)
from omotenashi.commerce.checkout.queries.invariants import broken
from omotenashi.commerce.checkout.queries.legal import items as legal_items
from omotenashi.commerce.checkout.queries.quoting import Asked, priced, quote, quotes
from omotenashi.commerce.checkout.queries.selling import Gap, gaps, last_sequence, quote_sale
from omotenashi.commerce.checkout.queries.terms import shipping, terms
from omotenashi.commerce.checkout.rules import Delivery, Quote

__all__ = [
    "Asked",
    "Delivery",
    "Gap",
    "Quote",
    "basket_by_token",
    "basket_for",
    "basket_of",
    "baskets_of_tokens",
    "broken",
    "gaps",
    "hash_of",
    "last_sequence",
    "legal_items",
    "lines_of",
    "pieces_in",
    "priced",
    "quote",
    "quote_sale",
    "quotes",
    "shipping",
    "terms",
]
