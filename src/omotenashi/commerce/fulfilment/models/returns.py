# SPDX-License-Identifier: Apache-2.0
"""Goods that somebody wants to give back: asked for, brought to any place, looked at, and settled.

The return in the book (orders.Return) is written when it is settled; this is the way there.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.fulfilment.rules.returns import BUCKETS
from omotenashi.commerce.fulfilment.rules.states import RETURN_STATES
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.places.locations.models import Location


class GoodsReturn(models.Model):
    """requested → approved → received → inspected → resolved; declined, withdrawn. `location` is where it was received."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.TextField(default="requested")
    reason = models.TextField(default="")
    note = models.TextField(default="")
    requested_by = models.TextField(default="")
    requested_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    inspected_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    return_id = models.UUIDField(null=True)
    number = models.TextField(default="")
    amount = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    points_back = models.BigIntegerField(default=0)
    points_taken = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(state__in=RETURN_STATES), name="fulfilment_return")]
        indexes: ClassVar = [models.Index(fields=["state", "requested_at"], name="fulfilment_returns_open")]


class GoodsReturnLine(models.Model):
    """So many pieces of an order line are to come back; `received` of them came, and lie in `bucket` afterwards."""

    of = models.ForeignKey(GoodsReturn, on_delete=models.PROTECT, related_name="lines")
    # Without a check in the database: what a source recorded it may take back (orders.actions.records).
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    quantity = models.IntegerField()
    received = models.IntegerField(default=0)
    bucket = models.TextField(default="")
    note = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "order_line"], name="fulfilment_one_return_line"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, received__gte=0, received__lte=F("quantity")),
                name="fulfilment_received_asked",
            ),
            models.CheckConstraint(condition=Q(bucket__in=["", *BUCKETS]), name="fulfilment_return_bucket"),
        ]
