# SPDX-License-Identifier: Apache-2.0
"""What people would like to have: wish lists, and who wants to know when something is there again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models.products import Variant
from omotenashi.people.customers.models import Node
from omotenashi.places.locations.models import Location


class Wish(models.Model):
    """A variant somebody put aside; taken off again it stays as what was once liked.

    `gone_at` is since when it cannot be had; `seen_amount` what it cost when that was last looked at or told.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, db_index=False)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT)
    wished_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    seen_amount = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "variant"], condition=Q(removed_at=None), name="catalogue_one_wish")
        ]


class RestockRequest(models.Model):
    """Somebody wants to know when a variant can be had again, anywhere or in one shop. Told once.

    `gone_at` is since when it cannot be had; it is none from when it came back.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT)
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["node", "variant", "location"],
                condition=Q(told_at=None, ended_at=None),
                nulls_distinct=False,
                name="catalogue_one_restock_request",
            )
        ]


class Absence(models.Model):
    """Since when a variant can be had nowhere. None any more when it came back: then those who looked meanwhile were told."""

    variant = models.OneToOneField(Variant, primary_key=True, on_delete=models.CASCADE)
    since = models.DateTimeField()
