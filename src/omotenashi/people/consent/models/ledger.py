# SPDX-License-Identifier: Apache-2.0
"""What people allow: an append-only ledger by contact point and purpose, the words they saw, and its present state."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import ContactPoint


class Purpose(models.Model):
    """What data are used for. Missing consent means no, except for what an order itself needs."""

    class Kind(models.TextChoices):
        TRANSACTIONAL = "transactional"
        SERVICE = "service"
        MARKETING = "marketing"
        ANALYTICS = "analytics"
        PROFILING = "profiling"
        SHARING = "sharing"

    code = models.TextField(primary_key=True)
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.TextField()
    double_opt_in = models.BooleanField(default=False)


class WordingVersion(models.Model):
    """The words with which we asked, from a moment on. Never changed: the next words are the next version."""

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="wordings")
    version = models.PositiveIntegerField()
    text_ja = models.TextField()
    text_en = models.TextField()
    valid_from = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consent_one_wording_version")
        ]

    def __str__(self) -> str:
        return f"{self.purpose_id} {self.version}"


class ConsentEntry(models.Model):
    """One act of giving or taking back, with its proof. Append-only, by a trigger."""

    class State(models.TextChoices):
        GRANTED = "granted"
        DENIED = "denied"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id)
    contact_point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="consents")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=State)
    source = models.TextField()
    wording = models.ForeignKey(WordingVersion, null=True, on_delete=models.PROTECT)
    actor = models.TextField(db_default="")
    proof = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    key = models.TextField(unique=True)


class ConsentState(models.Model):
    """What holds now: the last entry by `occurred_at`, then by `recorded_at`. A projection."""

    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="consent_states")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=ConsentEntry.State)
    entry = models.ForeignKey(ConsentEntry, on_delete=models.PROTECT)
    occurred_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contact_point", "purpose"], name="consent_one_state")]
