# SPDX-License-Identifier: Apache-2.0
"""What happened to an order, and who is credited with it. Both are append-only, by a trigger."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.orders.models.orders import Order, OrderLine
from omotenashi.commerce.orders.models.returns import Return
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location


class LogEntry(models.Model):
    """One thing that happened to an order. `actor` is who did it (`staff:…`, `member`, `job`), `data` plain values."""

    class Kind(models.TextChoices):
        PLACED = "placed"
        CONFIRMED = "confirmed"
        HANDED_OVER = "handed_over"
        COMPLETED = "completed"
        CANCELLED = "cancelled"
        LINES_CANCELLED = "lines_cancelled"
        TAKEN_BACK = "taken_back"
        DOCUMENT_ISSUED = "document_issued"
        CHANGED = "changed"
        NOTED = "noted"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="log", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind)
    actor = models.TextField(default="")
    data = models.JSONField(default=dict)
    key = models.TextField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="orders_one_log_key")
        ]
        indexes: ClassVar = [models.Index(fields=["order", "id"], name="orders_log_of_order")]


class Attribution(models.Model):
    """The share of a line's sale that staff, a shop or a channel is credited with; a return writes a negative row.

    `share` is in hundredths of a percent: those of a line sum to 10,000. `amount` is the share in minor units, exact.
    """

    class Touch(models.TextChoices):
        TILL = "till"
        STYLING = "styling"
        CHAT = "chat"
        LINK = "link"
        STORE_QR = "store_qr"
        CALL = "call"
        WEB = "web"

    # In the evidence of a row that takes a share from one sender for another: no customer brought that back.
    PASSED_ON: ClassVar = "passed_on"

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="credits", db_index=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="credits")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, db_index=False)
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, db_index=False)
    touch = models.CharField(max_length=10, choices=Touch)
    share = models.IntegerField()
    quantity = models.IntegerField()
    amount = models.BigIntegerField()
    evidence = models.JSONField(default=dict)
    window_days = models.IntegerField(null=True)
    at = models.DateTimeField()
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reversals")
    because = models.ForeignKey(Return, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=10_000), name="orders_share_of_a_whole"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, quantity__gte=0) | Q(reverses__isnull=False, quantity__lte=0),
                name="orders_reversal_is_negative",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["order"], name="orders_credits_of_order"),
            models.Index(fields=["staff", "-at"], name="orders_credits_of_staff"),
            models.Index(fields=["location", "-at"], name="orders_credits_of_place"),
            models.Index(fields=["at", "id"], name="orders_credits_by_time"),
        ]
