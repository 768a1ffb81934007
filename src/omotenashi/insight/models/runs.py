# SPDX-License-Identifier: Apache-2.0
"""One refresh of the lake, and what every run of a model that is made every night tells."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from omotenashi.base.ids import new_id


class Run(models.Model):
    """One refresh of the lake and the scores."""

    id = models.UUIDField(primary_key=True, default=new_id)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    version = models.IntegerField(null=True)
    rows = models.BigIntegerField(default=0)
    months = models.IntegerField(default=0)
    error = models.TextField(default="")

    class Meta:
        ordering: ClassVar = ["-started_at"]


class ModelRun(models.Model):
    """One run of a model that is made every night: how far it is or how it ended, and what it tells (`told`).

    The newest that came to its end is the one that is shown; what is kept of it carries its `version`.
    """

    version = models.AutoField(primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    error = models.TextField(default="")
    stage = models.TextField(default="")
    done = models.IntegerField(default=0)
    steps = models.IntegerField(default=0)
    as_of = models.DateField(null=True)
    told = models.JSONField(default=dict)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-version"]

    @property
    def is_over(self) -> bool:
        """Whether it came to its end, failed or was cancelled."""
        return bool(self.finished_at or self.failed_at or self.cancelled_at)
