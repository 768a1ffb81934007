# SPDX-License-Identifier: Apache-2.0
"""Give back: rows per tender, and what becomes of them. The caller holds the intent's lock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.payments.actions import asking, cash, standing
from omotenashi.commerce.payments.events import Refunded, RefundFailed
from omotenashi.commerce.payments.models import Intent, Refund, Tender
from omotenashi.commerce.payments.rules import states
from omotenashi.commerce.payments.rules.tenders import Paid, Part, split


def give_back(intent: Intent, tenders: Sequence[Tender], *, reason: str, now: datetime) -> list[Refund]:
    """Give back everything that is left, on the tenders it came from. Cash is owed as store credit: nobody is here."""
    left = [Paid(id=tender.pk, kind=tender.kind, left=tender.amount - tender.refunded) for tender in tenders]
    amount = min(intent.captured_amount - sum(t.refunded for t in tenders), sum(paid.left for paid in left))
    # A wrong amount came from the provider; nothing of our own was taken.
    wanted = [paid for paid in left if standing.is_whole(intent) or paid.kind == "card"]
    parts = split(min(amount, sum(paid.left for paid in wanted)), wanted, instead={"cash": "store_credit"})
    return write(intent, parts, reason=reason, key=key_of(intent), now=now)


def key_of(intent: Intent) -> str:
    """Give the key under which an unwanted payment goes back: once, and what fails then is a person's work."""
    return intent.unwanted_key or f"{intent.pk}:unwanted"


def write(
    intent: Intent, parts: Sequence[Part], *, reason: str, key: str, now: datetime, shift_id: UUID | None = None,
    staff_id: UUID | None = None, refs: Mapping[UUID, str] | None = None,
) -> list[Refund]:  # fmt: skip
    """Write the parts of a refund. What needs no provider is done at once; a provider is asked by the job."""
    made: list[Refund] = []
    for part in parts:
        refund = Refund.objects.create(
            intent=intent, tender_id=part.tender_id, request_key=key, key=f"{key}:{part.tender_id}",
            to_kind=part.kind, amount=part.amount, reason=reason, ref=(refs or {}).get(part.tender_id, ""),
            shift_id=shift_id, asked_at=now,
        )  # fmt: skip
        # The constraint stands behind it: no tender gives back more than it brought.
        Tender.objects.filter(pk=part.tender_id).update(refunded=F("refunded") + part.amount)
        if part.kind == "card":
            asking.ask(intent, "refund", amount=part.amount, key=f"refund:{refund.pk}", refund=refund, now=now)
        else:
            if part.kind == "cash":
                cash.hand_out(refund, shift_id=shift_id, staff_id=staff_id, now=now)
            done(intent, refund, at=now, now=now)
        made.append(refund)
    return made


def done(intent: Intent, refund: Refund, *, at: datetime, now: datetime, provider_ref: str | None = None) -> bool:
    """Say that a part went back. It is told once, and the intent's state follows."""
    moved = bulk.run(_DONE, [at, provider_ref, refund.pk])
    if moved:
        refund.state, refund.done_at = "done", at
        to = states.after_refund(standing.of(intent), refunded=intent.refunded_amount + refund.amount, at=at)
        standing.move(intent, to, now=now)
        publish(
            Refunded(
                order_id=intent.order_id,
                intent_id=intent.pk,
                amount=refund.amount,
                currency=intent.currency,
                at=at,
                refund_id=refund.pk,
                kind=refund.to_kind,
                reason=refund.reason,
            )
        )
    return bool(moved)


def failed(intent: Intent, refund: Refund, *, at: datetime, reason: str) -> bool:
    """Say that a provider could not give a part back: the tender may be given back in another way, by a person."""
    found = bulk.rows(_FAILED, [at, reason, refund.pk, refund.pk])
    if found:
        Tender.objects.filter(pk=refund.tender_id).update(refunded=F("refunded") - refund.amount)
        if found[0][0] == "done":
            intent.refunded_amount -= refund.amount
            intent.save(update_fields=["refunded_amount"])
        publish(
            RefundFailed(
                order_id=intent.order_id,
                intent_id=intent.pk,
                amount=refund.amount,
                currency=intent.currency,
                at=at,
                refund_id=refund.pk,
                reason=reason,
            )
        )
    return bool(found)


_DONE = """
UPDATE payments_refund SET state = 'done', done_at = %s, provider_ref = coalesce(%s, provider_ref)
WHERE id = %s AND state = 'asked'
"""
_FAILED = """
UPDATE payments_refund r SET state = 'failed', failed_at = %s, failure = %s
FROM (SELECT state FROM payments_refund WHERE id = %s) before
WHERE r.id = %s AND r.state <> 'failed' RETURNING before.state
"""
