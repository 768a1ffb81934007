# SPDX-License-Identifier: Apache-2.0
"""The payment page with Stripe's form, against the stand-in: shown with a key alone, and however the answer comes back."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.checkout.models import Settlement
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Intent
from omotenashi.commerce.payments.tests import stripe_standin
from omotenashi.commerce.payments.tests.stripe_standin import Books, signed
from omotenashi.web.storefront.tests import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.filterwarnings("ignore::ResourceWarning")]
PAY, BACK = "storefront:pay", "storefront:back"


@pytest.fixture
def books(settings: Any) -> Iterator[Books]:
    """A retailer with keys of Stripe, and the stand-in behind it."""
    with stripe_standin.standing_in() as (address, found):
        settings.STRIPE_KEY, settings.STRIPE_WEBHOOK_SECRET = stripe_standin.KEY, stripe_standin.SECRET
        settings.STRIPE_API, settings.STRIPE_PUBLISHABLE_KEY = address, "pk_test_standin"
        settings.STRIPE_SCRIPT = "/static/stripe-standin.js"
        settings.PAYMENT_PROVIDER = "stripe"
        settings.PAYMENT_PROVIDERS = {"stripe": "omotenashi.commerce.payments.providers.stripe.provider.StripeProvider"}
        yield found


def _at_the_form() -> tuple[Client, Any]:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    placed = world.ordered(client, **world.TOKYO)
    assert placed["Location"] == reverse(PAY)
    return client, client.get(reverse(PAY))


def _options(page: Any) -> dict[str, str]:
    found = re.search(r'<script id="pay" type="application/json">(.*?)</script>', page.content.decode())
    assert found
    return dict(json.loads(found[1]))


def _state(client: Client) -> str:
    return str(client.get(client.get(reverse(BACK))["Location"]).context["found"].state)


def test_the_form_is_given_its_secret_and_the_published_script(books: Books) -> None:
    client, page = _at_the_form()
    said = _options(page)
    assert (said["secret"], said["key"], said["back"]) == (
        "pi_1_secret_x", "pk_test_standin", "http://testserver" + reverse(BACK),
    )  # fmt: skip
    assert page.content.decode().count('src="/static/stripe-standin.js"') == 1
    assert "stripe-standin" not in client.get(reverse("storefront:home")).content.decode()
    assert client.get(reverse(PAY)).status_code == 200
    assert list(books.intents) == ["pi_1"]


def test_who_comes_back_before_the_webhook_is_confirmed_and_a_late_and_double_webhook_changes_nothing(
    books: Books,
) -> None:
    client, _page = _at_the_form()
    books.pay("pi_1", captures=True)
    assert _state(client) == "confirmed"
    confirmed_at = Settlement.objects.get().confirmed_at
    for _time in range(2):
        body, headers = signed(books.events[0])
        payments.receive(provider="stripe", body=body, headers=headers, now=clock.now())
    assert (Settlement.objects.get().confirmed_at, Intent.objects.get().captured_amount) == (confirmed_at, 2860)
    assert client.get(reverse(PAY)).status_code == 302


def test_a_declined_card_leads_back_to_the_form_which_says_so(books: Books) -> None:
    client, _page = _at_the_form()
    payments.start(intent_id=Intent.objects.get().pk, method="pm_card_visa_chargeDeclined", now=clock.now())
    assert _state(client) == "failed"
    again = client.get(reverse(PAY))
    assert (again.context["failed"], _options(again)["secret"]) == (True, "pi_1_secret_x")


def test_the_bank_asks_back_and_the_order_waits(books: Books) -> None:
    client, _page = _at_the_form()
    payments.start(intent_id=Intent.objects.get().pk, method="pm_card_authenticationRequired", now=clock.now())
    assert _state(client) == "waiting"
    books.pay("pi_1", captures=True)
    assert _state(client) == "confirmed"


def test_the_page_opens_for_the_browser_that_ordered_alone(books: Books) -> None:
    _at_the_form()
    assert world.browser().get(reverse(PAY))["Location"] == reverse("storefront:orders")


def test_without_a_key_there_is_no_form(settings: Any) -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    assert world.ordered(client, **world.TOKYO)["Location"].startswith("/pay/simulator/")
    assert client.get(reverse(PAY)).status_code == 302
