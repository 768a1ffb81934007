# SPDX-License-Identifier: Apache-2.0
"""Baskets, quotes, orders and sales in JSON. Money is whole minor units, tax included; prices are only ever answered."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Header, Schema
from pydantic import Field

from omotenashi.web.api.values import Code, Count, Moment, Strict, Text, Whole

Token = Annotated[str, Header(..., alias="Basket-Token", pattern="^[A-Za-z0-9_-]{20,60}$")]
Mode = Literal["ship", "pickup", "try_on", "order_in", "carry_out"]


class LineIn(Strict):
    """So many of a variant are to lie in the basket; 0 takes them out."""

    sku: Code
    quantity: Annotated[int, Field(ge=0, le=999)]
    mode: Mode = "ship"
    location: Code | None = None


class ValueIn(Strict):
    """The points and coupons that are to be used."""

    points: Whole = 0
    coupons: Annotated[list[Code], Field(max_length=10)] = Field(default_factory=list)


class BasketIn(ValueIn):
    """Where a basket is opened, and what lies in it from the beginning."""

    channel: Code = "EC"
    lines: Annotated[list[LineIn], Field(max_length=100)] = Field(default_factory=list)


class Opened(Schema):
    """A basket and the token that opens it; the token is shown once."""

    basket: UUID
    token: str


class MemberIn(Strict):
    """Whose basket it is: the id of a customer."""

    customer: UUID


class Line(Schema):
    """One line with its price and shares."""

    key: str
    sku: str
    name: str
    quantity: int
    mode: str
    location: str | None
    gross: int
    discount: int
    coupon: int
    amount: int
    earned: int
    problem: str = Field(description="Why it cannot be bought as it stands; empty when it can.")


class Tax(Schema):
    """The total of one rate and the tax in it."""

    rate: int
    total: int
    tax: int


class Quote(Schema):
    """What the basket costs now. `digest` is sent back with the order: what has moved since is not placed."""

    lines: list[Line]
    goods: int
    shipping: int
    total: int
    points: int
    points_left: int
    to_pay: int
    earned: int
    taxes: list[Tax]
    problems: list[str]
    legal: dict[str, str]
    digest: str


class ContactIn(Strict):
    """Name and address for one order."""

    name: Text = ""
    kana: Text = ""
    mail: Text = ""
    phone: Text = ""
    postal_code: Text = ""
    prefecture: Text = ""
    address: Text = ""
    note: Text = ""


class OrderIn(Strict):
    """The basket is ordered as it was last quoted."""

    digest: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    buyer: ContactIn
    recipient: ContactIn | None = None


class Order(Schema):
    """An order that was placed. `to_pay` is what a payment must bring."""

    id: UUID
    number: str
    to_pay: int
    state: Literal["placed", "confirmed", "completed", "cancelled"]


class PaymentIn(Strict):
    """A token of the provider's form, never a card number."""

    method: Annotated[str, Field(max_length=200, pattern="^[!-~]*$")] = ""


class Payment(Schema):
    """How the payment stands, and where the customer's browser goes next, if anywhere."""

    state: str
    redirect: str | None
    order: Order


class CancellationIn(Strict):
    """Why an order is not wanted any more."""

    reason: Code = "customer"


class TenderIn(Strict):
    """One way a sale was paid. `ref` is the code of a gift card or the number of a slip."""

    kind: Literal["cash", "card_terminal", "qr", "gift_card", "store_credit"]
    amount: Count
    received: Count | None = None
    ref: Text = ""


class SaleLineIn(Strict):
    """One line of a sale. `price` is set by hand with a reason, or what an offline till asked."""

    sku: Code
    quantity: Annotated[int, Field(ge=1, le=999)]
    mode: Mode = "carry_out"
    location: Code | None = None
    price: Whole | None = None
    reason: Text = ""
    discount: Whole = 0
    coupon: Whole = 0


class SaleIn(Strict):
    """A sale; `id` is made at the till. The same id again gives the same answer."""

    id: UUID
    shop: Code
    terminal: Code
    sequence: Count
    sold_at: Moment
    lines: Annotated[list[SaleLineIn], Field(min_length=1, max_length=200)]
    tenders: Annotated[list[TenderIn], Field(max_length=20)] = Field(default_factory=list)
    channel: Code = "STORE"
    customer: UUID | None = None
    points: Whole = 0
    coupons: Annotated[list[Code], Field(max_length=10)] = Field(default_factory=list)
    offline: bool = False
    allowance: UUID | None = None
    shipping: Whole | None = None
    recipient: ContactIn | None = None


class Sold(Schema):
    """What a sale came to."""

    order: UUID
    number: str
    document: str
    total: int
    change: int
    points_spent: int
    points_earned: int
    balance: int
    overdraft: int
    found: int
    shortages: int
    is_repeat: bool
