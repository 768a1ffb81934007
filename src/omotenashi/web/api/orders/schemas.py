# SPDX-License-Identifier: Apache-2.0
"""Orders in JSON. Money is whole minor units, tax included."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from omotenashi.web.api import pages
from omotenashi.web.api.identifiers import IdentifierIn
from omotenashi.web.api.values import Code, Count, Moment, Price, Strict, TaxRate, Text, Whole, example
from omotenashi.web.api.writing import LARGEST_BATCH

ChannelCode = Annotated[
    str, Field(pattern="^[A-Z][A-Z0-9_-]{0,19}$", description="A code that is not known yet is added.", examples=["EC"])
]


class Order(Schema):
    """An order or a sale at the till."""

    id: UUID
    origin: str = Field(description="Which source numbered it.", examples=["api"])
    number: str
    channel: str = Field(examples=["EC"])
    location: str | None = Field(description="The code of the place.")
    customer: UUID | None = Field(description="Null where nobody was named.")
    currency: str = Field(examples=["JPY"])
    placed_at: datetime
    completed_at: datetime | None
    cancelled_at: datetime | None
    goods_total: int = Field(description="After discounts; without shipping, before returns and points.")
    discount_total: int
    coupon_total: int
    shipping_total: int
    tax_total: int = Field(description="The tax inside `goods_total`, rounded down once per rate.")
    points_used: int
    returned_total: int
    line_count: int


class OrderPage(Schema):
    """A page of orders, the newest first."""

    items: list[Order]
    next: str | None = pages.NEXT


class Line(Schema):
    """One line of an order."""

    sku: str
    name: str
    kind: str = Field(examples=["goods"])
    quantity: int
    unit_price: Decimal = Field(description="Exact, as text: it may be below one minor unit.", examples=["1980.0000"])
    amount: int
    discount: int
    coupon: int
    tax_rate: int


class ReturnOut(Schema):
    """Goods that came back from this order."""

    id: UUID
    number: str
    returned_at: datetime
    amount: int


class OrderDetail(Order):
    """An order with its lines and what came back."""

    lines: list[Line]
    returns: list[ReturnOut]


class LineIn(Strict):
    """One line as a source says it."""

    sku: Code = Field(examples=["SKU-1"])
    name: Text = ""
    kind: Literal["goods", "shipping", "gift"] = "goods"
    quantity: Count
    unit_price: Price = Field(description="A whole number, or text with up to four digits behind the point.")
    amount: Whole = Field(description="Of the whole line, after its discounts.")
    discount: Whole = 0
    coupon: Whole = 0
    tax_rate: TaxRate = 10
    cost: Whole = 0


class OrderIn(Strict):
    """One order, whole: the lines given are all its lines. Said again in the same words, it changes nothing."""

    origin: Code = Field(
        default="api", description="Which source numbered it; origin and number name the order for ever."
    )
    number: Code = Field(examples=["2026-000123"])
    channel: ChannelCode
    location: Code | None = Field(default=None, description="The code of a place that exists.")
    customer: list[IdentifierIn] = Field(
        default_factory=list, max_length=20, description="Who bought; nobody, if empty."
    )
    placed_at: Moment
    completed_at: Moment | None = None
    cancelled_at: Moment | None = None
    lines: list[LineIn] = Field(min_length=1, max_length=200)
    discount: Whole = Field(default=0, description="On the whole order, beside the discounts of its lines.")
    shipping: Whole = 0
    points_used: Whole = 0


class OrderBatch(Strict):
    """Orders to be recorded."""

    records: list[OrderIn] = Field(min_length=1, max_length=LARGEST_BATCH)

    model_config = example(
        {
            "number": "2026-000123",
            "channel": "EC",
            "placed_at": "2026-01-31T09:30:00+09:00",
            "customer": [{"type": "member_no", "value": "M-0001"}],
            "lines": [
                {"sku": "SHIRT-S-WHITE", "name": "麻のシャツ", "quantity": 2, "unit_price": 1980, "amount": 3960}
            ],
            "shipping": 550,
        }
    )
