# SPDX-License-Identifier: Apache-2.0
"""Give up a payment: void what is not captured, give back what is, as far as it has come. Said again, it goes on."""

from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.commerce.payments.actions import asking, refunding, standing
from omotenashi.commerce.payments.models import Intent, ProviderCall, Refund, Tender
from omotenashi.commerce.payments.rules import reversals, states


def make_room(order_id: UUID, *, key: str, now: datetime) -> None:
    """Put aside a try that ended, or that no provider has heard of, so that another can begin.

    A declined card may still be paid at the provider, in another window: it is given up there too.
    """
    for (intent_id,) in bulk.rows(_REPLACE, [now, order_id, key, list(states.ENDED)]):
        intent = standing.locked(intent_id)
        pursue(intent, now=now)


def pursue(intent: Intent, *, now: datetime) -> None:
    """Take the next step of a payment that is unwanted, replaced or over. The caller holds its lock."""
    is_over = intent.state == "expired" or intent.replaced_at is not None
    if intent.unwanted_at is None and not is_over:
        return
    tenders = list(Tender.objects.filter(intent=intent).order_by("id"))
    step = reversals.next_step(
        state=intent.state,
        was_asked=ProviderCall.objects.filter(intent=intent, operation="create", refused_at=None).exists(),
        has_ref=intent.provider_ref is not None,
        left=min(intent.captured_amount, sum(t.amount for t in tenders)) - sum(t.refunded for t in tenders),
    )
    reason = intent.unwanted_reason or intent.reason or "replaced"
    match step:
        case "void_here" if intent.unwanted_at is not None or intent.replaced_at is not None:
            to = states.after(standing.of(intent), kind="voided", amount=0, at=now, reason=reason)
            standing.move(intent, to, now=now)
        case "void_there":
            asking.ask(intent, "void", amount=intent.charge, key=f"{intent.pk}:void", now=now)
        case "refund" if not Refund.objects.filter(intent=intent, request_key=refunding.key_of(intent)).exists():
            refunding.give_back(intent, tenders, reason=reason, now=now)


_REPLACE = """
UPDATE payments_intent i SET replaced_at = %s
WHERE order_id = %s AND replaced_at IS NULL AND key <> %s AND (state = ANY(%s) OR (
  state = 'created' AND provider_ref IS NULL AND NOT EXISTS (
    SELECT 1 FROM payments_providercall c WHERE c.intent_id = i.id)))
RETURNING id
"""
