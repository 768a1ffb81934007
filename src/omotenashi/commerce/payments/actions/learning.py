# SPDX-License-Identifier: Apache-2.0
"""Take in what providers say: the one door for webhooks, the customer's return and the poller.

Each message is stored once, and what it says is applied in the same transaction. Two that say the same are one fact.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.commerce.payments.actions import giving_up, refunding, standing
from omotenashi.commerce.payments.models import Intent, Refund, Tender
from omotenashi.commerce.payments.ports import Fact
from omotenashi.commerce.payments.queries import vendors
from omotenashi.commerce.payments.rules import states

_MONEY = frozenset({"authorised", "captured"})


def receive(*, provider: str, body: bytes, headers: Mapping[str, str], now: datetime) -> int:
    """Take in a provider's message and give the number of facts that were new.

    Raises BadSignature unless it is the provider's own, UnknownProvider.
    """
    return learn(vendors.provider(provider).parse_webhook(body, headers=headers, now=now), provider=provider, now=now)


@transaction.atomic
def learn(facts: Sequence[Fact], *, provider: str, now: datetime) -> int:
    """Store facts, apply the new ones, and give their number. Nothing is learned twice."""
    placed = sorted(
        ((intent_of(fact, provider=provider), fact) for fact in facts), key=lambda pair: (str(pair[0]), pair[1].at)
    )
    new = 0
    for intent_id, group in groupby(placed, key=lambda pair: pair[0]):
        intent = standing.locked(intent_id) if intent_id else None
        fresh = [fact for _, fact in group if _is_new(fact, provider=provider, intent_id=intent_id, now=now)]
        new += len(fresh)
        if intent is not None and fresh:
            _name(intent, fresh[0], provider=provider)
            for fact in fresh:
                apply(intent, fact, now=now)
            giving_up.pursue(intent, now=now)
    return new


def apply(intent: Intent, fact: Fact, *, now: datetime) -> None:
    """Let an intent follow one fact. The caller holds its lock."""
    if fact.kind in {"refunded", "refund_failed"}:
        _apply_refund(intent, fact, now=now)
        return
    amount = 0
    if fact.kind in _MONEY:
        amount = intent.amount
        # What the order costs is ours to know; a provider that brings another sum has not paid it.
        if (fact.amount, fact.currency) != (intent.charge, intent.currency):
            amount = fact.amount
            intent.unwanted_at, intent.unwanted_reason = intent.unwanted_at or now, "wrong_amount"
    before = standing.of(intent)
    standing.move(intent, states.after(before, kind=fact.kind, amount=amount, at=fact.at, reason=fact.reason), now=now)


def intent_of(fact: Fact, *, provider: str) -> UUID | None:
    """Find the intent of a fact: by the provider's name of the charge, or by our own that the provider gives back."""
    known = Intent.objects.filter(provider=provider, provider_ref=fact.ref).values_list("pk", flat=True).first()
    if known is None and fact.intent_id is not None:
        own = Intent.objects.filter(pk=fact.intent_id, provider=provider, provider_ref=None)
        known = own.values_list("pk", flat=True).first()
    return known


def _name(intent: Intent, fact: Fact, *, provider: str) -> None:
    if intent.provider_ref is None:
        intent.provider, intent.provider_ref = provider, fact.ref


def _apply_refund(intent: Intent, fact: Fact, *, now: datetime) -> None:
    if not intent.captured_amount:
        # What goes back was paid: the message of it is still on its way.
        to = states.after(standing.of(intent), kind="captured", amount=intent.amount, at=fact.at)
        standing.move(intent, to, now=now)
    refund = _refund_of(intent, fact, now=now)
    if refund is None:
        return
    if fact.kind == "refunded":
        refunding.done(intent, refund, at=fact.at, now=now, provider_ref=fact.refund_ref or None)
    else:
        refunding.failed(intent, refund, at=fact.at, reason=fact.reason)


def _refund_of(intent: Intent, fact: Fact, *, now: datetime) -> Refund | None:
    """Find the refund of a fact; one that was made at the provider's own desk gets a row now."""
    known = Refund.objects.filter(intent=intent)
    found = known.filter(pk=fact.refund_id).first() if fact.refund_id else None
    found = found or known.filter(provider_ref=fact.refund_ref).first()
    if found is not None:
        return found
    card = Tender.objects.filter(intent=intent, kind="card").first()
    if card is None or card.refunded + fact.amount > card.amount:
        return None
    Tender.objects.filter(pk=card.pk).update(refunded=card.refunded + fact.amount)
    return Refund.objects.create(
        intent=intent, tender=card, request_key=f"{intent.provider}:{fact.refund_ref}",
        key=f"{intent.provider}:{fact.refund_ref}", to_kind="card", amount=fact.amount, reason="made_at_provider",
        provider_ref=fact.refund_ref, asked_at=now,
    )  # fmt: skip


def _is_new(fact: Fact, *, provider: str, intent_id: UUID | None, now: datetime) -> bool:
    return bool(
        bulk.run(
            _KEEP,
            [
                new_id(),
                provider,
                fact.event_id,
                intent_id,
                fact.kind,
                fact.amount,
                fact.currency,
                fact.refund_ref,
                json.dumps(dict(fact.raw), default=str),
                fact.at,
                now,
            ],
        )
    )


_KEEP = """
INSERT INTO payments_paymentevent (
  id, provider, provider_event_id, intent_id, kind, amount, currency, refund_ref, raw, occurred_at, received_at
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (provider, provider_event_id) DO NOTHING
"""
