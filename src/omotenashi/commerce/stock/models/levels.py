# SPDX-License-Identifier: Apache-2.0
"""What moved, and what lies where because of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.places.locations.models import Location


class Movement(models.Model):
    """Goods that came, went or were found. Append-only, by a trigger. Rows of one act share `act`."""

    class Bucket(models.TextChoices):
        ON_HAND = "on_hand"
        DAMAGED = "damaged"
        DISPLAY = "display"
        IN_TRANSIT = "in_transit"

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    bucket = models.TextField(db_default="on_hand")
    delta = models.IntegerField()
    reason = models.TextField()
    act = models.UUIDField(null=True)
    ref = models.TextField(db_default="")
    actor = models.TextField(db_default="")
    device = models.TextField(db_default="")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    source = models.TextField()
    source_key = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "source_key"], name="stock_each_movement_once"),
            models.CheckConstraint(
                condition=Q(bucket__in=["on_hand", "damaged", "display", "in_transit"]), name="stock_known_bucket"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["variant", "location", "-occurred_at"], name="stock_movement_of")]


class StockLevel(models.Model):
    """What lies where: each bucket the sum of its movements, and what is promised of it; nothing below zero.

    `short` is what was promised and is not there; rows of Shortage explain it. `confidence` says how far the book is
    believed (rules/confidence.py), `doubt` what spoke against it since the last count, `count_wanted_at` since when somebody
    should look.
    """

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="levels")
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    on_hand = models.IntegerField(default=0, db_default=0)
    damaged = models.IntegerField(db_default=0)
    display = models.IntegerField(db_default=0)
    in_transit = models.IntegerField(db_default=0)
    reserved = models.IntegerField(db_default=0)
    allocated = models.IntegerField(db_default=0)
    short = models.IntegerField(db_default=0)
    backorder_limit = models.IntegerField(db_default=0)
    version = models.IntegerField(db_default=0)
    last_counted_at = models.DateTimeField(null=True)
    confidence = models.IntegerField(db_default=95)
    doubt = models.IntegerField(db_default=0)
    count_wanted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["variant", "location"], name="stock_one_level"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stock_never_negative"),
            models.CheckConstraint(
                condition=Q(damaged__gte=0, display__gte=0, in_transit__gte=0), name="stock_no_bucket_negative"
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, allocated__gte=0, short__gte=0, backorder_limit__gte=0),
                name="stock_no_promise_negative",
            ),
            models.CheckConstraint(
                condition=Q(reserved__lte=F("on_hand") + F("short") + F("backorder_limit") - F("allocated")),
                name="stock_no_oversell",
            ),
            models.CheckConstraint(condition=Q(confidence__range=(0, 100)), name="stock_confidence_in_percent"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["location"], name="stock_level_to_count", condition=Q(count_wanted_at__isnull=False)),
        ]
