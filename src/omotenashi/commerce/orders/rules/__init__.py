# SPDX-License-Identifier: Apache-2.0
"""Decisions of orders: pure, without tables."""

from omotenashi.commerce.orders.rules.lines import SCHEMA, Added, LineRecord, added, columns, keyed
from omotenashi.commerce.orders.rules.records import (
    OrderRecord,
    ReturnRecord,
    Totals,
    digest,
    return_totals,
    returned_tax,
    totals,
)

__all__ = [
    "SCHEMA",
    "Added",
    "LineRecord",
    "OrderRecord",
    "ReturnRecord",
    "Totals",
    "added",
    "columns",
    "digest",
    "keyed",
    "return_totals",
    "returned_tax",
    "totals",
]
