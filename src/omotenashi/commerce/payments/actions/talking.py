# SPDX-License-Identifier: Apache-2.0
"""Speak with providers. No transaction is open while a provider answers; a call is written down before and after.

Who dies in between leaves a call without an answer: the job makes it again under the same key, which the provider
takes for the same call.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.commerce.payments.actions import asking, giving_up, learning, refunding, standing
from omotenashi.commerce.payments.models import Intent, ProviderCall
from omotenashi.commerce.payments.ports import Answer, CallRefused, Charge, Provider, UnknownProvider, Unreachable
from omotenashi.commerce.payments.queries import vendors
from omotenashi.commerce.payments.rules import states

_AT_ONCE = 20
_LONGEST_WAIT = timedelta(hours=1)
_DOUBLINGS = 9


def talk(*, now: datetime) -> int:
    """Make the calls that are due and give their number."""
    done = 0
    while claimed := bulk.rows(_CLAIM, [now + asking.LEASE, now, _AT_ONCE]):
        for (call_id,) in claimed:
            make(ProviderCall.objects.select_related("intent", "refund").get(pk=call_id), now=now)
        done += len(claimed)
    return done


def make(call: ProviderCall, *, now: datetime) -> Answer | None:
    """Make one call and keep the answer. Gives nothing when the provider refuses or cannot be reached."""
    try:
        answer = _spoken(vendors.provider(call.intent.provider), call)
    except (Unreachable, UnknownProvider) as failure:
        wait = min(timedelta(seconds=2 ** min(call.tries, _DOUBLINGS)), _LONGEST_WAIT)
        bulk.run(_LATER, [now + wait, str(failure)[:500], call.pk])
        return None
    except CallRefused as refused:
        _refused(call, refused.code, now=now)
        return None
    keep(call, answer, now=now)
    return answer


@transaction.atomic
def keep(call: ProviderCall, answer: Answer, *, now: datetime) -> None:
    """Write down what came of a call, and learn what it says. A second answer to the same call changes nothing."""
    intent = standing.locked(call.intent_id)
    bulk.run(_ANSWERED, [now, call.pk])
    if intent.provider_ref is None:
        intent.provider_ref = answer.ref
        intent.save(update_fields=["provider_ref"])
    learning.learn(answer.facts, provider=intent.provider, now=now)
    # It may have ended, or been given up, while the provider was asked.
    giving_up.pursue(standing.locked(call.intent_id), now=now)


def _spoken(vendor: Provider, call: ProviderCall) -> Answer:
    intent, key, ref = call.intent, call.idempotency_key, call.intent.provider_ref or ""
    match call.operation:
        case "create":
            return vendor.create(_charge(intent, call))
        case "confirm":
            return vendor.confirm(ref, method=call.details["method"], return_url=call.details["return_url"], key=key)
        case "capture":
            return vendor.capture(ref, amount=call.amount, key=key)
        case "void":
            return vendor.void(ref, key=key)
        case _:
            refund_id = call.refund_id or UUID(int=0)
            return vendor.refund(ref, amount=call.amount, refund_id=refund_id, key=key)


def _charge(intent: Intent, call: ProviderCall) -> Charge:
    return Charge(
        intent_id=intent.pk, order_id=intent.order_id, amount=intent.charge, currency=intent.currency,
        captures_later=intent.captures_later, key=call.idempotency_key, method=call.details.get("method", ""),
        return_url=call.details.get("return_url", ""),
    )  # fmt: skip


def _refused(call: ProviderCall, code: str, *, now: datetime) -> None:
    with transaction.atomic():
        intent = standing.locked(call.intent_id)
        if not bulk.run(_REFUSED, [now, code[:500], call.pk]):
            return
        if call.operation in {"create", "confirm"}:
            to = states.after(standing.of(intent), kind="failed", amount=0, at=now, reason=code)
            standing.move(intent, to, now=now)
        elif call.refund is not None:
            refunding.failed(intent, call.refund, at=now, reason=code)
    if call.operation in {"void", "capture"} and intent.provider_ref:
        # Something else became of it meanwhile: ask what.
        learn_from(intent, now=now)


def learn_from(intent: Intent, *, now: datetime) -> Answer | None:
    """Ask the provider how a charge stands, and learn it. Gives nothing when it cannot be reached."""
    bulk.run("UPDATE payments_intent SET polled_at = %s WHERE id = %s", [now, intent.pk])
    try:
        answer = vendors.provider(intent.provider).fetch(str(intent.provider_ref))
    except (Unreachable, UnknownProvider, CallRefused):
        return None
    learning.learn(answer.facts, provider=intent.provider, now=now)
    return answer


_CLAIM = """
UPDATE payments_providercall SET next_try_at = %s, tries = tries + 1 WHERE id IN (
  SELECT id FROM payments_providercall WHERE answered_at IS NULL AND refused_at IS NULL AND next_try_at <= %s
  ORDER BY next_try_at FOR UPDATE SKIP LOCKED LIMIT %s
) RETURNING id
"""
_LATER = "UPDATE payments_providercall SET next_try_at = %s, error = %s WHERE id = %s"
_ANSWERED = "UPDATE payments_providercall SET answered_at = %s, error = '' WHERE id = %s AND answered_at IS NULL"
_REFUSED = """
UPDATE payments_providercall SET refused_at = %s, error = %s
WHERE id = %s AND answered_at IS NULL AND refused_at IS NULL
"""
