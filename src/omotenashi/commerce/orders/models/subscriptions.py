# SPDX-License-Identifier: Apache-2.0
"""定期: contracts that send something again and again, and what each has sent. What is sent is an order of its own."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.people.customers.models import Node
from omotenashi.places.locations.models import Channel


class Subscription(models.Model):
    """One contract, as a source numbered it. Paused is not ended; what was skipped leaves no delivery."""

    id = models.BigAutoField(primary_key=True)
    origin = models.TextField()
    number = models.TextField()
    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, db_index=False)
    medium = models.TextField(default="")
    product = models.TextField()
    every_days = models.IntegerField()
    began_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(default="")
    changed_in = models.BigIntegerField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "number"], name="orders_one_subscription"),
            models.CheckConstraint(condition=Q(every_days__gt=0), name="orders_subscription_sends"),
        ]


class Delivery(models.Model):
    """The n-th thing that a contract sent, and the order that it was."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    cycle = models.IntegerField()
    shipped_at = models.DateTimeField()
    order_number = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "cycle"], name="orders_one_delivery"),
            models.CheckConstraint(condition=Q(cycle__gt=0), name="orders_cycles_from_one"),
        ]
