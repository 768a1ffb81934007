# SPDX-License-Identifier: Apache-2.0
"""The door for headless shops and tills: a basket's token is its key, a sale needs one, and no price is believed."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.orders.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(retailer: None) -> None:
    shop.furnish()


def _ask(method: str, path: str, body: Any = None, **headers: str) -> Any:
    names = {name.replace("_", "-"): value for name, value in {"Accept-Language": "en", **headers}.items()}
    return Client().generic(
        method, f"/api/shop/v1{path}", b"" if body is None else _json(body), "application/json", headers=names
    )


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()


def _basket(*wanted: tuple[str, int], **more: Any) -> str:
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in wanted]
    answer = _ask("POST", "/baskets", {"lines": lines, **more})
    assert answer.status_code == 200
    return str(answer.json()["token"])


def _sale(**more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()), "shop": "GINZA", "terminal": "1", "sequence": 1, "sold_at": clock.now().isoformat(),
        "lines": [{"sku": "CAP", "quantity": 1}], "tenders": [{"kind": "qr", "amount": 1100}], **more,
    }  # fmt: skip


def test_a_guest_orders_and_pays_with_the_token_of_the_basket() -> None:
    token = _basket(("SHIRT", 1))
    quote = _ask("GET", "/basket", Basket_Token=token).json()
    body = {"digest": quote["digest"], "buyer": {"name": "山田", "mail": "h@example.jp", "prefecture": "東京都"}}
    placed = _ask("POST", "/orders", body, Basket_Token=token, Idempotency_Key="k" * 10).json()
    assert (quote["to_pay"], placed["to_pay"], placed["state"]) == (2860, 2860, "placed")
    again = _ask("POST", "/orders", body, Basket_Token=token, Idempotency_Key="k" * 10).json()
    assert (again["id"], Order.objects.count()) == (placed["id"], 1)
    assert _ask("GET", f"/orders/{placed['id']}", Basket_Token=token).json()["state"] == "placed"
    gone = _ask("POST", f"/orders/{placed['id']}/cancellation", {}, Basket_Token=token).json()
    assert gone["state"] == "cancelled"


def test_the_order_of_another_basket_is_not_there() -> None:
    mine, other = _basket(("SHIRT", 1)), _basket(("SHIRT", 1))
    quote = _ask("GET", "/basket", Basket_Token=mine).json()
    body = {"digest": quote["digest"], "buyer": {}}
    placed = _ask("POST", "/orders", body, Basket_Token=mine, Idempotency_Key="k" * 10).json()
    answers = [
        _ask("GET", f"/orders/{placed['id']}", Basket_Token=other),
        _ask("POST", f"/orders/{placed['id']}/payment", {}, Basket_Token=other),
        _ask("POST", f"/orders/{placed['id']}/cancellation", {}, Basket_Token=other),
        _ask("GET", "/basket", Basket_Token="x" * 32),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


def test_a_price_is_not_even_read_and_what_changed_is_said() -> None:
    line = {"sku": "SHIRT", "quantity": 1, "price": 1}
    assert _ask("POST", "/baskets", {"lines": [line]}).status_code == 422
    token = _basket(("SHIRT", 1))
    stale = _ask("POST", "/orders", {"digest": "0" * 32, "buyer": {}}, Basket_Token=token, Idempotency_Key="k" * 10)
    assert (stale.status_code, stale.json()["code"], Order.objects.count()) == (409, "quote_changed", 0)
    full = _basket(("CAP", 5))
    wanted = _ask("POST", "/orders", {"digest": "0" * 32, "buyer": {}}, Basket_Token=full, Idempotency_Key="k" * 10)
    assert (wanted.status_code, wanted.json()["code"]) == (409, "unbuyable")


def test_only_those_who_sell_may_ring_up_and_only_leaders_change_prices(key_of: Callable[[str], str]) -> None:
    allowed = {}
    for role in ("headquarters", "manager", "clerk", "support", "developer"):
        bearer = f"Bearer {key_of(role)}"
        by_hand: dict[str, Any] = {"lines": [{"sku": "CAP", "quantity": 1, "price": 900, "reason": "stain"}]}
        by_hand |= {"tenders": [{"kind": "qr", "amount": 900}], "terminal": f"{role}-2"}
        asked = (_sale(terminal=role), _sale(**by_hand))
        allowed[role] = [_ask("POST", "/sales", body, Authorization=bearer).status_code for body in asked]
    assert allowed == {
        "headquarters": [200, 200], "manager": [200, 200], "clerk": [200, 403], "support": [403, 403],
        "developer": [403, 403],
    }  # fmt: skip
    assert _ask("POST", "/sales", _sale()).status_code == 401


def test_a_sale_told_twice_is_one_and_one_that_does_not_add_up_is_none(key_of: Callable[[str], str]) -> None:
    bearer = f"Bearer {key_of('clerk')}"
    sale = _sale()
    first, again = (_ask("POST", "/sales", sale, Authorization=bearer).json() for _ in range(2))
    assert (first["order"], first["document"]) == (again["order"], "GINZA-1-000001")
    assert (first["is_repeat"], again["is_repeat"], Order.objects.count()) == (False, True, 1)
    cheap = _sale(sequence=2, tenders=[{"kind": "qr", "amount": 1}])
    answer = _ask("POST", "/sales", cheap, Authorization=bearer)
    assert (answer.status_code, answer.json()["code"], Order.objects.count()) == (422, "tenders", 1)
