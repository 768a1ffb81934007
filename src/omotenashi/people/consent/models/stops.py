# SPDX-License-Identifier: Apache-2.0
"""Addresses that must not be written to, whatever the ledger says."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id


class Suppression(models.Model):
    """An address that must not be written to. Only the hash is kept, so it outlives erasure and meets a re-import."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.TextField()
    address_hash = models.BinaryField(max_length=32)
    reason = models.TextField()
    scope = models.TextField(default="marketing")
    since = models.DateTimeField()
    by = models.TextField(db_default="")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(db_default="")
    lift_reason = models.TextField(db_default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "address_hash", "scope"],
                condition=models.Q(lifted_at=None),
                name="consent_one_live_suppression",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["-since", "id"], name="consent_suppression_newest")]
