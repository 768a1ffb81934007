# SPDX-License-Identifier: Apache-2.0
"""The door for providers' messages, and the page of the simulator."""

import hmac
from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Intent, PaymentEvent, SimulatedCharge, SimulatedWebhook

pytestmark = pytest.mark.django_db


def _begun() -> Intent:
    now = clock.now()
    intent = payments.expect(order_id=new_id(), amount=7_700, currency="JPY", key=str(new_id()), now=now)
    return payments.start(intent_id=intent.pk, return_url="/thanks/", now=now).intent


def _post(client: Client, body: bytes, headers: Any) -> int:
    return client.post("/pay/hooks/test/", body, content_type="application/json", headers=headers).status_code


def test_a_message_needs_its_signature_and_counts_once(client: Client, retailer: None, settings: Any) -> None:
    intent = _begun()
    payments.choose(str(intent.provider_ref), outcome="late", now=clock.now())
    body = SimulatedWebhook.objects.get().body.encode()
    moment = str(int(clock.now().timestamp()))
    seal = hmac.digest(settings.SIMULATOR_KEY, f"{moment}.".encode() + body, "sha256").hex()
    headers = {"Simulator-Signature": f"t={moment},v1={seal}"}
    assert [_post(client, body, {}), _post(client, body + b" ", headers)] == [400, 400]
    assert PaymentEvent.objects.count() == 0
    assert [_post(client, body, headers) for _ in range(2)] == [200, 200]
    intent.refresh_from_db()
    assert (intent.state, PaymentEvent.objects.count()) == ("captured", 1)


def test_a_message_of_nobody_we_know_or_without_end_is_refused(client: Client, retailer: None) -> None:
    assert client.post("/pay/hooks/nobody/", b"{}", content_type="application/json").status_code == 404
    assert client.post("/pay/hooks/test/", b"x" * 300_000, content_type="application/json").status_code == 413
    assert client.get("/pay/hooks/test/").status_code == 405


def test_the_page_of_the_simulator_pays_and_leads_back(client: Client, retailer: None) -> None:
    intent = _begun()
    page = f"/pay/simulator/{intent.provider_ref}/"
    shown = client.get(page, headers={"Accept-Language": "ja"}).content.decode()
    assert ("決済シミュレーター" in shown, "￥7,700" in shown or "¥7,700" in shown) == (True, True)
    asked = client.post(page, {"outcome": "challenge"})
    assert (asked.status_code, asked.headers["Location"]) == (302, page)
    assert client.post(page, {"outcome": "late"}).status_code == 200  # not among the bank's answers
    back = client.post(page, {"outcome": "success"})
    assert back.headers["Location"] == "/thanks/"
    intent.refresh_from_db()
    assert intent.state == "captured"


def test_a_decided_payment_is_not_decided_again(client: Client, retailer: None) -> None:
    intent = _begun()
    page = f"/pay/simulator/{intent.provider_ref}/"
    client.post(page, {"outcome": "success"})
    assert client.post(page, {"outcome": "declined"}).status_code == 200
    assert SimulatedCharge.objects.get().status == "captured"


def test_with_a_real_provider_there_is_no_simulator(client: Client, retailer: None, settings: Any) -> None:
    intent = _begun()
    settings.PAYMENT_PROVIDERS = {}
    assert client.get(f"/pay/simulator/{intent.provider_ref}/").status_code == 404
    assert client.post("/pay/hooks/test/", b"{}", content_type="application/json").status_code == 404
