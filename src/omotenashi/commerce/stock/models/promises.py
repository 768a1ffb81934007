# SPDX-License-Identifier: Apache-2.0
"""What is promised of a level: held for a while, sold and not yet taken out, or promised and missing.

Owners stand on higher floors, so they are plain words (`owner_type`, `owner_id`). Rows are written by functions of the
database that hold the level's lock (migration 0004), which is why the references need no check of their own: a
promise is made on a level, and the level's references are checked. On a hot variant that check would be a second queue.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.places.locations.models import Location


class Reservation(models.Model):
    """Units held for somebody until a moment: held → converted | released | expired."""

    class Kind(models.TextChoices):
        CART = "cart"
        PAYMENT = "payment"
        TRY_ON = "try_on"
        STAFF = "staff"

    class State(models.TextChoices):
        HELD = "held"
        CONVERTED = "converted"
        RELEASED = "released"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.TextField(choices=Kind)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    quantity = models.IntegerField()
    state = models.TextField(choices=State, db_default="held")
    expires_at = models.DateTimeField()
    owner_type = models.TextField()
    owner_id = models.TextField()
    key = models.TextField()
    line = models.IntegerField()
    held_at = models.DateTimeField()
    converted_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "line"], name="stock_each_reservation_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_reservation_of_something"),
            models.CheckConstraint(
                condition=Q(kind__in=["cart", "payment", "try_on", "staff"]), name="stock_reservation_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "converted", "released", "expired"]), name="stock_reservation_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], name="stock_reservation_due", condition=Q(state="held")),
            models.Index(fields=["variant", "location"], name="stock_reservation_held", condition=Q(state="held")),
            models.Index(fields=["owner_id", "owner_type"], name="stock_reservation_owner"),
        ]


class Allocation(models.Model):
    """Units sold and still here: open → picked → taken_out | released. The owner is a line of an order or transfer."""

    class State(models.TextChoices):
        OPEN = "open"
        PICKED = "picked"
        TAKEN_OUT = "taken_out"
        RELEASED = "released"

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    quantity = models.IntegerField()
    state = models.TextField(choices=State, db_default="open")
    owner_type = models.TextField()
    owner_id = models.TextField()
    reservation = models.ForeignKey(
        Reservation, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    key = models.TextField()
    line = models.IntegerField()
    opened_at = models.DateTimeField()
    picked_at = models.DateTimeField(null=True)
    taken_out_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "line"], name="stock_each_allocation_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_allocation_of_something"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "picked", "taken_out", "released"]), name="stock_allocation_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["variant", "location"], name="stock_allocation_open", condition=Q(state__in=["open", "picked"])
            ),
            models.Index(fields=["owner_id", "owner_type"], name="stock_allocation_owner"),
        ]


class Shortage(models.Model):
    """Units that were promised and are not there. `remaining` falls as they are found, re-sourced or refunded."""

    class Resolution(models.TextChoices):
        RESOURCED = "resourced"
        REFUNDED = "refunded"
        FOUND = "found"
        BACKORDERED = "backordered"
        YIELDED = "yielded"

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    quantity = models.IntegerField()
    remaining = models.IntegerField()
    # What opened it: the key of the sale, the count or the transfer.
    cause = models.TextField(db_default="")
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolution = models.TextField(choices=Resolution, db_default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(remaining__gte=0, quantity__gt=0), name="stock_shortage_of_something"),
            models.CheckConstraint(
                condition=Q(remaining=0, resolved_at__isnull=False) | Q(remaining__gt=0, resolved_at__isnull=True),
                name="stock_shortage_open_or_resolved",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["variant", "location", "id"], name="stock_shortage_open", condition=Q(remaining__gt=0))
        ]
