# SPDX-License-Identifier: Apache-2.0
"""The record of what was bought and what came back.

Amounts are whole minor units, tax included. `returned_*` on an order are projections of the returns that name it.
`content` is a digest of what the source said, so that the same words change nothing. `changed_in` is the
transaction of the last change, kept by a trigger; the lake reads along it.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.people.customers.models import Node
from omotenashi.places.locations.models import Channel, Location


class Order(models.Model):
    """One order or one sale at the till, as a source numbered it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    seq = models.BigIntegerField(unique=True)
    origin = models.TextField()
    number = models.TextField()
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, db_index=False)
    currency = models.CharField(max_length=3)
    placed_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    goods_total = models.BigIntegerField()
    discount_total = models.BigIntegerField(default=0)
    coupon_total = models.BigIntegerField(default=0)
    shipping_total = models.BigIntegerField(default=0)
    tax_total = models.BigIntegerField(default=0)
    cost_total = models.BigIntegerField(default=0)
    points_used = models.BigIntegerField(default=0)
    returned_total = models.BigIntegerField(default=0)
    returned_tax = models.BigIntegerField(default=0)
    returned_cost = models.BigIntegerField(default=0)
    line_count = models.IntegerField(default=0)
    medium = models.TextField(default="")
    country = models.TextField(default="")
    content = models.BinaryField(max_length=16)
    recorded_at = models.DateTimeField(db_default=Now())
    changed_in = models.BigIntegerField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["origin", "number"], name="orders_one_number")]
        indexes: ClassVar = [
            models.Index(fields=["node", "-placed_at"], name="orders_of_node"),
            models.Index(fields=["-placed_at", "id"], name="orders_newest"),
            models.Index(fields=["number"], name="orders_by_number"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One line of an order. `unit_price` is exact, in minor units, for prices below one (0.001 pounds)."""

    class Kind(models.TextChoices):
        GOODS = "goods"
        SHIPPING = "shipping"
        GIFT = "gift"

    # Lines are written by one statement that takes the order's id from the order itself (actions/records.py). A check
    # per line in the database would cost as much again as writing them: 7 of 35 s for 541,909 lines.
    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="lines", db_index=False, db_constraint=False
    )
    key = models.TextField()
    # `sku` is what was said; the variant is looked up from it, so the database need not look a second time per line.
    variant = models.ForeignKey(Variant, null=True, on_delete=models.PROTECT, db_constraint=False)
    sku = models.TextField()
    name = models.TextField(default="")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.GOODS)
    quantity = models.IntegerField()
    unit_price = models.DecimalField(max_digits=18, decimal_places=4)
    amount = models.BigIntegerField()
    discount = models.BigIntegerField(default=0)
    coupon = models.BigIntegerField(default=0)
    tax_rate = models.IntegerField(default=10)
    cost = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "key"], name="orders_one_line_key")]


class Return(models.Model):
    """Goods that came back. `order` is unknown where the source did not say it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    seq = models.BigIntegerField(unique=True)
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
        constraints: ClassVar = [models.UniqueConstraint(fields=["origin", "number"], name="orders_one_return_number")]


class ReturnLine(models.Model):
    """One line of a return; quantity and amount are positive."""

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines", db_index=False)
    key = models.TextField()
    variant = models.ForeignKey(Variant, null=True, on_delete=models.PROTECT, db_constraint=False)
    sku = models.TextField()
    name = models.TextField(default="")
    quantity = models.IntegerField()
    unit_price = models.DecimalField(max_digits=18, decimal_places=4)
    amount = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "key"], name="orders_one_return_line_key")]


class ClaimTry(models.Model):
    """A member's try to claim a receipt: wrong ones are counted, and those that another holds are a case for staff."""

    at = models.DateTimeField()
    member = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="claims")
    outcome = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member", "-at"], name="orders_claims_of_member")]
