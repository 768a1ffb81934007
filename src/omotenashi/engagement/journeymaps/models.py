# SPDX-License-Identifier: Apache-2.0
"""Maps as they are, and as they were. They speak of customers in general and hold nobody's data."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.people.staff.models import Staff


class JourneyMap(models.Model):
    """A map by its name. `body` holds stages, channels and cells (see rules); `revision` counts its changes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    name = models.TextField()
    persona = models.TextField(default="", blank=True)
    made_from = models.TextField(default="")
    body = models.JSONField(default=dict)
    revision = models.IntegerField(default=1)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-changed_at"], condition=models.Q(archived_at=None), name="journeymaps_open")
        ]

    def __str__(self) -> str:
        return self.name


class MapEdit(models.Model):
    """What a map was before a change: by whom, when, and which part it was. Append-only but for its oldest."""

    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="edits", db_index=False)
    revision = models.IntegerField()
    what = models.TextField()
    name = models.TextField()
    persona = models.TextField(default="", blank=True)
    body = models.JSONField()
    by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["map", "revision"], name="journeymaps_one_revision")]
