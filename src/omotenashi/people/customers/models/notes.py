# SPDX-License-Identifier: Apache-2.0
"""What staff wrote about a customer: notes, when somebody wants to come again, and corrections of a field.

All hang on nodes, so a merge unites them and its undoing takes them apart. Nothing is removed: a note that was
deleted can be restored, an edit keeps what stood there before.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models.identity import Node
from omotenashi.people.customers.models.profiles import FieldValue
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location


class Note(models.Model):
    """A note. `roles` says who may read it; empty means everybody who may open the record."""

    id = models.UUIDField(primary_key=True, default=new_id)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    roles = ArrayField(models.TextField(), default=list)
    written_at = models.DateTimeField()
    pinned_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)


class NoteEdit(models.Model):
    """What a note said before somebody changed it."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="edits")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    roles = ArrayField(models.TextField(), default=list)


class VisitPlan(models.Model):
    """A next visit: the day, the shop, and what for."""

    id = models.UUIDField(primary_key=True, default=new_id)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    on_date = models.DateField()
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField(default="")
    planned_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["on_date"], name="customers_visits_ahead")]


class Correction(models.Model):
    """Why somebody corrected a field: the field value of source `staff` that followed, and the reason given."""

    value = models.OneToOneField(FieldValue, primary_key=True, on_delete=models.CASCADE, related_name="correction")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
