# SPDX-License-Identifier: Apache-2.0
"""Decisions of orders: pure, without tables."""

from omotenashi.commerce.orders.rules.records import (
    KeyedLine,
    LineRecord,
    OrderRecord,
    ReturnRecord,
    Totals,
    digest,
    keyed,
    return_totals,
    returned_tax,
    totals,
)

__all__ = [
    "KeyedLine",
    "LineRecord",
    "OrderRecord",
    "ReturnRecord",
    "Totals",
    "digest",
    "keyed",
    "return_totals",
    "returned_tax",
    "totals",
]
