# SPDX-License-Identifier: Apache-2.0
"""What the simulator (シミュレーター) remembers: it plays a provider, so these rows stand for another company's books."""

from typing import ClassVar

from django.db import models


class SimulatedCharge(models.Model):
    """One charge at the simulator, under the idempotency key that made it."""

    ref = models.TextField(primary_key=True)
    key = models.TextField(unique=True)
    intent_id = models.UUIDField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    captures_later = models.BooleanField()
    outcome = models.TextField(default="")
    return_url = models.TextField(default="")
    status = models.CharField(max_length=16)
    captured = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField()


class SimulatedRefund(models.Model):
    """One refund at the simulator, under the idempotency key that made it."""

    ref = models.TextField(primary_key=True)
    key = models.TextField(unique=True)
    charge = models.ForeignKey(SimulatedCharge, on_delete=models.CASCADE, related_name="refunds")
    refund_id = models.TextField()
    amount = models.BigIntegerField()
    status = models.CharField(max_length=10)


class SimulatedWebhook(models.Model):
    """A message on its way from the simulator to us: due at its moment, told as often as the outcome wants."""

    body = models.TextField()
    due_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(sent_at=None), name="payments_simulated_due")
        ]
