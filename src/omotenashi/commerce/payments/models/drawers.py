# SPDX-License-Identifier: Apache-2.0
"""The cash drawer of a till: one shift at a time (開局 to 精算), and every coin that came or went."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.places.locations.models import Location


class Shift(models.Model):
    """A terminal between 開局 and 精算. Counts are numbers of coins and notes by face value."""

    id = models.UUIDField(primary_key=True, default=new_id)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    terminal = models.TextField()
    number = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opening = models.JSONField()
    opening_amount = models.BigIntegerField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    counted = models.JSONField(null=True)
    counted_amount = models.BigIntegerField(null=True)
    expected_amount = models.BigIntegerField(null=True)
    difference = models.BigIntegerField(null=True)
    note = models.TextField(default="")
    open_key = models.TextField(unique=True)
    close_key = models.TextField(null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["location", "terminal"], condition=models.Q(closed_at=None), name="payments_one_open_shift"
            ),
            models.UniqueConstraint(fields=["location", "terminal", "number"], name="payments_one_shift_number"),
            models.CheckConstraint(
                condition=models.Q(closed_at=None)
                | models.Q(counted_amount=models.F("expected_amount") + models.F("difference")),
                name="payments_shift_adds_up",
            ),
        ]


class CashEntry(models.Model):
    """Cash that came into a drawer or left it. The entries of a closed shift sum to what was counted. Append-only."""

    class Kind(models.TextChoices):
        OPENING = "opening"
        SALE = "sale"
        REFUND = "refund"
        PAY_IN = "pay_in"
        PAY_OUT = "pay_out"
        DIFFERENCE = "difference"

    id = models.UUIDField(primary_key=True, default=new_id)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    amount = models.BigIntegerField()
    reason = models.TextField(default="")
    ref = models.UUIDField(null=True)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.TextField(unique=True)
