# SPDX-License-Identifier: Apache-2.0
"""Orders and their lines.

Amounts are whole minor units, tax included. `returned_*` on an order are projections of the returns that name it.
`content` is a digest of what the source said, so that the same words change nothing. `changed_in` is the
transaction of the last change, kept by a trigger; the lake reads along it.

An order that was made here (`actions.placing.create`) has a `key`; its lines have a `uid`. What a source recorded has
neither, and costs nothing for it: the indexes on them are partial.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.people.customers.models import Node
from omotenashi.places.locations.models import Channel, Location


class Order(models.Model):
    """One order or one sale at the till, as a source numbered it. One moment per state: placed, confirmed, completed.

    What is to be paid is `goods_total + shipping_total`; points are one of the ways to pay it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    seq = models.BigIntegerField(unique=True)
    key = models.TextField(null=True)
    origin = models.TextField()
    number = models.TextField()
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, db_index=False)
    currency = models.CharField(max_length=3)
    placed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    goods_total = models.BigIntegerField()
    discount_total = models.BigIntegerField(default=0)
    coupon_total = models.BigIntegerField(default=0)
    shipping_total = models.BigIntegerField(default=0)
    shipping_rate = models.IntegerField(default=10, db_default=10)
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
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "number"], name="orders_one_number"),
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="orders_one_key"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["node", "-placed_at"], name="orders_of_node"),
            models.Index(fields=["-placed_at", "id"], name="orders_newest"),
            models.Index(fields=["number"], name="orders_by_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def payable(self) -> int:
        """What is to be paid."""
        return self.goods_total + self.shipping_total


class OrderLine(models.Model):
    """One line of an order. `unit_price` is exact, in minor units, for prices below one (0.001 pounds).

    `quantity` and the amounts are what is still wanted; `cancelled` pieces have left them. `handed` of them were
    handed over or given to a carrier, `returned` of these came back.
    """

    class Kind(models.TextChoices):
        GOODS = "goods"
        SHIPPING = "shipping"
        GIFT = "gift"

    class Mode(models.TextChoices):
        CARRY_OUT = "carry_out"
        SHIP = "ship"
        PICKUP = "pickup"
        TRY_ON = "try_on"
        ORDER_IN = "order_in"

    # Lines are written by one statement that takes the order's id from the order itself (actions/records.py). A check
    # per line in the database would cost as much again as writing them: 7 of 35 s for 541,909 lines.
    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="lines", db_index=False, db_constraint=False
    )
    uid = models.UUIDField(null=True)
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
    points = models.BigIntegerField(default=0, db_default=0)
    tax_rate = models.IntegerField(default=10)
    cost = models.BigIntegerField(default=0)
    mode = models.CharField(max_length=10, choices=Mode, default="", db_default="")
    # Where the customer wants it from; where it really comes from is sourcing's decision.
    wish = models.ForeignKey(
        Location, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    cancelled = models.IntegerField(default=0, db_default=0)
    handed = models.IntegerField(default=0, db_default=0)
    returned = models.IntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "key"], name="orders_one_line_key"),
            models.UniqueConstraint(fields=["uid"], condition=Q(uid__isnull=False), name="orders_one_line_uid"),
            # Lines that a source recorded may be negative, and nobody said what was handed over.
            models.CheckConstraint(
                condition=Q(uid__isnull=True)
                | Q(
                    quantity__gte=0,
                    cancelled__gte=0,
                    returned__gte=0,
                    handed__lte=F("quantity"),
                    returned__lte=F("handed"),
                ),
                name="orders_returned_handed_ordered",
            ),
        ]
