# SPDX-License-Identifier: Apache-2.0
"""Pictures of messages, kept by the house, and what members of the staff show of themselves in them."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.people.staff.models import Staff


class Picture(models.Model):
    """A picture by its digest: the same picture twice is one. It is never changed, so that an old mail shows what it showed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    digest = models.CharField(max_length=32, unique=True)
    data = models.BinaryField()
    type = models.CharField(max_length=20)
    width = models.IntegerField()
    height = models.IntegerField()
    alt = models.TextField(default="")
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-made_at"], condition=models.Q(archived_at=None), name="messaging_pictures")
        ]


class StaffCard(models.Model):
    """What somebody of the staff shows of themselves to the customers they look after; without one they are not shown."""

    staff = models.OneToOneField(Staff, primary_key=True, on_delete=models.CASCADE, related_name="+")
    shown_as = models.TextField()
    words = models.TextField(default="")
    picture = models.ForeignKey(Picture, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
