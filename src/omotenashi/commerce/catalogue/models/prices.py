# SPDX-License-Identifier: Apache-2.0
"""Prices by list, channel, group, quantity and period. A price is a fact about a period; its past is never rewritten."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models.products import Variant
from omotenashi.places.locations.models import Channel


class PriceList(models.Model):
    """Whom and when a set of prices concerns. Without a channel: every channel; without a group: everybody.

    Where several lists hold, the highest `priority` says the price.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    name = models.TextField(default="")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT)
    customer_group = models.TextField(default="", db_default="")
    currency = models.CharField(max_length=3, default="JPY")
    tax_included = models.BooleanField(default=True)
    valid = DateTimeRangeField(null=True)
    priority = models.IntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-priority", "code"]

    def __str__(self) -> str:
        return self.name or self.code


class PriceSlot(models.Model):
    """The place of a price: a variant in a list, from a quantity on. Its number is what an exclusion can compare."""

    id = models.BigAutoField(primary_key=True)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, db_index=False)
    list = models.ForeignKey(PriceList, on_delete=models.PROTECT)
    min_quantity = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["variant", "list", "min_quantity"], name="catalogue_one_slot"),
            models.CheckConstraint(condition=Q(min_quantity__gte=1), name="catalogue_slot_of_some"),
        ]


class Price(models.Model):
    """What a slot costs in a period, in minor units. Two periods of one slot never overlap: the database says so."""

    slot = models.ForeignKey(PriceSlot, on_delete=models.CASCADE, related_name="prices")
    amount = models.BigIntegerField()
    valid = DateTimeRangeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="catalogue_price_not_negative"),
            # As a range of one number, so that no extension is needed beside the core's range operators.
            ExclusionConstraint(
                name="catalogue_one_price_at_a_time",
                expressions=[
                    (Func(F("slot"), F("slot"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]
