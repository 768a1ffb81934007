# SPDX-License-Identifier: Apache-2.0
"""Many at once: one key has one effect, one message is one payment, and no yen goes back twice."""

from collections import Counter
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.base.tests.together import together
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries
from omotenashi.commerce.payments.actions import Given, learning, standing
from omotenashi.commerce.payments.models import Intent, ProviderCall, Refund, SimulatedCharge, SimulatedWebhook, Tender
from omotenashi.commerce.payments.providers.simulator import books
from omotenashi.commerce.payments.rules.tenders import TooMuch
from omotenashi.commerce.payments.tests.tries import NOW, expected, started, told

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
MANY = 20


def test_one_key_expects_one_payment() -> None:
    order = new_id()
    value = [Given(kind="points", amount=7_700)]
    found = together([lambda: expected(order_id=order, tenders=value).pk] * MANY)
    assert (len(set(found)), Intent.objects.count(), Tender.objects.count()) == (1, 1, 1)
    assert told() == [("PaymentCaptured", 7_700)]


def test_one_order_has_one_payment_whatever_the_keys_say() -> None:
    order = new_id()
    found = together([lambda key=f"k{n}": expected(order_id=order, key=key).pk for n in range(8)])  # type: ignore[misc]
    open_ones = Intent.objects.filter(order_id=order, replaced_at=None)
    assert (open_ones.count(), [one for one in found if isinstance(one, Exception) and not _is_open(one)]) == (1, [])
    assert queries.broken(clock.now()) == []


def _is_open(failure: Exception) -> bool:
    return isinstance(failure, payments.StillOpen)


def test_a_payment_is_begun_once_at_the_provider() -> None:
    intent = expected()
    together([lambda: payments.start(intent_id=intent.pk, method="sim_success", now=NOW)] * 8)
    intent.refresh_from_db()
    assert (intent.state, ProviderCall.objects.count(), SimulatedCharge.objects.count()) == ("captured", 1, 1)
    assert told() == [("PaymentCaptured", 7_700)]


def _heard_at_once() -> Counter[tuple[str, int]]:
    """Webhook and return page say at once that a payment is captured; give what was told."""
    intent = started(method="")
    books.pay(str(intent.provider_ref), outcome="success", now=clock.now())
    [message] = books.due(now=clock.now())

    def webhook() -> int:
        return payments.receive(provider="test", body=message.body, headers=message.headers, now=clock.now())

    def page() -> Intent:
        return payments.look(intent_id=intent.pk, now=clock.now())

    together([webhook, page] * (MANY // 2))
    assert SimulatedWebhook.objects.count() == 1
    return Counter(told(intent))


def test_webhook_and_return_page_at_once_are_one_payment() -> None:
    assert _heard_at_once() == {("PaymentCaptured", 7_700): 1}
    assert queries.broken(clock.now()) == []


def test_without_the_lock_and_the_memory_of_messages_the_payment_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the test above would see it."""
    monkeypatch.setattr(standing, "locked", lambda intent_id: Intent.objects.get(pk=intent_id))
    monkeypatch.setattr(learning, "_is_new", lambda *_, **__: True)
    assert _heard_at_once()[("PaymentCaptured", 7_700)] > 1


def _refunded_at_once() -> list[Any]:
    intent = expected(tenders=[Given(kind="points", amount=7_700)])

    def give_back(key: str) -> int:
        rows = payments.refund(intent_id=intent.pk, amount=3_000, reason="returned", key=key, now=NOW)
        return sum(row.amount for row in rows)

    return together([lambda key=f"r{n % 4}": give_back(key) for n in range(MANY)])  # type: ignore[misc]


def test_refunds_at_once_give_back_no_more_than_was_paid() -> None:
    """Four refunds of 3,000 of 7,700, each asked for five times: two are done, two have nothing left."""
    results = Counter("too much" if isinstance(one, TooMuch) else one for one in _refunded_at_once())
    assert results == {3_000: 10, "too much": 10}
    assert (Refund.objects.count(), Tender.objects.get().refunded, queries.broken(clock.now())) == (2, 6_000, [])


def test_without_the_lock_refunds_run_into_the_constraints(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the guards of the database are all that is left, and answers are errors."""
    monkeypatch.setattr(standing, "locked", lambda intent_id: Intent.objects.get(pk=intent_id))
    from django.db import DatabaseError

    assert [one for one in _refunded_at_once() if isinstance(one, DatabaseError)] != []
    assert Tender.objects.get().refunded <= 7_700


def test_cancel_expiry_and_capture_at_the_same_moment_leave_no_money_behind() -> None:
    intent = started(method="", expires_at=NOW)
    books.pay(str(intent.provider_ref), outcome="success", now=clock.now())
    together([
        lambda: payments.hear_simulator(now=clock.now()),
        lambda: payments.expire(now=clock.now()),
        lambda: payments.void_or_refund(intent_id=intent.pk, reason="cancelled", key="undo", now=clock.now()),
        lambda: payments.talk(now=clock.now()),
    ])  # fmt: skip
    for _ in range(2):
        payments.talk(now=clock.now())
    intent.refresh_from_db()
    charge = SimulatedCharge.objects.get()
    assert (intent.state, charge.captured - charge.refunded, queries.broken(clock.now())) == ("refunded", 0, [])
