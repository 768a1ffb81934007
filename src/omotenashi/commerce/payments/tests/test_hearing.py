# SPDX-License-Identifier: Apache-2.0
"""Messages of providers: twice, late, in any order, forged, about what we do not know."""

import itertools
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.models import Event
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries
from omotenashi.commerce.payments.models import Intent, PaymentEvent, Refund, SimulatedWebhook
from omotenashi.commerce.payments.ports import Fact
from omotenashi.commerce.payments.tests.tries import NOW, expected, started, told

pytestmark = pytest.mark.django_db


def _fact(intent_id: UUID, kind: Any, *, minute: int, name: str = "", **more: Any) -> Fact:
    said: dict[str, Any] = {"amount": 7_700, "currency": "JPY", "ref": f"ref-{intent_id}"} | more
    return Fact(
        kind=kind, event_id=name or f"{intent_id}-{kind}-{minute}", at=NOW + timedelta(minutes=minute),
        intent_id=intent_id, **said,
    )  # fmt: skip


def _life(intent_id: UUID) -> list[Fact]:
    back: dict[str, Any] = {"refund_id": None, "amount": 3_000}
    return [
        _fact(intent_id, "requires_action", minute=0),
        _fact(intent_id, "failed", minute=1, reason="card_declined"),
        _fact(intent_id, "captured", minute=3),
        _fact(intent_id, "refunded", minute=4, refund_ref=f"re-1-{intent_id}", **back),
        _fact(intent_id, "refunded", minute=5, refund_ref=f"re-2-{intent_id}", **{**back, "amount": 4_700}),
    ]


def test_every_order_of_a_life_ends_the_same_and_tells_the_money_once() -> None:
    """All 120 orders of five facts, each fact said twice."""
    ends = set()
    for place, order in enumerate(itertools.permutations(range(5))):
        intent = expected(key=f"k{place}")
        Intent.objects.filter(pk=intent.pk).update(provider="test")
        life = _life(intent.pk)
        for step in order:
            assert payments.learn([life[step]], provider="test", now=NOW) == 1
            assert payments.learn([life[step]], provider="test", now=NOW) == 0
        intent.refresh_from_db()
        money = sorted(one for one in told(intent) if one[0] in {"PaymentCaptured", "Refunded"})
        ends.add((intent.state, intent.captured_amount, intent.refunded_amount, tuple(money)))
    assert ends == {("refunded", 7_700, 7_700, (("PaymentCaptured", 7_700), ("Refunded", 3_000), ("Refunded", 4_700)))}
    assert queries.broken(clock.now()) == []


def test_a_capture_is_told_before_what_goes_back_of_it() -> None:
    intent = expected()
    Intent.objects.filter(pk=intent.pk).update(provider="test")
    payments.learn([_life(intent.pk)[3]], provider="test", now=NOW)
    assert told() == [("PaymentCaptured", 7_700), ("Refunded", 3_000)]


@pytest.mark.parametrize("outcome", ["success", "double", "out_of_order", "late"])
def test_the_simulators_messages_lead_to_one_payment_however_they_travel(outcome: str) -> None:
    intent = started(method="")
    payments.choose(str(intent.provider_ref), outcome=outcome, now=clock.now())
    payments.hear_simulator(now=clock.now() + timedelta(minutes=2))
    intent.refresh_from_db()
    assert (intent.state, told().count(("PaymentCaptured", 7_700))) == ("captured", 1)
    assert SimulatedWebhook.objects.filter(sent_at=None).count() == 0


@pytest.mark.parametrize("change", ["body", "signature", "age", "none"])
def test_a_message_without_the_right_signature_changes_nothing(change: str) -> None:
    from omotenashi.commerce.payments.providers.simulator import books

    intent = started(method="")
    books.pay(str(intent.provider_ref), outcome="success", now=clock.now())
    [message] = books.due(now=clock.now())
    body, headers, now = message.body, dict(message.headers), clock.now()
    match change:
        case "body":
            body = body.replace(b"7700", b"7701")
        case "signature":
            headers = {name: value[:-1] + ("0" if value[-1] != "0" else "1") for name, value in headers.items()}
        case "age":
            now += timedelta(minutes=6)
        case "none":
            headers = {}
    with pytest.raises(payments.BadSignature):
        payments.receive(provider="test", body=body, headers=headers, now=now)
    assert (PaymentEvent.objects.count(), Event.objects.filter(name__startswith="payments").count()) == (0, 0)
    assert payments.receive(provider="test", body=message.body, headers=message.headers, now=clock.now()) == 1


@pytest.mark.parametrize("more", [{"amount": 7_699}, {"amount": 77}, {"currency": "USD"}])
def test_what_an_order_costs_is_never_what_somebody_else_says(more: dict[str, Any]) -> None:
    intent = expected()
    Intent.objects.filter(pk=intent.pk).update(provider="test")
    payments.learn([_fact(intent.pk, "captured", minute=1, **more)], provider="test", now=NOW)
    intent.refresh_from_db()
    assert (told()[0], queries.is_paid(intent)) == (("PaymentFailed", 7_700), False)
    assert [refund.amount for refund in Refund.objects.all()] == [more.get("amount", 7_700)]


def test_a_message_about_nothing_of_ours_is_kept_and_moves_nothing() -> None:
    stranger = _fact(new_id(), "captured", minute=1)
    assert payments.learn([stranger], provider="test", now=NOW) == 1
    assert (PaymentEvent.objects.get().intent_id, told()) == (None, [])


def test_one_provider_cannot_speak_for_a_charge_of_another() -> None:
    intent = expected()
    Intent.objects.filter(pk=intent.pk).update(provider="stripe")
    payments.learn([_fact(intent.pk, "captured", minute=1)], provider="test", now=NOW)
    intent.refresh_from_db()
    assert intent.state == "created"


def test_a_charge_under_another_name_than_ours_is_not_this_intents() -> None:
    intent = started(method="")
    payments.learn([_fact(intent.pk, "captured", minute=1, ref="another")], provider="test", now=NOW)
    intent.refresh_from_db()
    assert intent.state == "created"


def test_a_replaced_try_that_is_paid_after_all_goes_back_and_is_told_to_nobody() -> None:
    order = new_id()
    first = started(order_id=order, method="sim_declined")
    second = expected(order_id=order, key="k2")
    payments.choose(str(first.provider_ref), outcome="success", now=clock.now())
    payments.talk(now=clock.now())
    first.refresh_from_db()
    assert (first.state, ("PaymentCaptured", 7_700) in told()) == ("refunded", False)
    second.refresh_from_db()
    assert (second.state, second.replaced_at, queries.broken(clock.now())) == ("created", None, [])
