# SPDX-License-Identifier: Apache-2.0
"""The counter answers as the API does, takes many together, and hands on to Django what it does not know, body and all."""

import json
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.orders.models import Order
from omotenashi.web.api.shop import counter, door, schemas
from omotenashi.web.api.shop.counter import Call

pytestmark = pytest.mark.django_db
_BUYER = {"name": "山田", "prefecture": "東京都"}


@pytest.fixture(autouse=True)
def _furnished(retailer: None) -> None:
    shop.furnish()


def _django(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("599 Django", [])
    return [b"Django", environ["wsgi.input"].read()]


def _ask(method: str, path: str, body: Any, **headers: str) -> tuple[int, Any, dict[str, str]]:
    """Ask the counter; what it hands on is answered with the body that Django would read."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": f"/api/shop/v1{path}", "QUERY_STRING": "", "HTTP_HOST": "localhost:80",
        "CONTENT_LENGTH": str(len(data)), "wsgi.input": BytesIO(data), "REMOTE_ADDR": "127.0.0.1",
        "HTTP_ACCEPT_LANGUAGE": "en", **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }  # fmt: skip
    told: list[Any] = []
    said = door.before(_django)(environ, lambda status, names: told.extend((int(status[:3]), dict(names))))
    text = b"".join(said)
    if told[0] == 599:
        assert text == b"Django" + data
        return 599, None, told[1]
    return told[0], json.loads(text), told[1]


def _opened(*wanted: tuple[str, int], **more: Any) -> str:
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in wanted]
    status, said, _ = _ask("POST", "/baskets", {"lines": lines, **more})
    assert status == 200
    return str(said["token"])


def test_a_member_orders_as_through_django(key_of: Callable[[str], str]) -> None:
    node, bearer = shop.member(1000), f"Bearer {key_of('clerk')}"
    token = _opened(("SHIRT", 1), points=50)
    status, quote, names = _ask(
        "PUT", "/basket/member", {"customer": str(node)}, basket_token=token, authorization=bearer
    )
    through = Client().get("/api/shop/v1/basket", headers={"Accept-Language": "en", "Basket-Token": token})
    assert (status, quote) == (200, through.json())
    shared = (
        "Content-Type",
        "Content-Language",
        "Vary",
        "X-Frame-Options",
        "X-Content-Type-Options",
        "Referrer-Policy",
    )
    assert {name: names[name] for name in shared} == {name: through[name] for name in shared}
    delivered = Client().get(
        "/api/shop/v1/basket?prefecture=東京都", headers={"Accept-Language": "en", "Basket-Token": token}
    )
    body = {"digest": delivered.json()["digest"], "buyer": _BUYER}
    first, again = (
        _ask("POST", "/orders", body, basket_token=token, idempotency_key="k" * 10)[:2] for _time in range(2)
    )
    assert (first, Order.objects.count()) == (again, 1)
    assert (first[0], first[1]["state"], first[1]["to_pay"]) == (200, "placed", 2810)


def test_many_are_served_together_each_with_its_own_answer() -> None:
    tokens = [_opened(("SHIRT", 1)) for _ in range(3)]
    digests = [
        Client().get("/api/shop/v1/basket?prefecture=東京都", headers={"Basket-Token": token}).json()["digest"]
        for token in tokens
    ]
    digests[1] = "0" * 32
    calls = [
        Call(
            schemas.OrderIn.model_validate({"digest": digest, "buyer": _BUYER}),
            token=token,
            key=f"{token}-1",
            language="ja",
        )
        for token, digest in zip(tokens, digests, strict=True)
    ]
    answers = counter.place_orders([*calls, Call(calls[0].body, token="x" * 32, key="k" * 10, language="ja")])
    assert [answer and answer[0] for answer in answers] == [200, 409, 200, None]
    assert Order.objects.count() == 2


def test_a_refusal_is_told_in_the_language_of_who_asks() -> None:
    token = _opened(("SHIRT", 1))
    body = {"digest": "0" * 32, "buyer": _BUYER}
    told = {
        language: _ask("POST", "/orders", body, basket_token=token, idempotency_key="k" * 10, accept_language=language)
        for language in ("en", "ja")
    }
    assert {said["code"] for _, said, _ in told.values()} == {"quote_changed"}
    assert {names["Content-Type"] for _, _, names in told.values()} == {"application/problem+json"}
    assert len({said["message"] for _, said, _ in told.values()}) == 2
    through = Client().post(
        "/api/shop/v1/orders", json.dumps(body), "application/json",
        headers={"Accept-Language": "ja", "Basket-Token": token, "Idempotency-Key": "k" * 10},
    )  # fmt: skip
    assert (told["ja"][0], told["ja"][1]) == (through.status_code, through.json())


@pytest.mark.parametrize(
    ("method", "path", "body", "headers"),
    [
        ("POST", "/baskets", b"{", {}),
        ("POST", "/baskets", {"lines": [{"sku": "SHIRT", "quantity": 1, "price": 1}]}, {}),
        ("POST", "/baskets", {"lines": [{"sku": "NOBODY", "quantity": 1}]}, {}),
        ("POST", "/baskets", {"channel": "MARS"}, {}),
        ("POST", "/baskets", {"lines": [{"sku": "SHIRT", "quantity": 1, "mode": "pickup", "location": "GINZA"}]}, {}),
        ("POST", "/baskets", {}, {"cookie": "a=b"}),
        ("POST", "/baskets", {}, {"host": "elsewhere.example"}),
        ("PUT", "/basket/member", {"customer": "0" * 32}, {"basket_token": "x" * 32}),
        ("PUT", "/basket/member", {"customer": "0" * 32}, {"basket_token": "x" * 32, "authorization": "Bearer omo_x"}),
        ("POST", "/orders", {"digest": "0" * 32, "buyer": {}}, {"basket_token": "x" * 32, "idempotency_key": "k" * 10}),
        ("POST", "/orders", {"digest": "0" * 32, "buyer": {}}, {"basket_token": "x" * 32, "idempotency_key": "k"}),
        ("GET", "/basket", {}, {}),
    ],
)
def test_what_is_not_usual_goes_on_to_django(method: str, path: str, body: Any, headers: dict[str, str]) -> None:
    assert _ask(method, path, body, **headers) == (599, None, {})


def test_who_asks_too_fast_is_told_by_django(settings: Any) -> None:
    settings.SHOP_RATE = 1
    body = {"digest": "0" * 32, "buyer": _BUYER}
    token = _opened(("SHIRT", 1))
    asked = [_ask("POST", "/orders", body, basket_token=token, idempotency_key="k" * 10)[0] for _ in range(5)]
    assert asked[:3] == [409] * 3
    assert asked[-1] == 599


def test_a_sale_is_rung_up_as_through_django(key_of: Callable[[str], str]) -> None:
    bearer = f"Bearer {key_of('clerk')}"
    sale = {
        "id": str(uuid4()), "shop": "GINZA", "terminal": "1", "sequence": 1, "sold_at": clock.now().isoformat(),
        "lines": [{"sku": "CAP", "quantity": 1}], "tenders": [{"kind": "qr", "amount": 1100}],
    }  # fmt: skip
    first = _ask("POST", "/sales", sale, authorization=bearer)
    again = Client().post("/api/shop/v1/sales", json.dumps(sale), "application/json", headers={"Authorization": bearer})
    assert (first[0], {**first[1], "is_repeat": True}, Order.objects.count()) == (200, again.json(), 1)


def test_prices_by_hand_gift_cards_and_who_may_not_sell_go_on_to_django(key_of: Callable[[str], str]) -> None:
    base = {
        "id": str(uuid4()), "shop": "GINZA", "terminal": "1", "sequence": 1, "sold_at": clock.now().isoformat(),
        "lines": [{"sku": "CAP", "quantity": 1}], "tenders": [{"kind": "qr", "amount": 1100}],
    }  # fmt: skip
    by_hand = base | {"lines": [{"sku": "CAP", "quantity": 1, "price": 900, "reason": "stain"}]}
    by_card = base | {"tenders": [{"kind": "gift_card", "amount": 1100, "ref": "X"}]}
    asked = [(by_hand, "manager"), (by_card, "clerk"), (base, "support")]
    keys = {role: key_of(role) for _, role in asked}
    answers = [_ask("POST", "/sales", body, authorization=f"Bearer {keys[role]}")[0] for body, role in asked]
    assert (answers, Order.objects.count()) == ([599] * 3, 0)
