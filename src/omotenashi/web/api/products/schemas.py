# SPDX-License-Identifier: Apache-2.0
"""Products in JSON. Prices are whole minor units, tax included; an unknown one is null, never 0."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from omotenashi.web.api import pages
from omotenashi.web.api.values import Code, Moment, Options, Strict, TaxRate, Text, Whole, example
from omotenashi.web.api.writing import LARGEST_BATCH


class Variant(Schema):
    """What is scanned and counted."""

    sku: str
    name: str
    barcodes: list[str]
    options: dict[str, object]
    tax_rate: int
    price: int | None
    cost: int | None


class Product(Schema):
    """What a customer looks at, with its variants."""

    id: UUID
    code: str
    name: str
    brand: str
    category: str
    images: list[str]
    published_at: datetime | None
    withdrawn_at: datetime | None
    variants: list[Variant]


class ProductPage(Schema):
    """A page of products in the order in which they became known."""

    items: list[Product]
    next: str | None = pages.NEXT


class ProductIn(Strict):
    """One variant. Variants with one `code` are one product; what is left out is not changed."""

    sku: Code = Field(examples=["SHIRT-S-WHITE"])
    code: Code = Field(examples=["SHIRT"])
    name: Text = Field(default="", examples=["麻のシャツ"])
    variant_name: Text = Field(default="", examples=["S / 白"])
    brand: Text = ""
    category: Text = ""
    images: list[Text] = Field(default_factory=list, max_length=50)
    barcodes: list[Code] = Field(default_factory=list, max_length=20)
    options: Options = Field(default_factory=dict)
    tax_rate: TaxRate = 10
    price: Whole | None = None
    cost: Whole | None = None
    published_at: Moment | None = None
    withdrawn_at: Moment | None = None


class ProductBatch(Strict):
    """Variants to be created or brought up to date."""

    records: list[ProductIn] = Field(min_length=1, max_length=LARGEST_BATCH)

    model_config = example({"sku": "SHIRT-S-WHITE", "code": "SHIRT", "name": "麻のシャツ", "price": 1980})
