# SPDX-License-Identifier: Apache-2.0
"""What one place does for one order, with a moment for each state, and the journal of it.

`rules/states.py` says what may follow what. The goods are promised by allocations of the stock app: a line names its
allocation, and an allocation belongs to one line.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.fulfilment.rules.states import KINDS, STATES
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.stock.models import Allocation
from omotenashi.places.locations.models import Location


class Fulfilment(models.Model):
    """A parcel, or goods kept at a counter. `due_at` is when it is to be ready or sent, `collect_by` how long it waits.

    Of the codes only hashes are kept: `code_hash` is the customer's, `proxy_hash` the one for somebody who comes in
    their place. `tries` counts wrong codes, `issue` how often a new one was made. `unserved_at`: nobody has the goods;
    `settled_at`: they were paid back.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="fulfilments")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", db_index=False)
    destination = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    state = models.TextField(default="planned")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    due_at = models.DateTimeField()
    collect_by = models.DateTimeField(null=True)
    planned_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    rejected_at = models.DateTimeField(null=True)
    picking_at = models.DateTimeField(null=True)
    packed_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    collected_at = models.DateTimeField(null=True)
    no_show_at = models.DateTimeField(null=True)
    returned_to_stock_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    code_hash = models.BinaryField(max_length=32, null=True)
    issue = models.IntegerField(default=0)
    proxy_hash = models.BinaryField(max_length=32, null=True)
    proxy_until = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    handed_to = models.TextField(default="")
    carrier = models.TextField(default="")
    tracking = models.TextField(default="")
    transfer_id = models.UUIDField(null=True)
    unserved_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="fulfilment_kind"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="fulfilment_state"),
            models.CheckConstraint(
                condition=Q(kind="ship_to_store", destination__isnull=False) | ~Q(kind="ship_to_store"),
                name="fulfilment_goes_somewhere",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["location", "due_at"],
                condition=Q(state__in=["planned", "accepted", "picking", "packed", "ready"]),
                name="fulfilment_board",
            ),
            models.Index(fields=["collect_by"], condition=Q(state="ready"), name="fulfilment_waiting"),
        ]


class FulfilmentLine(models.Model):
    """Pieces of one order line (`line` is its uid). What is cancelled leaves `quantity`; `unserved` nobody could serve."""

    id = models.UUIDField(primary_key=True, default=new_id)
    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.PROTECT, related_name="lines")
    line = models.UUIDField(db_index=True)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    allocation = models.OneToOneField(Allocation, on_delete=models.PROTECT, related_name="+")
    planned = models.IntegerField()
    quantity = models.IntegerField()
    unserved = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(planned__gt=0, quantity__gte=0, quantity__lte=F("planned"), unserved__gte=0),
                name="fulfilment_line_counts",
            )
        ]


class Step(models.Model):
    """One thing that was done for a fulfilment, a try-on or a return. Append-only, by a trigger; a key counts once."""

    subject_id = models.UUIDField()
    kind = models.TextField()
    at = models.DateTimeField()
    actor = models.TextField(default="")
    key = models.TextField(unique=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_id", "id"], name="fulfilment_steps")]
