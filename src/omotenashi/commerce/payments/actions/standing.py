# SPDX-License-Identifier: Apache-2.0
"""An intent moves: the row follows the pure standing, and what it entered is told. The caller holds its lock."""

from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.payments.events import (
    PaymentAuthorised,
    PaymentCaptured,
    PaymentEvent,
    PaymentFailed,
    PaymentVoided,
)
from omotenashi.commerce.payments.models import Intent
from omotenashi.commerce.payments.rules import states
from omotenashi.commerce.payments.rules.states import ORDER, Standing


def locked(intent_id: UUID) -> Intent:
    """Take the lock of an intent. Raises Intent.DoesNotExist."""
    return Intent.objects.select_for_update().get(pk=intent_id)


def of(intent: Intent) -> Standing:
    """Give where an intent stands."""
    return Standing(
        state=intent.state,
        captured=intent.captured_amount,
        refunded=intent.refunded_amount,
        moments={state: at for state in ORDER if (at := getattr(intent, f"{state}_at")) is not None},
        reason=intent.reason,
    )


def move(intent: Intent, to: Standing, *, now: datetime) -> None:
    """Write where an intent stands now, and tell what it entered. Nobody is told of a try that was replaced."""
    before = of(intent)
    stand(intent, to)
    intent.save()
    tell(intent, before, to, now=now)


def stand(intent: Intent, to: Standing) -> None:
    """Let an intent stand there; it is written by the caller."""
    intent.state, intent.reason = to.state, to.reason
    intent.captured_amount, intent.refunded_amount = to.captured, to.refunded
    for state, at in to.moments.items():
        setattr(intent, f"{state}_at", at)


def tell(intent: Intent, before: Standing, to: Standing, *, now: datetime) -> None:
    """Tell what an intent entered."""
    if states.entered(before, to) and intent.replaced_at is None:
        publish(*_told(intent, before, to, now=now))


def is_whole(intent: Intent) -> bool:
    """Say whether what was captured is what was asked for."""
    return intent.captured_amount == intent.amount and intent.unwanted_reason != "wrong_amount"


def _told(intent: Intent, before: Standing, to: Standing, *, now: datetime) -> list[PaymentEvent]:
    if to.captured and not before.captured and is_whole(intent):
        return [_event(PaymentCaptured, intent, at=to.moments["captured"])]
    if to.captured and not before.captured:
        return [_event(PaymentFailed, intent, at=now, reason="wrong_amount")]
    at = to.moments.get(to.state, now)
    match to.state:
        case "authorised":
            return [_event(PaymentAuthorised, intent, at=at)]
        case "failed" | "expired":
            return [_event(PaymentFailed, intent, at=at, reason=to.reason or to.state)]
        case "voided":
            return [_event(PaymentVoided, intent, at=at, reason=intent.unwanted_reason or to.reason)]
    return []


def _event(kind: type[PaymentEvent], intent: Intent, *, at: datetime, **more: Any) -> PaymentEvent:
    return kind(
        order_id=intent.order_id, intent_id=intent.pk, amount=intent.amount, currency=intent.currency, at=at, **more
    )
