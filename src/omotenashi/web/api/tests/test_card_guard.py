# SPDX-License-Identifier: Apache-2.0
"""Gift cards by API: the whole code or nothing, no word of what is on a card, and guessing is slow."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import Wallet
from omotenashi.commerce.orders.models import Order
from omotenashi.web.api.shop import cards
from omotenashi.web.ui.pacing import Pace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(retailer: None) -> None:
    shop.furnish()
    cards.PACE.forget()


def _sell(code: str, bearer: str) -> Any:
    sale = {
        "id": str(uuid4()), "shop": "GINZA", "terminal": "1", "sequence": 1, "sold_at": clock.now().isoformat(),
        "lines": [{"sku": "CAP", "quantity": 1}], "tenders": [{"kind": "gift_card", "amount": 1100, "ref": code}],
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {bearer}", "Accept-Language": "en"}
    return Client().post("/api/shop/v1/sales", json.dumps(sale), content_type="application/json", headers=headers)


def test_a_part_of_a_code_pays_nothing_and_says_nothing_of_the_card(key_of: Callable[[str], str]) -> None:
    code, bearer = loyalty.issue_gift_card(amount=4_321, key="k", now=clock.now()).code, key_of("clerk")
    answers = [_sell(part, bearer) for part in (code[:4], code[:9], code[-4:], code[:-1], "")]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(409, "coupon_refused")] * 5
    assert (any("4321" in one.content.decode() for one in answers), Order.objects.count()) == (False, 0)
    assert _sell(code, bearer).status_code == 200
    assert Wallet.objects.get(kind="paid_value").available == 3_221


def test_guessing_is_slowed_and_the_right_code_tells_nothing_then(
    key_of: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # One a day, so that the speed of the machine says nothing.
    monkeypatch.setattr(cards, "PACE", Pace(rate=1 / 86_400, burst=1))
    code, bearer = loyalty.issue_gift_card(amount=4_321, key="k", now=clock.now()).code, key_of("clerk")
    assert _sell("0000-0000-0000", bearer).status_code == 409
    late = _sell(code, bearer)
    assert (late.status_code, late.json()["code"], "Retry-After" in late.headers) == (429, "too_often", True)
    assert (Order.objects.count(), Wallet.objects.get(kind="paid_value").available) == (0, 4_321)


def test_a_guest_cannot_pay_with_a_card_by_api_nor_ask_what_is_on_it() -> None:
    code = loyalty.issue_gift_card(amount=4_321, key="k", now=clock.now()).code
    assert _sell(code, "nobody").status_code == 401
    found = [Client().get(f"/api/shop/v1{path}").status_code for path in (f"/gift-cards/{code}", "/gift-cards")]
    assert found == [404, 404]
