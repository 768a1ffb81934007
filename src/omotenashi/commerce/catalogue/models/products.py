# SPDX-License-Identifier: Apache-2.0
"""Products and the variants that are sold."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from omotenashi.base.ids import new_id


class Product(models.Model):
    """What a customer looks at: a name with one or more variants."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    name = models.TextField(default="")
    brand = models.TextField(default="")
    category = models.TextField(default="")
    images = ArrayField(models.TextField(), default=list)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    tokens = ArrayField(models.TextField(), default=list)
    # The words of the tokens as one text, the name first: a hit is checked and ranked by it.
    folded = models.TextField(default="", db_default="")
    changed_in = models.BigIntegerField(db_index=True)

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["tokens"], name="catalogue_product_tokens")]

    def __str__(self) -> str:
        return self.name or self.code


class Variant(models.Model):
    """What is scanned and counted. Prices are minor units, tax included; unknown is null, never 0.

    `price` is what holds where no price list says another (`queries.prices_of`).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="variants")
    sku = models.TextField(unique=True)
    name = models.TextField(default="")
    barcodes = ArrayField(models.TextField(), default=list)
    options = models.JSONField(default=dict)
    tax_rate = models.IntegerField(default=10)
    price = models.BigIntegerField(null=True)
    cost = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["barcodes"], name="catalogue_variant_barcodes")]

    def __str__(self) -> str:
        return f"{self.product} {self.name}".strip()
