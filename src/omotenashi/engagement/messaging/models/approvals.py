# SPDX-License-Identifier: Apache-2.0
"""That somebody else looked at a message before it goes, and the rule by which somebody has to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.models.templates import Template
from omotenashi.people.staff.models import Staff


class ApprovalRule(models.Model):
    """When advertising needs a second person: never, over so many readers, or always. One row."""

    only = models.BooleanField(primary_key=True, default=True)
    mode = models.CharField(max_length=6, default="never")
    over = models.IntegerField(default=1000)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(only=True), name="messaging_one_approval_rule"),
            models.CheckConstraint(condition=Q(mode__in=["never", "over", "always"]), name="messaging_approval_mode"),
        ]


class Approval(models.Model):
    """A wish that somebody looks at these words, and what they said.

    It holds for `checksum` alone: other words, another purpose or other channels have another, so an approval falls by
    itself when the message changes. At most one wish of a message is open.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="approvals", db_index=False)
    checksum = models.CharField(max_length=64)
    state = models.CharField(max_length=9, default="open")
    note = models.TextField(default="")
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    comment = models.TextField(default="")
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template"], condition=Q(state="open"), name="messaging_one_open_approval"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | Q(state="withdrawn")
                | (
                    Q(state__in=["approved", "returned"], decided_by__isnull=False)
                    & ~Q(decided_by=models.F("asked_by"))
                ),
                name="messaging_approved_by_another",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["template", "-asked_at"], name="messaging_approvals_of")]
