# SPDX-License-Identifier: Apache-2.0
"""決済会社: keys go in, are tested, changed and removed, and never come out."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries
from omotenashi.commerce.payments.models import Intent, ProviderAccount
from omotenashi.commerce.payments.queries import vendors
from omotenashi.commerce.payments.tests import stripe_standin
from omotenashi.commerce.payments.tests.stripe_standin import Books, signed
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytest.importorskip("stripe")
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::ResourceWarning")]
PAGE, ACCOUNT = "/console/settings/payments/", "/console/settings/payments/stripe/account/"
KEYS = {"secret": stripe_standin.KEY, "publishable": "pk_test_standin", "webhook": stripe_standin.SECRET}


@pytest.fixture
def books(settings: Any) -> Iterator[Books]:
    with stripe_standin.standing_in() as (address, found):
        settings.STRIPE_API = address
        yield found


@pytest.fixture
def client(books: Books) -> Client:
    return shop.signed_in("headquarters")


def _said(client: Client, address: str, **given: str) -> str:
    answer = client.post(address, given, follow=True)
    return [str(one) for one in answer.context["messages"]][-1]


def test_keys_are_entered_tested_and_used_and_nobody_reads_them_again(client: Client, books: Books) -> None:
    assert queries.is_simulated()
    assert _said(client, ACCOUNT, **KEYS) == "The provider answers: the keys are good."
    account = ProviderAccount.objects.get()
    assert (account.hints["secret"], account.test_error, books.calls) == ("…ndin", "", ["GET /v1/balance"])
    assert stripe_standin.KEY.encode() not in bytes(account.sealed)
    shown = client.get(PAGE).content.decode()
    assert [value in shown for value in KEYS.values()] == [False] * 3
    assert (queries.is_simulated(), vendors.usual(), queries.publishable_key()) == (False, "stripe", "pk_test_standin")
    with pytest.raises(payments.UnknownProvider):
        vendors.simulator()
    kept = AuditEntry.objects.get(permission="payments.settings")
    assert kept.details == {"changed": ["publishable", "secret", "webhook"]}


def test_keys_that_do_not_open_say_so_and_stay_to_be_changed(client: Client) -> None:
    assert _said(client, ACCOUNT, secret="sk_test_wrong_key_1").startswith("The provider does not take these keys")
    assert ProviderAccount.objects.get().test_error != ""
    assert _said(client, ACCOUNT, secret=stripe_standin.KEY) == "The provider answers: the keys are good."
    assert _said(client, ACCOUNT, publishable="pk_2") == "The provider answers: the keys are good."
    assert vendors.keys_of("stripe").secret == stripe_standin.KEY


def test_a_changed_webhook_secret_hears_both_for_a_day(client: Client) -> None:
    client.post(ACCOUNT, KEYS)
    client.post(ACCOUNT, {"webhook": "whsec_the_next_one"})
    for secret in (stripe_standin.SECRET, "whsec_the_next_one"):
        body, headers = signed(
            {"id": f"evt_{secret}", "type": "x.y", "created": 1, "data": {"object": {}}}, secret=secret
        )
        assert payments.receive(provider="stripe", body=body, headers=headers, now=clock.now()) == 0
    ProviderAccount.objects.update(before_until=clock.now())
    body, headers = signed(
        {"id": "evt_3", "type": "x.y", "created": 1, "data": {"object": {}}}, secret=stripe_standin.SECRET
    )
    with pytest.raises(payments.BadSignature):
        payments.receive(provider="stripe", body=body, headers=headers, now=clock.now())


def test_keys_are_not_removed_while_payments_are_under_way(client: Client) -> None:
    client.post(ACCOUNT, KEYS)
    intent = payments.expect(order_id=new_id(), amount=100, currency="JPY", key="k", now=clock.now())
    Intent.objects.filter(pk=intent.pk).update(provider="stripe")
    address = "/console/settings/payments/stripe/removal/"
    assert _said(client, address).startswith("1 payments are under way there")
    Intent.objects.filter(pk=intent.pk).update(state="expired")
    client.post(address)
    assert (ProviderAccount.objects.count(), queries.is_simulated()) == (0, True)


def test_keys_of_the_environment_stay_there(client: Client, settings: Any) -> None:
    settings.PAYMENT_PROVIDERS = settings.PAYMENT_VENDORS
    assert client.post(ACCOUNT, KEYS).status_code == 404
    assert ProviderAccount.objects.count() == 0


@pytest.mark.parametrize("role", ["manager", "clerk", "support", "developer"])
def test_only_the_head_office_sets_a_provider_up(role: str, books: Books) -> None:
    client = shop.signed_in(role)
    assert (client.get(PAGE).status_code, client.post(ACCOUNT, KEYS).status_code) == (403, 403)
    assert ProviderAccount.objects.count() == 0
