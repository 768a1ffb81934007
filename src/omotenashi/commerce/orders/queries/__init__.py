# SPDX-License-Identifier: Apache-2.0
"""Reads about orders."""

from omotenashi.commerce.orders.queries.broken import broken
from omotenashi.commerce.orders.queries.credits import Credited, credited, credits_between
from omotenashi.commerce.orders.queries.homes import shops_of
from omotenashi.commerce.orders.queries.progress import Progress, progress_of, returnable
from omotenashi.commerce.orders.queries.receipts import Receipt, documents_of, receipt, search_documents
from omotenashi.commerce.orders.queries.records import (
    disputed_claims,
    lines_of,
    orders_of,
    returned_lines,
    returns_of,
    sold_variants,
)
from omotenashi.commerce.orders.queries.service import ServicePolicy, service_policy
from omotenashi.commerce.orders.rules.drafts import GIFT_CARDS

__all__ = [
    "GIFT_CARDS",
    "Credited",
    "Progress",
    "Receipt",
    "ServicePolicy",
    "broken",
    "credited",
    "credits_between",
    "disputed_claims",
    "documents_of",
    "lines_of",
    "orders_of",
    "progress_of",
    "receipt",
    "returnable",
    "returned_lines",
    "returns_of",
    "search_documents",
    "service_policy",
    "shops_of",
    "sold_variants",
]
