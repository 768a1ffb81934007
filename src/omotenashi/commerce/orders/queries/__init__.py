# SPDX-License-Identifier: Apache-2.0
"""Reads about orders."""

from omotenashi.commerce.orders.queries.broken import broken
from omotenashi.commerce.orders.queries.progress import Progress, progress_of, returnable
from omotenashi.commerce.orders.queries.receipts import Receipt, documents_of, receipt, search_documents
from omotenashi.commerce.orders.queries.records import disputed_claims, lines_of, orders_of, returns_of, sold_variants

__all__ = [
    "Progress",
    "Receipt",
    "broken",
    "disputed_claims",
    "documents_of",
    "lines_of",
    "orders_of",
    "progress_of",
    "receipt",
    "returnable",
    "returns_of",
    "search_documents",
    "sold_variants",
]
