# SPDX-License-Identifier: Apache-2.0
"""Messages by which somebody shows that an address is theirs: a link to confirm, a link to one's page, a code."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id


class Challenge(models.Model):
    """One message with a link or a code that can be used once. No secret is kept: both are signed by the installation.

    The address is dropped when the challenge is over; the hash stays for counting how often one was asked.
    """

    class Kind(models.TextChoices):
        OPT_IN = "opt_in"
        MANAGE = "manage"
        CASE = "case"
        ORDER = "order"

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=8, choices=Kind)
    address = models.TextField(blank=True)
    address_hash = models.BinaryField(max_length=32)
    language = models.CharField(max_length=5)
    details = models.JSONField(default=dict)
    asked_from = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["address_hash", "asked_at"], name="consent_challenge_address"),
            models.Index(fields=["asked_from", "asked_at"], name="consent_challenge_from"),
        ]
