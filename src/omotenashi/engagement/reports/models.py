# SPDX-License-Identifier: Apache-2.0
"""Reports, who has them on their home page, to whom they are sent, and what became of each sending."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.engagement.reports.rules import FILES, RHYTHMS
from omotenashi.people.staff.models import Staff


class Report(models.Model):
    """An analysis as somebody left it: measure, parameters that are not the default, switches of the page.

    `roles`: who sees it beside the owner. A day of asking that was not named moves on, so the numbers stay alive.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    name = models.TextField()
    measure = models.TextField()
    values = models.JSONField(default=dict)
    view = models.JSONField(default=dict)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    roles = ArrayField(models.TextField(), default=list)
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-made_at"], condition=Q(archived_at=None), name="reports_open")]

    def __str__(self) -> str:
        return self.name


class Pin(models.Model):
    """A report is a tile on somebody's home page."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+", db_index=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="pins")
    pinned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["staff", "report"], name="reports_pinned_once")]


class Schedule(models.Model):
    """A report goes to somebody by mail, again and again. `origin`: the address of this installation, for the link."""

    id = models.UUIDField(primary_key=True, default=new_id)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="schedules", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    rhythm = models.TextField()
    weekday = models.SmallIntegerField(default=0)
    day = models.SmallIntegerField(default=1)
    hour = models.SmallIntegerField(default=8)
    file = models.TextField(default="csv")
    language = models.TextField(default="ja")
    origin = models.TextField(default="")
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "staff"], condition=Q(ended_at=None), name="reports_one_schedule"
            ),
            models.CheckConstraint(condition=Q(rhythm__in=RHYTHMS), name="reports_rhythm"),
            models.CheckConstraint(condition=Q(file__in=FILES), name="reports_file"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=Q(paused_at=None, ended_at=None), name="reports_due")
        ]


class Sending(models.Model):
    """One mail of a schedule: due, then sent, refused (the right is gone) or failed for good (no `next_try_at` left).

    `handed_at` is set before the mail server is spoken to: whoever dies after it leaves a mail that may have gone out.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="sendings", db_index=False)
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    rows = models.IntegerField(null=True)
    refused = models.TextField(default="")
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["schedule", "due_at"], name="reports_sent_once")]
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], condition=~Q(next_try_at=None), name="reports_to_send")
        ]
