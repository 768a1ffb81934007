# SPDX-License-Identifier: Apache-2.0
"""With what an intent is paid, and what of it went back. The tenders of an intent sum to its amount (a trigger)."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.commerce.payments.models.drawers import Shift
from omotenashi.commerce.payments.models.intents import Intent


class Kind(models.TextChoices):
    """Ways to pay. `card` goes through a provider; the terminal and QR of a shop are records of what staff saw."""

    CARD = "card"
    CASH = "cash"
    CARD_TERMINAL = "card_terminal"
    QR = "qr"
    POINTS = "points"
    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"


class Tender(models.Model):
    """One part of a payment. `ref` is the plain key of what stands behind: a wallet entry's, a terminal slip's."""

    id = models.UUIDField(primary_key=True, default=new_id)
    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="tenders")
    kind = models.CharField(max_length=14, choices=Kind)
    amount = models.BigIntegerField()
    ref = models.TextField(default="")
    received = models.BigIntegerField(null=True)
    refunded = models.BigIntegerField(default=0)
    shift = models.ForeignKey(Shift, null=True, on_delete=models.PROTECT, related_name="tenders")
    key = models.TextField(unique=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payments_tender_positive"),
            models.CheckConstraint(
                condition=models.Q(refunded__gte=0, refunded__lte=models.F("amount")),
                name="payments_refunds_in_tender",
            ),
            models.CheckConstraint(
                condition=models.Q(received=None) | models.Q(received__gte=models.F("amount")),
                name="payments_cash_is_enough",
            ),
        ]

    @property
    def change(self) -> int:
        """Give the change that was handed out (お釣り)."""
        return 0 if self.received is None else self.received - self.amount


class Refund(models.Model):
    """One part of a refund, on one tender. asked → done, or failed; one row for each key and tender."""

    class State(models.TextChoices):
        ASKED = "asked"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id)
    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="refunds")
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="refunds")
    request_key = models.TextField(db_index=True)
    key = models.TextField(unique=True)
    to_kind = models.CharField(max_length=14, choices=Kind)
    amount = models.BigIntegerField()
    reason = models.TextField(default="")
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    ref = models.TextField(default="")
    provider_ref = models.TextField(null=True)
    shift = models.ForeignKey(Shift, null=True, on_delete=models.PROTECT, related_name="refunds")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payments_refund_positive"),
        ]
