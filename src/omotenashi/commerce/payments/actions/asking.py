# SPDX-License-Identifier: Apache-2.0
"""Write down what is to be asked of a provider. The job `payments.talk` asks within seconds."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.commerce.payments.models import Intent, ProviderCall, Refund
from omotenashi.commerce.payments.queries import vendors

# Longer than a provider's answer may take: until then whoever began the call is believed to be at it.
LEASE = timedelta(seconds=45)


def ask(
    intent: Intent,
    operation: str,
    *,
    amount: int,
    key: str,
    now: datetime,
    refund: Refund | None = None,
    details: Mapping[str, Any] | None = None,
    own: bool = False,
) -> ProviderCall | None:
    """Write down a call, once per key. `own`: the caller makes it at once, and the job only if the caller dies.

    Gives nothing when the key was used before.
    """
    intent.provider = intent.provider or vendors.usual()
    vendor = vendors.provider(intent.provider)
    made = ProviderCall(
        id=new_id(), merchant=vendor.merchant, idempotency_key=key, intent=intent, refund=refund, operation=operation,
        amount=amount, details=dict(details or {}), asked_at=now, next_try_at=now + LEASE if own else now,
    )  # fmt: skip
    is_new = bulk.run(
        _ASK,
        [
            made.pk, made.merchant, key, intent.pk, refund.pk if refund else None, operation, amount,
            json.dumps(made.details), made.asked_at, made.next_try_at,
        ],
    )  # fmt: skip
    return made if is_new else None


_ASK = """
INSERT INTO payments_providercall (
  id, merchant, idempotency_key, intent_id, refund_id, operation, amount, details, asked_at, next_try_at, tries, error
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, '')
ON CONFLICT (merchant, idempotency_key) DO NOTHING
"""
