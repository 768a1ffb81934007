# SPDX-License-Identifier: Apache-2.0
"""Goods laid aside in a shop to be tried on: unpaid, a few pieces, for a few days."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.fulfilment.rules.states import TRY_ON_STATES
from omotenashi.people.customers.models import Node
from omotenashi.places.locations.models import Location


class TryOnHold(models.Model):
    """requested → confirmed → ready → visited → closed; declined, no_show, expired, cancelled.

    `name` and `phone` are whom the shop expects, as typed: they are said of nobody and go with the person.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    state = models.TextField(default="requested")
    reason = models.TextField(default="")
    name = models.TextField(default="", db_default="")
    phone = models.TextField(default="", db_default="")
    expires_at = models.DateTimeField()
    requested_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    visited_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    no_show_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(state__in=TRY_ON_STATES), name="fulfilment_try_on")]
        indexes: ClassVar = [
            models.Index(
                fields=["location", "expires_at"],
                condition=Q(state__in=["requested", "confirmed", "ready", "visited"]),
                name="fulfilment_try_ons_open",
            )
        ]


class TryOnLine(models.Model):
    """Pieces of a variant that were laid aside; `bought` of them were bought at the till afterwards."""

    hold = models.ForeignKey(TryOnHold, on_delete=models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField()
    bought = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hold", "variant"], name="fulfilment_one_try_on_line"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, bought__gte=0, bought__lte=F("quantity")), name="fulfilment_bought_held"
            ),
        ]
