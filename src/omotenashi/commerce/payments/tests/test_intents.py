# SPDX-License-Identifier: Apache-2.0
"""A payment is expected, started, paid, or given up."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries
from omotenashi.commerce.payments.actions import Given
from omotenashi.commerce.payments.models import Intent, PaymentEvent, ProviderCall, Refund, SimulatedCharge, Tender
from omotenashi.commerce.payments.tests.tries import LATER, NOW, expected, started, told

pytestmark = pytest.mark.django_db


def test_what_is_paid_with_value_of_our_own_need_not_come_from_a_provider() -> None:
    intent = expected(amount=1_000, tenders=[Given(kind="points", amount=300, ref="wallet:1")])
    kinds = Tender.objects.filter(intent=intent).order_by("key").values_list("kind", "amount", "ref")
    assert (intent.charge, list(kinds)) == (700, [("points", 300, "wallet:1"), ("card", 700, "")])


def test_more_than_is_to_be_paid_is_refused() -> None:
    with pytest.raises(payments.TendersDoNotMatch):
        expected(amount=1_000, tenders=[Given(kind="points", amount=1_001)])
    assert Intent.objects.count() == 0


def test_what_points_pay_whole_is_captured_at_once() -> None:
    intent = expected(amount=500, tenders=[Given(kind="points", amount=500)])
    assert (intent.state, intent.captured_amount, told()) == ("captured", 500, [("PaymentCaptured", 500)])


def test_the_same_key_gives_the_same_intent_and_another_amount_is_refused() -> None:
    order = new_id()
    first = expected(order_id=order)
    assert expected(order_id=order).pk == first.pk
    with pytest.raises(payments.OtherPayment):
        expected(order_id=order, amount=1)
    assert Intent.objects.count() == 1


def test_an_order_has_one_payment_under_way() -> None:
    order = new_id()
    first = started(order_id=order, method="sim_challenge")
    with pytest.raises(payments.StillOpen) as refusal:
        expected(order_id=order, key="k2")
    assert refusal.value.intent_id == first.pk


def test_a_declined_card_may_be_followed_by_another_at_the_same_charge() -> None:
    intent = started(method="sim_declined")
    assert (intent.state, intent.reason, told()) == ("failed", "card_declined", [("PaymentFailed", 7_700)])
    again = payments.start(intent_id=intent.pk, method="sim_success", now=NOW).intent
    assert (again.state, told()) == ("captured", [("PaymentFailed", 7_700), ("PaymentCaptured", 7_700)])
    assert SimulatedCharge.objects.count() == 1


def test_a_declined_try_is_replaced_and_given_up_at_the_provider() -> None:
    order = new_id()
    first = started(order_id=order, method="sim_declined")
    second = expected(order_id=order, key="k2")
    payments.talk(now=NOW)
    first.refresh_from_db()
    assert (first.replaced_at, first.state, second.state) == (NOW, "voided", "created")
    assert told(first) == [("PaymentFailed", 7_700)]


def test_a_challenge_sends_the_browser_away_and_the_answer_comes_by_webhook() -> None:
    intent = expected()
    begun = payments.start(intent_id=intent.pk, method="sim_challenge", return_url="/back/", now=NOW)
    assert begun.action is not None
    ref = str(begun.intent.provider_ref)
    assert (begun.intent.state, begun.action.value) == ("requires_action", f"/pay/simulator/{ref}/")
    assert payments.choose(ref, outcome="success", now=clock.now()) == "/back/"
    intent.refresh_from_db()
    assert (intent.state, told()) == ("captured", [("PaymentCaptured", 7_700)])


def test_a_start_said_twice_is_one_charge() -> None:
    intent = started(method="")
    again = payments.start(intent_id=intent.pk, now=NOW)
    assert again.action is not None
    assert (SimulatedCharge.objects.count(), ProviderCall.objects.count()) == (1, 1)


def test_what_is_held_is_captured_when_asked_for() -> None:
    intent = started(captures_later=True)
    assert (intent.state, told()) == ("authorised", [("PaymentAuthorised", 7_700)])
    payments.capture(intent_id=intent.pk, now=NOW)
    payments.capture(intent_id=intent.pk, now=NOW)
    payments.talk(now=NOW)
    intent.refresh_from_db()
    assert (intent.state, told()[1:]) == ("captured", [("PaymentCaptured", 7_700)])


def test_another_sum_than_was_asked_for_is_no_payment_and_goes_back() -> None:
    intent = started(method="sim_wrong_amount")
    assert (intent.captured_amount, told()) == (7_699, [("PaymentFailed", 7_700)])
    payments.talk(now=NOW)
    intent.refresh_from_db()
    assert (intent.state, intent.refunded_amount, queries.is_paid(intent)) == ("refunded", 7_699, False)
    assert told()[1:] == [("Refunded", 7_699)]


def test_what_is_not_paid_in_time_expires_and_is_given_up_at_the_provider() -> None:
    intent = started(method="", expires_at=NOW + LATER)
    assert payments.expire(now=NOW + LATER - timedelta(seconds=1)) == 0
    assert payments.expire(now=NOW + LATER) == 1
    assert payments.expire(now=NOW + LATER) == 0
    payments.talk(now=NOW + LATER)
    intent.refresh_from_db()
    assert (intent.state, told()) == ("voided", [("PaymentFailed", 7_700), ("PaymentVoided", 7_700)])


def test_money_that_comes_after_the_end_is_believed() -> None:
    intent = started(method="", expires_at=NOW + LATER)
    payments.choose(str(intent.provider_ref), outcome="late", now=clock.now())
    payments.expire(now=NOW + LATER)
    payments.talk(now=NOW + LATER)
    intent.refresh_from_db()
    assert (intent.state, told()[-1]) == ("captured", ("PaymentCaptured", 7_700))


def test_what_cannot_be_honoured_is_undone_as_far_as_it_has_come() -> None:
    ends = {}
    for name, more in {
        "nothing asked": {}, "asked": {"method": ""}, "held": {"captures_later": True}, "paid": {"method": "sim_success"},
    }.items():  # fmt: skip
        intent = expected(key=name) if name == "nothing asked" else started(key=name, **more)  # type: ignore[arg-type]
        for _ in range(2):
            payments.void_or_refund(intent_id=intent.pk, reason="out_of_stock", key=f"undo {name}", now=NOW)
            payments.talk(now=NOW)
        intent.refresh_from_db()
        ends[name] = intent.state
    assert ends == {"nothing asked": "voided", "asked": "voided", "held": "voided", "paid": "refunded"}
    assert Refund.objects.count() == 1


def test_a_payment_given_up_before_the_money_came_goes_back_when_it_comes() -> None:
    intent = started(method="")
    payments.void_or_refund(intent_id=intent.pk, reason="cancelled", key="undo", now=NOW)
    payments.choose(str(intent.provider_ref), outcome="success", now=clock.now())
    payments.talk(now=clock.now())
    intent.refresh_from_db()
    assert (intent.state, queries.broken(clock.now())) == ("refunded", [])


def test_a_provider_that_is_down_is_asked_again_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    intent = started(method="sim_down")
    assert (intent.state, ProviderCall.objects.get().error) == ("created", "the simulator is down")
    ProviderCall.objects.update(details={"method": "sim_success", "return_url": ""})
    payments.talk(now=NOW + timedelta(minutes=1))
    intent.refresh_from_db()
    assert intent.state == "captured"


def test_an_answer_that_was_lost_is_fetched_under_the_same_key() -> None:
    intent = started(method="sim_answer_lost")
    assert intent.state == "created"
    payments.talk(now=NOW + timedelta(minutes=1))
    intent.refresh_from_db()
    assert (intent.state, SimulatedCharge.objects.count(), told()) == ("captured", 1, [("PaymentCaptured", 7_700)])


def test_money_of_which_nothing_was_heard_is_asked_for() -> None:
    intent = started(method="")
    payments.choose(str(intent.provider_ref), outcome="never", now=clock.now())
    intent.refresh_from_db()
    assert intent.state == "created"
    assert payments.poll(now=NOW + timedelta(minutes=3)) == 1
    intent.refresh_from_db()
    assert intent.state == "captured"


def test_a_call_to_a_provider_is_refused_inside_a_transaction() -> None:
    intent = expected()
    with transaction.atomic(), pytest.raises(RuntimeError):
        payments.start(intent_id=intent.pk, now=NOW)


def test_the_journal_of_what_providers_said_cannot_be_rewritten() -> None:
    started()
    with transaction.atomic(), pytest.raises(IntegrityError):
        PaymentEvent.objects.update(kind="failed")


def test_the_database_refuses_tenders_that_do_not_sum_to_the_amount() -> None:
    intent = expected()
    Tender.objects.create(intent=intent, kind="points", amount=1, key="x", created_at=NOW)
    with pytest.raises(IntegrityError, match="do not sum"), transaction.atomic():
        connection.check_constraints()
    Tender.objects.filter(key="x").delete()
