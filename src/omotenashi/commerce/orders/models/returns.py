# SPDX-License-Identifier: Apache-2.0
"""Goods that came back, and receipts that members claimed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.orders.models.orders import Order, OrderLine
from omotenashi.people.customers.models import Node
from omotenashi.places.locations.models import Channel, Location


class Return(models.Model):
    """Goods that came back. `order` is unknown where the source did not say it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    seq = models.BigIntegerField(unique=True)
    key = models.TextField(null=True)
    origin = models.TextField()
    number = models.TextField()
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="returns")
    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT)
    returned_at = models.DateTimeField()
    amount = models.BigIntegerField()
    tax = models.BigIntegerField(default=0)
    cost = models.BigIntegerField(default=0)
    country = models.TextField(default="")
    content = models.BinaryField(max_length=16)
    recorded_at = models.DateTimeField(db_default=Now())
    changed_in = models.BigIntegerField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "number"], name="orders_one_return_number"),
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="orders_one_return_key"),
        ]


class ReturnLine(models.Model):
    """One line of a return; quantity and amount are positive.

    `order_line` is known where we took it back ourselves (`actions.taking_back`); then the shares of discount, coupon
    and points that go back with it are kept, too.
    """

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines", db_index=False)
    key = models.TextField()
    variant = models.ForeignKey(Variant, null=True, on_delete=models.PROTECT, db_constraint=False)
    sku = models.TextField()
    name = models.TextField(default="")
    quantity = models.IntegerField()
    unit_price = models.DecimalField(max_digits=18, decimal_places=4)
    amount = models.BigIntegerField()
    order_line = models.ForeignKey(
        OrderLine, null=True, on_delete=models.PROTECT, related_name="back", db_index=False, db_constraint=False
    )
    discount = models.BigIntegerField(default=0, db_default=0)
    coupon = models.BigIntegerField(default=0, db_default=0)
    points = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "key"], name="orders_one_return_line_key")]
        indexes: ClassVar = [
            models.Index(fields=["order_line"], condition=Q(order_line__isnull=False), name="orders_back_of_line")
        ]


class ClaimTry(models.Model):
    """A member's try to claim a receipt: wrong ones are counted, and those that another holds are a case for staff."""

    at = models.DateTimeField()
    member = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="claims")
    outcome = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member", "-at"], name="orders_claims_of_member")]
