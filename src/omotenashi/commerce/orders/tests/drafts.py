# SPDX-License-Identifier: Apache-2.0
"""Drafts for tests, short to write."""

from decimal import Decimal
from typing import Any

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.actions import ProductRecord
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.orders.actions import placing
from omotenashi.commerce.orders.actions.placing import Draft, DraftLine, Placed
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.commerce.orders.tests.records import NOW, furnish


def stocked() -> None:
    """A shop, two channels and three products."""
    furnish()
    catalogue.register(
        [ProductRecord(sku=sku, code=sku, name=f"名{sku}", price=1100, cost=400) for sku in ("A", "B", "C")]
    )


def wanted(sku: str = "A", amount: int = 1100, **said: Any) -> DraftLine:
    """Make a line of one piece."""
    quantity = said.pop("quantity", 1)
    price = Decimal(amount + said.get("discount", 0) + said.get("coupon", 0)) / quantity
    variant = Variant.objects.get(sku=sku)
    return DraftLine(variant_id=variant.pk, quantity=quantity, unit_price=price, amount=amount, **said)


def draft(*lines: DraftLine, **said: Any) -> Draft:
    """Make a draft of the web shop; of one line, if none is given."""
    return Draft(**{"channel": "EC", "lines": lines or (wanted(),), **said})


def placed(*lines: DraftLine, key: str = "k1", paid: bool = True, handed_over: bool = False, **said: Any) -> Placed:
    """Place an order."""
    return placing.create(draft(*lines, **said), key=key, now=NOW, paid=paid, handed_over=handed_over)


def line(uid: Any) -> OrderLine:
    """Give a line as it stands."""
    return OrderLine.objects.get(uid=uid)
