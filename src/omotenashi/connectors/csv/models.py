# SPDX-License-Identifier: Apache-2.0
"""What was imported, what was refused and why, and how each layout of files is read."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from omotenashi.base.ids import new_id


class Run(models.Model):
    """One file that somebody brought. Moments tell how far it came; counts are set with the import itself."""

    id = models.UUIDField(primary_key=True, default=new_id)
    file_name = models.TextField()
    file_hash = models.CharField(max_length=64)
    file_size = models.BigIntegerField()
    choices = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    previewed_at = models.DateTimeField(null=True)
    preview = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.JSONField(default=dict)
    rows_read = models.BigIntegerField(default=0)
    rows_created = models.BigIntegerField(default=0)
    rows_updated = models.BigIntegerField(default=0)
    rows_unchanged = models.BigIntegerField(default=0)
    rows_refused = models.BigIntegerField(default=0)
    made = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    # The transaction that brought the data: what still carries its number, nobody has changed since.
    made_in = models.BigIntegerField(null=True)
    numbers_failed_at = models.DateTimeField(null=True)
    undo_plan = models.JSONField(default=dict)
    undo_started_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone = models.JSONField(default=dict)
    replays = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="replayed_by")

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="csv_run_adds_up",
                condition=models.Q(finished_at=None)
                | models.Q(
                    rows_read=models.F("rows_created")
                    + models.F("rows_updated")
                    + models.F("rows_unchanged")
                    + models.F("rows_refused")
                ),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_finished(self) -> bool:
        """Whether its data are in."""
        return self.finished_at is not None

    @property
    def is_running(self) -> bool:
        """Whether somebody started it and no end is known."""
        return self.started_at is not None and self.finished_at is None and self.failed_at is None

    @property
    def is_being_undone(self) -> bool:
        """Whether somebody asked for its undoing, or for what that would do, and no answer is there yet."""
        return self.undone_at is None and (self.undo_started_at is not None or bool(self.undo_plan.get("going")))


class Made(models.Model):
    """What one run created, as the keys by which the owner of the things finds them: an array a part of the file."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="creations")
    thing = models.CharField(max_length=20)
    origin = models.TextField()
    keys = ArrayField(models.TextField())


class RefusedRow(models.Model):
    """One row that was not imported, as it stood in the file, and why."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="refused")
    row = models.BigIntegerField()
    code = models.CharField(max_length=40)
    column = models.TextField(blank=True)
    value = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    cells = models.JSONField(null=True)
    raw = models.TextField(blank=True)

    class Meta:
        ordering = ["run", "row"]
        indexes = [models.Index(fields=["run", "row"], name="csv_refused_by_run")]


class Layout(models.Model):
    """How files with these headers are read: saved when somebody imports, used for the next one."""

    signature = models.CharField(primary_key=True, max_length=32)
    choices = models.JSONField()
    used_at = models.DateTimeField()


class Category(models.Model):
    """A category of another system: its id there, so that product files that name only the id are understood."""

    id = models.UUIDField(primary_key=True, default=new_id)
    origin = models.TextField()
    key = models.TextField()
    name = models.TextField()
    parent = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "key"], name="csv_category_once")]
