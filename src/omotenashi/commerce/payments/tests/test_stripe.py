# SPDX-License-Identifier: Apache-2.0
"""Stripe's own library against a server that keeps Stripe's published contract."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries
from omotenashi.commerce.payments.models import Intent, PaymentEvent, ProviderCall, Refund
from omotenashi.commerce.payments.tests import stripe_standin
from omotenashi.commerce.payments.tests.stripe_standin import Books, signed
from omotenashi.commerce.payments.tests.tries import NOW, expected, told

pytest.importorskip("stripe")
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture
def books(settings: Any) -> Iterator[Books]:
    """A retailer with a key of Stripe, and the stand-in behind it."""
    with stripe_standin.standing_in() as (address, found):
        settings.STRIPE_KEY, settings.STRIPE_WEBHOOK_SECRET = stripe_standin.KEY, stripe_standin.SECRET
        settings.STRIPE_API = address
        settings.PAYMENT_PROVIDER = "stripe"
        settings.PAYMENT_PROVIDERS = {"stripe": "omotenashi.commerce.payments.providers.stripe.provider.StripeProvider"}
        yield found


def _start(method: str = "", **more: Any) -> payments.Started:
    return payments.start(intent_id=expected(**more).pk, method=method, return_url="https://shop.example/back", now=NOW)


def _hear(event: dict[str, Any], **more: Any) -> int:
    body, headers = signed(event, **more)
    return payments.receive(provider="stripe", body=body, headers=headers, now=clock.now())


def test_a_charge_waits_for_the_form_and_is_paid_by_webhook(books: Books) -> None:
    begun = _start()
    assert begun.action == payments.Action(kind="client_secret", value="pi_1_secret_x")
    books.pay("pi_1", captures=True)
    assert [_hear(books.events[0]), _hear(books.events[0])] == [1, 0]
    intent = Intent.objects.get()
    assert (intent.state, intent.provider_ref, told()) == ("captured", "pi_1", [("PaymentCaptured", 7_700)])
    assert books.intents["pi_1"]["metadata"] == {"intent_id": str(intent.pk), "order_id": str(intent.order_id)}


def test_a_declined_card_is_an_answer_and_another_card_may_follow(books: Books) -> None:
    begun = _start("pm_card_visa_chargeDeclined")
    assert (begun.intent.state, begun.intent.reason) == ("failed", "generic_decline")
    again = payments.start(intent_id=begun.intent.pk, method="pm_card_visa", return_url="https://x.example", now=NOW)
    assert (again.intent.state, list(books.intents)) == ("captured", ["pi_1"])
    for event in reversed(books.events):
        _hear(event)
    assert told() == [("PaymentFailed", 7_700), ("PaymentCaptured", 7_700)]


def test_three_d_secure_sends_the_browser_to_the_bank(books: Books) -> None:
    begun = _start("pm_card_authenticationRequired")
    assert begun.action == payments.Action(kind="redirect", value="https://hooks.stripe.com/3d_secure/pi_1")
    books.pay("pi_1", captures=True)
    assert payments.look(intent_id=begun.intent.pk, now=NOW).state == "captured"


def test_what_is_held_is_captured_or_given_up(books: Books) -> None:
    held = _start("pm_card_visa", captures_later=True).intent
    assert (held.state, told()) == ("authorised", [("PaymentAuthorised", 7_700)])
    payments.capture(intent_id=held.pk, now=NOW)
    other = _start("pm_card_visa", captures_later=True, key="k2").intent
    payments.void(intent_id=other.pk, reason="cancelled", key="void", now=NOW)
    payments.talk(now=NOW)
    states = {one.key: one.state for one in Intent.objects.all()}
    assert states == {"k1": "captured", "k2": "voided"}
    assert [books.intents[ref]["status"] for ref in ("pi_1", "pi_2")] == ["succeeded", "canceled"]


def test_a_refund_goes_back_to_the_card_once(books: Books) -> None:
    intent = _start("pm_card_visa").intent
    for _ in range(2):
        payments.refund(intent_id=intent.pk, amount=700, reason="returned", key="r1", now=NOW)
        payments.talk(now=NOW)
    for event in books.events:
        _hear(event)
    intent.refresh_from_db()
    assert (intent.state, intent.refunded_amount, len(books.refunds)) == ("part_refunded", 700, 1)
    assert books.refunds["re_1"]["metadata"] == {"refund_id": str(Refund.objects.get().pk)}
    assert told()[1:] == [("Refunded", 700)]


def test_an_answer_that_is_lost_is_asked_for_again_under_its_key(books: Books) -> None:
    books.losing = 1
    begun = _start("pm_card_visa")
    assert (begun.intent.state, begun.intent.provider_ref) == ("created", None)
    payments.talk(now=NOW + timedelta(minutes=1))
    begun.intent.refresh_from_db()
    assert (begun.intent.state, list(books.intents), told()) == ("captured", ["pi_1"], [("PaymentCaptured", 7_700)])


def test_a_wrong_key_is_no_refusal_of_the_customer(books: Books, settings: Any) -> None:
    settings.STRIPE_KEY = "sk_test_other"
    assert _start("pm_card_visa").intent.state == "created"
    settings.STRIPE_KEY = stripe_standin.KEY
    payments.talk(now=NOW + timedelta(minutes=1))
    assert Intent.objects.get().state == "captured"


def test_a_refund_made_at_stripes_own_desk_is_known(books: Books) -> None:
    intent = _start("pm_card_visa").intent
    books.answer("POST", "/v1/refunds", {"payment_intent": "pi_1", "amount": "1000"}, None)
    assert _hear(books.events[-1]) == 1
    intent.refresh_from_db()
    assert (intent.refunded_amount, Refund.objects.get().reason) == (1_000, "made_at_provider")
    assert queries.broken(clock.now()) == []


def test_a_message_that_is_forged_old_or_changed_is_refused(books: Books) -> None:
    _start()
    books.pay("pi_1", captures=True)
    body, headers = signed(books.events[0])
    forged = [
        signed(books.events[0], secret="whsec_other"),
        signed(books.events[0], age=400),
        (body.replace(b"7700", b"7701"), headers),
        (body, {}),
    ]
    for wrong, header in forged:
        with pytest.raises(payments.BadSignature):
            payments.receive(provider="stripe", body=wrong, headers=header, now=clock.now())
    assert (PaymentEvent.objects.count(), Intent.objects.get().state) == (0, "created")


def test_nothing_of_the_card_or_its_holder_is_kept(books: Books) -> None:
    intent = _start("pm_card_visa").intent
    payments.look(intent_id=intent.pk, now=NOW)
    for event in books.events:
        _hear(event)
    kept = json.dumps([*PaymentEvent.objects.values("raw"), *ProviderCall.objects.values("details")])
    assert [word for word in ("4242", "hanako", "client_secret", "billing") if word in kept] == []
