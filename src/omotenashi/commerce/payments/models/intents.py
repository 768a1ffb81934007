# SPDX-License-Identifier: Apache-2.0
"""What is to be paid for an order, what providers said about it, and what we asked of them.

The state of an intent only moves forward, each state has its moment. `amount` is the whole of the order, `charge` the
part of it that a provider must bring; the rest are tenders of our own (points, gift card, cash).
"""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id

_OPEN = models.Q(replaced_at=None)


class Intent(models.Model):
    """One try to be paid for one order. A try that failed is replaced by the next."""

    class State(models.TextChoices):
        CREATED = "created"
        REQUIRES_ACTION = "requires_action"
        FAILED = "failed"
        EXPIRED = "expired"
        AUTHORISED = "authorised"
        VOIDED = "voided"
        CAPTURED = "captured"
        PART_REFUNDED = "part_refunded"
        REFUNDED = "refunded"

    id = models.UUIDField(primary_key=True, default=new_id)
    order_id = models.UUIDField()
    key = models.TextField(unique=True)
    amount = models.BigIntegerField()
    charge = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    captures_later = models.BooleanField(default=False)
    provider = models.TextField(default="")
    provider_ref = models.TextField(null=True)
    state = models.CharField(max_length=16, choices=State, default=State.CREATED)
    reason = models.TextField(default="")
    captured_amount = models.BigIntegerField(default=0)
    refunded_amount = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    requires_action_at = models.DateTimeField(null=True)
    authorised_at = models.DateTimeField(null=True)
    captured_at = models.DateTimeField(null=True)
    part_refunded_at = models.DateTimeField(null=True)
    refunded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    unwanted_at = models.DateTimeField(null=True)
    unwanted_reason = models.TextField(default="")
    unwanted_key = models.TextField(null=True, unique=True)
    polled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order_id"], condition=_OPEN, name="payments_one_intent_at_a_time"),
            models.UniqueConstraint(fields=["provider", "provider_ref"], name="payments_one_intent_per_ref"),
            models.CheckConstraint(
                condition=models.Q(charge__gte=0, charge__lte=models.F("amount")), name="payments_charge_in_amount"
            ),
            models.CheckConstraint(
                condition=models.Q(refunded_amount__gte=0, refunded_amount__lte=models.F("captured_amount")),
                name="payments_refunded_in_captured",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["order_id"], name="payments_intents_of_order"),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state__in=["created", "requires_action", "failed"]),
                name="payments_intents_waiting",
            ),
            models.Index(
                fields=["unwanted_at"],
                condition=models.Q(unwanted_at__isnull=False) & ~models.Q(state__in=["voided", "refunded"]),
                name="payments_intents_unwanted",
            ),
        ]


class PaymentEvent(models.Model):
    """One thing a provider said, stored once. `raw` holds the fields we know, never card data. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    provider = models.TextField()
    provider_event_id = models.TextField()
    intent = models.ForeignKey(Intent, null=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="")
    refund_ref = models.TextField(default="")
    raw = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "provider_event_id"], name="payments_each_event_once")
        ]


class ProviderCall(models.Model):
    """One thing we ask of a provider, written down before it is asked. A job repeats what was not answered."""

    class Operation(models.TextChoices):
        CREATE = "create"
        CONFIRM = "confirm"
        CAPTURE = "capture"
        VOID = "void"
        REFUND = "refund"

    id = models.UUIDField(primary_key=True, default=new_id)
    merchant = models.TextField()
    idempotency_key = models.TextField()
    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="calls")
    refund = models.ForeignKey("Refund", null=True, on_delete=models.PROTECT, related_name="calls")
    operation = models.CharField(max_length=10, choices=Operation)
    amount = models.BigIntegerField()
    details = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "idempotency_key"], name="payments_each_call_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(answered_at=None, refused_at=None),
                name="payments_calls_due",
            )
        ]
