# SPDX-License-Identifier: Apache-2.0
"""The simulator's books: charges and refunds by their keys, and the messages it owes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.commerce.payments.models import SimulatedCharge, SimulatedRefund, SimulatedWebhook
from omotenashi.commerce.payments.ports import CallRefused, Charge, Fact, FactKind, Message
from omotenashi.commerce.payments.providers.simulator import messages
from omotenashi.commerce.payments.providers.simulator.outcomes import Outcome, outcome_of

KINDS: dict[str, FactKind] = {
    "challenge": "requires_action",
    "authorised": "authorised",
    "captured": "captured",
    "declined": "failed",
    "voided": "voided",
}


@transaction.atomic
def opened(charge: Charge, *, now: datetime) -> SimulatedCharge:
    """Give the charge of a key, made the first time."""
    made, _ = SimulatedCharge.objects.get_or_create(
        key=charge.key,
        defaults={
            "ref": f"simpay_{new_id().hex}", "intent_id": charge.intent_id, "amount": charge.amount,
            "currency": charge.currency, "captures_later": charge.captures_later, "return_url": charge.return_url,
            "status": "waiting", "changed_at": now,
        },
    )  # fmt: skip
    return made


@transaction.atomic
def pay(ref: str, *, outcome: str, now: datetime) -> SimulatedCharge:
    """Let a charge that waits have an outcome; a charge that is decided stays as it is."""
    charge = SimulatedCharge.objects.select_for_update().get(pk=ref)
    wish = outcome_of(outcome)
    if charge.status in {"waiting", "declined", "challenge"}:
        status = ("authorised" if charge.captures_later else "captured") if wish.status == "paid" else wish.status
        charge.status, charge.outcome, charge.changed_at = status, outcome, now
        charge.captured = charge.amount - wish.short_by if status == "captured" else 0
        charge.save()
        _tell(charge, wish, now=now)
    return charge


@transaction.atomic
def settle(ref: str, *, wanted: str, now: datetime) -> SimulatedCharge:
    """Capture or void. Raises CallRefused where the charge has gone another way."""
    charge = SimulatedCharge.objects.select_for_update().get(pk=ref)
    may = {"authorised"} if wanted == "captured" else {"waiting", "challenge", "declined", "authorised"}
    if charge.status in may:
        charge.status, charge.changed_at = wanted, now
        charge.captured = charge.amount if wanted == "captured" else 0
        charge.save()
        _tell(charge, Outcome(), now=now)
    elif charge.status != wanted:
        raise CallRefused(f"charge_is_{charge.status}")
    return charge


@transaction.atomic
def give_back(ref: str, *, amount: int, refund_id: UUID, key: str, now: datetime) -> SimulatedRefund:
    """Refund a part, once per key. Raises CallRefused for more than is left."""
    charge = SimulatedCharge.objects.select_for_update().get(pk=ref)
    known = SimulatedRefund.objects.filter(key=key).first()
    if known:
        return known
    if amount > charge.captured - charge.refunded:
        raise CallRefused("more_than_is_left")
    works = not outcome_of(charge.outcome).refunds_fail
    made = SimulatedRefund.objects.create(
        ref=f"simref_{new_id().hex}", key=key, charge=charge, refund_id=str(refund_id), amount=amount,
        status="refunded" if works else "failed",
    )  # fmt: skip
    charge.refunded += amount if works else 0
    charge.changed_at = now
    charge.save()
    _send(charge, kind=refund_kind(made), refund=made, delay_of=outcome_of(charge.outcome), now=now)
    return made


@transaction.atomic
def due(*, now: datetime) -> list[Message]:
    """Give the messages whose moment has come, each row once."""
    owed = SimulatedWebhook.objects.filter(sent_at=None, due_at__lte=now).order_by("due_at", "id")
    found = list(owed.select_for_update(skip_locked=True))
    SimulatedWebhook.objects.filter(pk__in=[row.pk for row in found]).update(sent_at=now)
    return [messages.signed(row.body, now=now) for row in found]


def facts(charge: SimulatedCharge) -> tuple[Fact, ...]:
    """Give how a charge stands, its refunds included, as an answer says it."""
    said = [_said(charge, KINDS[charge.status], None)] if charge.status in KINDS else []
    said += [_said(charge, refund_kind(refund), refund) for refund in charge.refunds.order_by("ref")]
    return tuple(
        messages.fact_of(one, event_id=f"{charge.ref}:{one['kind']}:{one['refund_ref'] or charge.outcome}")
        for one in said
    )


def refund_kind(refund: SimulatedRefund) -> FactKind:
    """Give what became of a refund."""
    return "refunded" if refund.status == "refunded" else "refund_failed"


def _tell(charge: SimulatedCharge, wish: Outcome, *, now: datetime) -> None:
    for kind in wish.kinds or (KINDS[charge.status],):
        _send(charge, kind=kind, refund=None, delay_of=wish, now=now)


def _send(
    charge: SimulatedCharge, *, kind: str, refund: SimulatedRefund | None, delay_of: Outcome, now: datetime
) -> None:  # fmt: skip
    body = messages.body_of(**_said(charge, kind, refund))
    SimulatedWebhook.objects.bulk_create(SimulatedWebhook(body=body, due_at=now + delay) for delay in delay_of.delays)


def _said(charge: SimulatedCharge, kind: str, refund: SimulatedRefund | None) -> dict[str, object]:
    amount = refund.amount if refund else charge.captured if kind == "captured" else charge.amount
    return {
        "kind": kind, "ref": charge.ref, "intent_id": str(charge.intent_id), "amount": amount,
        "currency": charge.currency, "refund_ref": refund.ref if refund else "",
        "refund_id": refund.refund_id if refund else "", "at": charge.changed_at.isoformat(),
        "reason": outcome_of(charge.outcome).reason if kind in {"failed", "refund_failed"} else "",
    }  # fmt: skip
