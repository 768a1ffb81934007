# SPDX-License-Identifier: Apache-2.0
"""Customers in JSON."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from omotenashi.web.api import pages
from omotenashi.web.api.identifiers import IdentifierIn
from omotenashi.web.api.values import Day, Moment, Strict, Text, example
from omotenashi.web.api.writing import LARGEST_BATCH


class Summary(Schema):
    """A customer as in a list. Text that is not known is empty."""

    id: UUID
    name: str = Field(examples=["山田 花子"])
    kana: str = Field(examples=["ヤマダ ハナコ"])
    email: str
    phone: str = Field(description="In international form, as +819012345678.")
    member_no: str
    prefecture: str
    rank: str
    registered_at: datetime


class CustomerPage(Schema):
    """A page of customers, the newest first."""

    items: list[Summary]
    next: str | None = pages.NEXT


class CustomerKey(Schema):
    """An identifier under which the customer is known."""

    type: str = Field(examples=["member_no"])
    value: str | None = Field(description="Null after an erasure.")


class ConsentOut(Schema):
    """What one contact point allows for one purpose."""

    channel: str = Field(examples=["email"])
    purpose: str = Field(examples=["marketing"])
    state: str = Field(examples=["granted"])
    occurred_at: datetime


class Figures(Schema):
    """What the customer's orders come to, as of the last run. Money in minor units, returns deducted."""

    orders: int
    sales: int
    sales_year: int = Field(description="In the year up to `as_of`.")
    first_day: date
    last_day: date
    channels: list[str]
    r: int
    f: int
    m: int
    rank: str
    as_of: date


class Customer(Summary):
    """All that is known about a customer."""

    birth_date: date | None
    gender: str
    postal_code: str
    city: str
    address: str
    zone: str = Field(
        description="The time zone in which the customer is written to, as IANA names it; empty: the house's.",
        examples=["Pacific/Honolulu"],
    )
    keys: list[CustomerKey]
    consents: list[ConsentOut]
    points: int
    figures: Figures | None = Field(description="Null until the figures were computed with this customer.")


class EntryOut(Schema):
    """One thing that happened."""

    name: str = Field(examples=["orders.OrderPlaced"])
    at: datetime
    props: dict[str, object] = Field(description="Depends on the name.")


class EntryPage(Schema):
    """A page of the timeline, the newest first."""

    items: list[EntryOut]
    next: str | None = pages.NEXT


class FieldsIn(Strict):
    """What is known. An empty text says nothing."""

    name: Text = Field(default="", examples=["山田 花子"])
    kana: Text = Field(default="", examples=["ヤマダ ハナコ"])
    birth_date: Day | None = None
    gender: Literal["", "female", "male", "other"] = ""
    postal_code: Text = Field(default="", examples=["100-0001"])
    prefecture: Text = Field(default="", examples=["東京都"])
    city: Text = ""
    address: Text = ""
    rank: Text = ""
    zone: Text = Field(
        default="",
        description="The time zone, as IANA names it. A name that is none says nothing.",
        examples=["Pacific/Honolulu"],
    )


class CustomerIn(Strict):
    """One customer as a source knows it. All identifiers of a record are taken for one person's."""

    identifiers: list[IdentifierIn] = Field(min_length=1, max_length=20)
    fields: FieldsIn = FieldsIn()
    observed_at: Moment | None = Field(
        default=None, description="When the source knew it; now, if not said. The newest counts."
    )
    registered_at: Moment | None = Field(default=None, description="When the customer registered there.")


class CustomerBatch(Strict):
    """Customers to be created or brought up to date."""

    records: list[CustomerIn] = Field(min_length=1, max_length=LARGEST_BATCH)

    model_config = example(
        {
            "identifiers": [{"type": "member_no", "value": "M-0001"}, {"type": "email", "value": "hanako@example.jp"}],
            "fields": {"name": "山田 花子", "kana": "ヤマダ ハナコ", "birth_date": "1990-04-01"},
            "observed_at": "2026-01-31T09:30:00+09:00",
        }
    )
