# SPDX-License-Identifier: Apache-2.0
"""The tables of orders: the record of what was bought and what came back, its journal and its tax documents."""

from omotenashi.commerce.orders.models.contacts import AccessCode, CodeTry, Confirmation, Contact
from omotenashi.commerce.orders.models.documents import Document, Series, TaxPolicy
from omotenashi.commerce.orders.models.journal import Attribution, LogEntry
from omotenashi.commerce.orders.models.orders import Order, OrderLine
from omotenashi.commerce.orders.models.reasons import ReasonsVersion
from omotenashi.commerce.orders.models.returns import ClaimTry, Return, ReturnLine
from omotenashi.commerce.orders.models.service import ServiceVersion
from omotenashi.commerce.orders.models.subscriptions import Delivery, Subscription

__all__ = [
    "AccessCode",
    "Attribution",
    "ClaimTry",
    "CodeTry",
    "Confirmation",
    "Contact",
    "Delivery",
    "Document",
    "LogEntry",
    "Order",
    "OrderLine",
    "ReasonsVersion",
    "Return",
    "ReturnLine",
    "Series",
    "ServiceVersion",
    "Subscription",
    "TaxPolicy",
]
