# SPDX-License-Identifier: Apache-2.0
"""Reading: customers, orders, products and measures as a machine gets them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.tests.records import line, order, returned, take_back
from omotenashi.people.consent import actions as consent
from omotenashi.people.customers.models import Node
from omotenashi.people.customers.tests.hana import NOW, customer, register
from omotenashi.places.locations import actions as locations
from omotenashi.web.api.tests.caller import Api

pytestmark = pytest.mark.django_db


def walk(api: Api, path: str, **query: Any) -> list[list[Any]]:
    """Give all pages of a list."""
    page = api.get(path, **query).json()
    pages = [page["items"]]
    while page["next"] is not None:
        page = api.get(path, **query, cursor=page["next"]).json()
        pages.append(page["items"])
    return pages


@pytest.fixture
def hana(retailer: None) -> UUID:
    """Hana, with everything: keys, consent, points, two orders."""
    locations.register_channels(["EC", "STORE"])
    [outcome] = register(
        customer("member_no=M1", "email=h@example.com", name="山田 花子", kana="ヤマダ ハナコ", city="港区")
    )
    assert outcome.node_id
    assert outcome.person_id
    mail = Node.objects.get(type="email").pk
    consent.record(
        [
            consent.ConsentRecord(
                node_id=mail, purpose="marketing", state="granted", source="form", occurred_at=NOW, key="1"
            )
        ]
    )
    loyalty.post([loyalty.PointRecord(node_id=outcome.node_id, amount=30, type="earn", occurred_at=NOW, key="1")])
    orders.record(
        [
            order("1", line("A", 2200, quantity=2), node_id=outcome.node_id, location="GINZA"),
            order("2", line("B", 500), node_id=outcome.node_id, origin="till", channel="STORE",
                  placed_at=NOW + timedelta(days=1)),
        ],
        now=NOW,
    )  # fmt: skip
    take_back(returned("R1", line("A", 1100)))
    return outcome.person_id


def test_one_customer_with_all_that_is_known(headquarters: Api, hana: UUID) -> None:
    found = headquarters.get(f"/customers/{hana}").json()
    assert found == {
        "id": str(hana), "name": "山田 花子", "kana": "ヤマダ ハナコ", "email": "h@example.com", "phone": "",
        "member_no": "M1", "prefecture": "", "rank": "", "registered_at": "2026-01-10T00:00:00Z", "birth_date": None,
        "gender": "", "postal_code": "", "city": "港区", "address": "", "zone": "",
        "keys": [{"type": "member_no", "value": "M1"}, {"type": "email", "value": "h@example.com"}],
        "consents": [{"channel": "email", "purpose": "marketing", "state": "granted", "occurred_at": "2026-01-10T00:00:00Z"}],
        "points": 30, "figures": None,
    }  # fmt: skip


@pytest.mark.parametrize("role", ["clerk", "developer"])
def test_a_key_that_may_not_reach_people_sees_enough_to_recognise_them(
    role: str, key_of: Callable[[str], str], hana: UUID
) -> None:
    register(
        customer(
            "member_no=M1", "phone=09012345678", name="山田 花子", address="北町2-1", birth_date="1990-02-03", at=NOW
        )
    )
    api = Api(key_of(role))
    found = api.get(f"/customers/{hana}").json()
    shown = (found["name"], found["email"], found["phone"], found["address"], found["birth_date"])
    assert shown == ("山田 花子", "h•••@example.com", "090-•••-5678", "•••", None)
    assert sorted(key["value"] for key in found["keys"]) == ["090-•••-5678", "M1", "h•••@example.com"]
    (row,) = api.get("/customers", q="M1").json()["items"]
    assert (row["email"], row["phone"]) == ("h•••@example.com", "090-•••-5678")


def test_a_former_id_gives_the_person_it_means_today(headquarters: Api, hana: UUID) -> None:
    [ken] = register(customer("phone=09012345678"))
    register(customer("phone=09012345678", "member_no=M1"))
    assert headquarters.get(f"/customers/{ken.person_id}").json()["id"] == str(hana)
    assert len(headquarters.get(f"/customers/{ken.person_id}/orders").json()["items"]) == 2


def test_a_customer_who_does_not_exist(headquarters: Api) -> None:
    for path in ("", "/orders", "/timeline"):
        assert headquarters.get(f"/customers/{UUID(int=1)}{path}").status_code == 404


def test_customers_are_found_by_what_people_type(headquarters: Api, hana: UUID) -> None:
    register(customer("member_no=K1", name="佐藤 健"))
    for asked in ("山田", "やまだ", "h@example.com", "M1"):
        assert [found["name"] for found in headquarters.get("/customers", q=asked).json()["items"]] == ["山田 花子"]


def test_pages_lose_and_double_nobody(headquarters: Api) -> None:
    register(*(customer(f"member_no=M{n}", at=NOW + timedelta(days=n % 3)) for n in range(7)))
    pages = walk(headquarters, "/customers", limit=3)
    assert [len(page) for page in pages] == [3, 3, 1]
    found = [customer["member_no"] for page in pages for customer in page]
    assert sorted(found) == [f"M{n}" for n in range(7)]
    moments = [customer["registered_at"] for page in pages for customer in page]
    assert moments == sorted(moments, reverse=True)


def test_the_orders_of_a_customer_in_all_channels(headquarters: Api, hana: UUID) -> None:
    found = headquarters.get(f"/customers/{hana}/orders").json()["items"]
    assert [(row["number"], row["channel"], row["location"], row["customer"]) for row in found] == [
        ("2", "STORE", None, str(hana)), ("1", "EC", "GINZA", str(hana)),
    ]  # fmt: skip


def test_the_timeline_of_a_customer(headquarters: Api, hana: UUID) -> None:
    outbox.deliver(now=datetime.now(UTC) + timedelta(minutes=1))
    pages = walk(headquarters, f"/customers/{hana}/timeline", limit=2)
    names = [entry["name"] for page in pages for entry in page]
    assert sorted(names) == [
        "consent.ConsentChanged", "customers.CustomerRegistered", "loyalty.PointsPosted", "orders.GoodsReturned",
        "orders.OrderPlaced", "orders.OrderPlaced",
    ]  # fmt: skip
    moments = [entry["at"] for page in pages for entry in page]
    assert moments == sorted(moments, reverse=True)


def test_one_order_with_lines_and_returns(headquarters: Api, hana: UUID) -> None:
    key = headquarters.get("/orders", number="1").json()["items"][0]["id"]
    found = headquarters.get(f"/orders/{key}").json()
    assert found["lines"] == [
        {"sku": "A", "name": "", "kind": "goods", "quantity": 2, "unit_price": "1100.0000", "amount": 2200, "discount": 0,
         "coupon": 0, "tax_rate": 10}
    ]  # fmt: skip
    assert [(back["number"], back["amount"]) for back in found["returns"]] == [("R1", 1100)]
    assert (found["goods_total"], found["tax_total"], found["returned_total"]) == (2200, 200, 1100)


def test_orders_are_narrowed_by_day_channel_and_number(headquarters: Api, hana: UUID) -> None:
    def numbers(**query: str) -> list[str]:
        return [row["number"] for row in headquarters.get("/orders", **query).json()["items"]]

    assert numbers() == ["2", "1"]
    assert numbers(channel="EC") == ["1"]
    assert numbers(placed_from="2026-01-06") == ["2"]
    assert numbers(placed_to="2026-01-05", placed_from="2026-01-05") == ["1"]
    assert numbers(placed_from="0001-01-01", placed_to="9999-12-31") == ["2", "1"]
    assert numbers(number="2") == ["2"]


def test_a_day_is_a_day_of_the_retailers_zone(headquarters: Api, retailer: None) -> None:
    locations.register_channels(["EC"])
    orders.record([order("late", placed_at=datetime(2026, 1, 31, 15, 30, tzinfo=UTC))], now=NOW)
    assert headquarters.get("/orders", placed_to="2026-01-31").json()["items"] == []
    assert len(headquarters.get("/orders", placed_from="2026-02-01").json()["items"]) == 1


@pytest.mark.parametrize("path", ["/customers", "/orders", "/products"])
def test_a_list_needs_as_many_queries_for_three_rows_as_for_one(headquarters: Api, retailer: None, path: str) -> None:
    locations.register_channels(["EC"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            headquarters.get(path)
        return len(asked)

    _one_more(0)
    queries()
    one = queries()
    _one_more(1)
    _one_more(2)
    assert queries() == one


def _one_more(n: int) -> None:
    from omotenashi.commerce.catalogue import actions as catalogue

    [outcome] = register(customer(f"member_no=M{n}"))
    orders.record([order(str(n), node_id=outcome.node_id)], now=NOW)
    catalogue.register([catalogue.ProductRecord(sku=f"S{n}", code=f"P{n}")])


def test_every_measure_is_described_in_the_readers_language(key_of: Any) -> None:
    secret = key_of("headquarters")
    english, japanese = (Api(secret, language=code).get("/measures").json()["items"] for code in ("en", "ja"))
    assert [each["name"] for each in english] == [each["name"] for each in japanese]
    assert all(each["title"] and each["formula"] and each["parameters"] and each["columns"] for each in english)


def test_a_measure_is_answered_as_on_the_command_line(headquarters: Api, retailer: None) -> None:
    found = headquarters.get("/measures/f2", days="60", **{"from": "2026-01-01"}).json()
    assert list(found) == ["measure", "params", "population", "rows", "as_of"]
    assert (found["measure"], found["params"]["from"]) == ("f2", "2026-01-01")


def test_what_a_measure_does_not_understand_is_named(headquarters: Api, retailer: None) -> None:
    answer = headquarters.get("/measures/f2", colour="red")
    assert (answer.status_code, answer.json()["code"], answer.json()["errors"][0]["where"]) == (
        422, "bad_parameter", "query.colour",
    )  # fmt: skip
    assert headquarters.get("/measures/none").status_code == 404
    assert headquarters.get("/measures/none/people").status_code == 404
    answer = headquarters.get("/measures/f2/people", **{"cell.colour": "red"})
    assert answer.status_code == 422
    assert headquarters.get("/measures/f2/people", **{"cell.group": "", "cell.days": "60"}).json() == {
        "items": [], "next": None,
    }  # fmt: skip
