# SPDX-License-Identifier: Apache-2.0
"""What people may ask of us about their data, with a deadline: 開示, 訂正, 利用停止, 消去."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import Node


class CaseRules(models.Model):
    """How many days an answer may take. One row, kept one by a constraint."""

    only = models.BooleanField(primary_key=True, default=True)
    answer_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(only=True), name="consent_one_case_rules"),
            models.CheckConstraint(condition=models.Q(answer_days__range=(1, 90)), name="consent_answer_days"),
        ]


class Case(models.Model):
    """One request. Its moments tell how far it came; it hangs on a node of the person, once that is known."""

    class Kind(models.TextChoices):
        DISCLOSURE = "disclosure"
        CORRECTION = "correction"
        STOP = "stop"
        ERASURE = "erasure"

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT)
    name = models.TextField(blank=True)
    address = models.TextField(blank=True)
    text = models.TextField(blank=True)
    source = models.TextField()
    received_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    verified_how = models.TextField(blank=True)
    verified_by = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | models.Q(verified_at__isnull=False),
                name="consent_answered_after_identity_check",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["-received_at", "id"], name="consent_case_newest")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number as people quote it."""
        return f"R-{self.number:05}"


class CaseEntry(models.Model):
    """One step of a case: who did what, when. Append-only, by a trigger."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="journal")
    at = models.DateTimeField(db_default=Now())
    actor = models.TextField()
    step = models.TextField()
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
