# SPDX-License-Identifier: Apache-2.0
"""Goods on their way from one place to another. A unit in transit belongs to its destination."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.places.locations.models import Location


class Transfer(models.Model):
    """draft → ready → in_transit → partly_received → received; cancelled before it leaves."""

    class State(models.TextChoices):
        DRAFT = "draft"
        READY = "ready"
        IN_TRANSIT = "in_transit"
        PARTLY_RECEIVED = "partly_received"
        RECEIVED = "received"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    source = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    state = models.TextField(choices=State, db_default="draft")
    note = models.TextField(db_default="")
    actor = models.TextField(db_default="")
    drafted_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(source=F("destination")), name="stock_transfer_goes_somewhere"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "ready", "in_transit", "partly_received", "received", "cancelled"]),
                name="stock_transfer_state",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-drafted_at"], name="stock_transfer_list")]


class TransferLine(models.Model):
    """How many were asked for, sent, received whole and received damaged; for whom, when somebody waits for them."""

    id = models.UUIDField(primary_key=True, default=new_id)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT)
    asked = models.IntegerField()
    sent = models.IntegerField(db_default=0)
    received = models.IntegerField(db_default=0)
    damaged = models.IntegerField(db_default=0)
    owner_type = models.TextField(db_default="")
    owner_id = models.TextField(db_default="")
    # The units are promised already (ship to store): these leave, and are promised again where they arrive.
    allocation_id = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(asked__gt=0), name="stock_transfer_of_something"),
            models.CheckConstraint(
                condition=Q(sent__gte=0, received__gte=0, damaged__gte=0), name="stock_transfer_not_negative"
            ),
        ]
