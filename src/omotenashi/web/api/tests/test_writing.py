# SPDX-License-Identifier: Apache-2.0
"""Writing: each record gets its verdict, and a request that comes twice has one effect."""

from typing import Any

import pytest

from omotenashi.base.idempotency.models import Request
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.people.customers.models import FieldValue, Node, Profile
from omotenashi.people.customers.tests.hana import persons
from omotenashi.places.locations.models import Channel
from omotenashi.web.api.tests.caller import Api

pytestmark = pytest.mark.django_db

HANA = {"identifiers": [{"type": "member_no", "value": "M1"}, {"type": "email", "value": "H@example.com"}],
        "fields": {"name": "山田 花子", "birth_date": "1990-04-01"}, "observed_at": "2026-01-05T12:00:00+09:00"}  # fmt: skip


def sold(number: str, **said: Any) -> dict[str, Any]:
    """Give an order in JSON."""
    lines = [{"sku": "A", "name": "シャツ", "quantity": 2, "unit_price": "990.5", "amount": 1981}]
    return {"number": number, "channel": "EC", "placed_at": "2026-01-05T12:00:00+09:00", "lines": lines, **said}


def results(answer: Any) -> list[str]:
    """Give the verdicts of an answer that counts rightly."""
    report = answer.json()
    said = [row["result"] for row in report["results"]]
    assert [row["index"] for row in report["results"]] == list(range(len(said)))
    assert {kind: report[kind] for kind in ("created", "updated", "unchanged", "refused")} == {
        kind: said.count(kind) for kind in ("created", "updated", "unchanged", "refused")
    }
    return said


def test_customers_are_registered_and_each_gets_a_verdict(headquarters: Api) -> None:
    nobody = {"identifiers": [{"type": "email", "value": "unknown"}]}
    later = {**HANA, "observed_at": "2199-01-01T00:00:00Z"}
    answer = headquarters.post("/customers", [HANA, nobody, later])
    assert results(answer) == ["created", "refused", "refused"]
    assert [row["reason"] for row in answer.json()["results"]] == [
        None, "None of the identifiers can be used.", "A moment lies before 1900 or in the future.",
    ]  # fmt: skip
    assert answer.json()["results"][0]["id"] == str(Profile.objects.get().person_id)
    assert persons() == [{"member_no=M1", "email=h@example.com"}]
    assert set(FieldValue.objects.values_list("source", flat=True)) == {"api:headquarters"}
    assert results(headquarters.post("/customers", [HANA])) == ["unchanged"]


def test_products_are_registered(headquarters: Api) -> None:
    record = {"sku": "S", "code": "SHIRT", "name": "シャツ", "price": 1980, "options": {"size": "S"}}
    assert results(headquarters.post("/products", [record, record, {"sku": "M", "code": "SHIRT"}])) == [
        "created", "refused", "created",
    ]  # fmt: skip
    found = headquarters.get("/products/SHIRT").json()
    assert [(variant["sku"], variant["price"], variant["options"]) for variant in found["variants"]] == [
        ("M", None, {}), ("S", 1980, {"size": "S"}),
    ]  # fmt: skip
    assert results(headquarters.post("/products", [{**record, "price": 1500}])) == ["updated"]


def test_a_product_code_may_hold_a_slash(headquarters: Api) -> None:
    headquarters.post("/products", [{"sku": "S", "code": "A/B 1"}])
    assert headquarters.get("/products/A/B 1").json()["code"] == "A/B 1"


def test_orders_are_recorded_with_buyer_channel_and_product(headquarters: Api) -> None:
    buyer = [{"type": "member_no", "value": "M1"}]
    answer = headquarters.post("/orders", [sold("1", customer=buyer, location="GINZA"), sold("2")])
    assert results(answer) == ["created", "created"]
    found = headquarters.get(f"/orders/{answer.json()['results'][0]['id']}").json()
    assert (found["number"], found["goods_total"], found["location"], found["customer"]) == (
        "1", 1981, "GINZA", str(Profile.objects.get().person_id),
    )  # fmt: skip
    assert found["lines"][0]["unit_price"] == "990.5000"
    assert (list(Channel.objects.values_list("code", flat=True)), Product.objects.get().name) == (["EC"], "シャツ")
    assert results(headquarters.post("/orders", [sold("1", customer=buyer, location="GINZA")])) == ["unchanged"]


