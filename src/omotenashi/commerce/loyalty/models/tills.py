# SPDX-License-Identifier: Apache-2.0
"""What a till may let people spend while it is offline, and what then turned out to be too much."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import Node


class TillReserve(models.Model):
    """What the retailer has set aside for tills without a line: the sum of all open permissions. One row."""

    only = models.BooleanField(primary_key=True, default=True)
    held = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(only=True), name="loyalty_one_reserve"),
            models.CheckConstraint(condition=Q(held__gte=0), name="loyalty_reserve_not_negative"),
        ]


class TillAllowance(models.Model):
    """A signed permission for one terminal: so much per customer, so much in all, until then. `used` is a fact.

    Until it is closed its total is held in the reserve: the till has told all its sales, or was silent for too long.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    terminal = models.TextField()
    kind = models.CharField(max_length=12, default="free_points")
    per_customer = models.BigIntegerField()
    total = models.BigIntegerField()
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    signature = models.TextField()
    used = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["terminal", "-issued_at"], name="loyalty_allowances_of_till")]


class Overdraft(models.Model):
    """Points a till gave out offline that were not there: a receivable with its mark, once per key of the till."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    allowance = models.ForeignKey(TillAllowance, null=True, on_delete=models.PROTECT, related_name="overdrafts")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    terminal = models.TextField()
    asked = models.BigIntegerField()
    amount = models.BigIntegerField()
    marks = models.JSONField(default=list)
    happened_at = models.DateTimeField()
    booked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0, asked__gt=0), name="loyalty_overdraft_positive")
        ]
