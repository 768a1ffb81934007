# SPDX-License-Identifier: Apache-2.0
"""Who was erased, when and by whom: the tombstone of a person's id."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from omotenashi.base.ids import new_id


class Erasure(models.Model):
    """One erased person. `traces` is what must be found everywhere; it is dropped when everybody has looked.

    `emptied` counts the rows by table; nothing of what stood in them is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person_id = models.UUIDField(unique=True)
    node_ids = ArrayField(models.UUIDField())
    erased_at = models.DateTimeField()
    erased_by = models.TextField()
    reason = models.TextField(blank=True)
    traces = models.JSONField(default=list)
    emptied = models.JSONField(default=dict)
    swept_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-erased_at", "id"]