def test_an_order_that_cannot_be_is_refused_and_leaves_nothing(headquarters: Api) -> None:
    wrong = [
        sold("1", location="MARS"),
        sold("2", placed_at="1850-01-01T00:00:00Z"),
        sold("3", discount=5000),
        sold("4", customer=[{"type": "email", "value": "none"}]),
    ]
    answer = headquarters.post("/orders", [*wrong, sold("5"), sold("5")])
    assert results(answer) == ["refused", "refused", "refused", "refused", "created", "refused"]
    assert [row["reason"] for row in answer.json()["results"]] == [
        "There is no place with this code.", "A moment lies before 1900 or in the future.",
        "The discount is more than the goods, or the sum is too large.",
        "None of the customer's identifiers can be used.", None, "This request names the same order twice.",
    ]  # fmt: skip
    assert list(Order.objects.values_list("number", flat=True)) == ["5"]
    assert list(Node.objects.values_list("value", flat=True)) == ["api:5"]


def test_a_cancelled_order_stays_cancelled(headquarters: Api) -> None:
    headquarters.post("/orders", [sold("1", cancelled_at="2026-01-06T00:00:00Z")])
    assert results(headquarters.post("/orders", [sold("1")])) == ["updated"]
    assert Order.objects.get().cancelled_at is not None


def test_the_same_request_again_gives_the_same_answer_and_changes_nothing(headquarters: Api) -> None:
    first = headquarters.post("/orders", [sold("1")], key="key-0001")
    second = headquarters.post("/orders", [sold("1")], key="key-0001")
    assert (second.content, second.status_code, second["Idempotency-Replayed"]) == (first.content, 200, "true")
    assert "Idempotency-Replayed" not in first
    assert (OrderLine.objects.count(), Request.objects.count()) == (1, 1)


def test_another_request_under_the_same_key_is_refused(headquarters: Api) -> None:
    headquarters.post("/orders", [sold("1")], key="key-0001")
    answer = headquarters.post("/orders", [sold("2")], key="key-0001")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    answer = headquarters.post("/products", [{"sku": "S", "code": "S"}], key="key-0001")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert (Order.objects.count(), Variant.objects.filter(sku="S").count()) == (1, 0)


def test_a_request_without_a_key_is_refused(headquarters: Api) -> None:
    answer = headquarters.client.post("/api/v1/orders", {"records": [sold("1")]}, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "missing")
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"lines": []}, "body.records.0.lines", "too_short"),
        ({"placed_at": "2026-01-05"}, "body.records.0.placed_at", "moment"),
        ({"placed_at": "2026-02-30T00:00:00Z"}, "body.records.0.placed_at", "moment"),
        ({"placed_at": 1767582000}, "body.records.0.placed_at", "moment"),
        ({"number": " 1"}, "body.records.0.number", "string_pattern_mismatch"),
        ({"number": "1\u0000"}, "body.records.0.number", "string_pattern_mismatch"),
        ({"colour": "red"}, "body.records.0.colour", "extra_forbidden"),
        ({"discount": -1}, "body.records.0.discount", "greater_than_equal"),
        ({"discount": "5"}, "body.records.0.discount", "int_type"),
        ({"discount": True}, "body.records.0.discount", "int_type"),
        ({"discount": 0.5}, "body.records.0.discount", "int_from_float"),
        (
            {"customer": [{"type": "passport", "value": "1"}]},
            "body.records.0.customer.0.type",
            "string_pattern_mismatch",
        ),
    ],
)
def test_what_is_not_right_is_named_and_nothing_is_written(
    headquarters: Api, change: dict[str, Any], where: str, code: str
) -> None:
    answer = headquarters.post("/orders", [{**sold("1"), **change}])
    assert answer.status_code == 422
    assert [(error["where"], error["code"]) for error in answer.json()["errors"]] == [(where, code)]
    assert Order.objects.count() == 0


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"records": ', b"[" * 100_000])
def test_a_body_that_is_no_json_is_refused(headquarters: Api, body: bytes) -> None:
    headers = {"Idempotency-Key": "key-0001"}
    answer = headquarters.client.post("/api/v1/orders", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable_body")


def test_a_thousand_records_are_taken_and_no_more(headquarters: Api) -> None:
    records = [{"sku": f"S{n}", "code": f"P{n % 10}"} for n in range(1001)]
    assert results(headquarters.post("/products", records[:1000])) == ["created"] * 1000
    answer = headquarters.post("/products", records)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "too_long")
