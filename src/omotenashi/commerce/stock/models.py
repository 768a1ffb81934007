# SPDX-License-Identifier: Apache-2.0
"""Stock: an append-only ledger of movements and the level that is their sum."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.places.locations.models import Location


class Movement(models.Model):
    """Goods that came, went or were found. Append-only, by a trigger."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    delta = models.IntegerField()
    reason = models.TextField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    source = models.TextField()
    source_key = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "source_key"], name="stock_each_movement_once")
        ]
        indexes: ClassVar = [models.Index(fields=["variant", "location", "-occurred_at"], name="stock_movement_of")]


class StockLevel(models.Model):
    """What lies where: the sum of the movements, never below zero."""

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="levels")
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    on_hand = models.IntegerField(default=0)
    last_counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["variant", "location"], name="stock_one_level"),
            models.CheckConstraint(condition=models.Q(on_hand__gte=0), name="stock_never_negative"),
        ]
