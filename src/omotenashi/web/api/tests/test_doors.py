# SPDX-License-Identifier: Apache-2.0
"""Who may come in: keys, roles, and what is written down about it."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import ApiKey, AuditEntry
from omotenashi.web.api.tests.caller import Api

pytestmark = pytest.mark.django_db


def test_without_a_key_there_is_nothing_to_see(retailer: None) -> None:
    answer = Client().get("/api/v1/customers", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"], answer["WWW-Authenticate"]) == (
        401, "application/problem+json", "Bearer",
    )  # fmt: skip
    assert answer.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "code": "unknown_key",
        "message": "This needs a valid API key: Authorization: Bearer omo_…",
        "errors": [],
    }


def test_a_revoked_key_opens_nothing(key_of: Callable[[str], str]) -> None:
    api = Api(key_of("headquarters"))
    assert api.get("/products").status_code == 200
    staff.revoke_key(key_id=ApiKey.objects.get().pk, now=clock.now())
    assert api.get("/products").status_code == 401


def test_the_use_of_a_key_is_noted(headquarters: Api) -> None:
    assert ApiKey.objects.get().last_used_at is None
    headquarters.get("/products")
    first = ApiKey.objects.get().last_used_at
    headquarters.get("/products")
    assert first is not None
    assert ApiKey.objects.get().last_used_at == first  # once a minute is enough


OPERATIONS: dict[str, tuple[str, dict[str, str], set[str]]] = {
    "search customers": ("/customers", {"q": "x"}, {"headquarters", "manager", "clerk", "support", "developer"}),
    "walk through customers": ("/customers", {}, {"headquarters", "manager"}),
    "walk on through a search": ("/customers", {"q": "x", "cursor": "0" * 48}, {"headquarters", "manager"}),
    "find an order": ("/orders", {"number": "1"}, {"headquarters", "manager", "clerk", "support", "developer"}),
    "walk through orders": ("/orders", {}, {"headquarters", "manager"}),
    "products": ("/products", {}, {"headquarters", "manager", "clerk", "support", "developer"}),
    "measures": ("/measures", {}, {"headquarters", "manager", "support", "developer"}),
    "people behind a cell": ("/measures/f2/people", {"cell.group": "", "cell.days": "60"}, {"headquarters", "manager"}),
    "an exploration": ("/measures/explore", {"by": "channel"}, {"headquarters", "developer"}),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_role_may_read_what_its_permissions_say(key_of: Callable[[str], str], name: str) -> None:
    path, query, allowed = OPERATIONS[name]
    roles = ("headquarters", "manager", "clerk", "support", "developer")
    answers = {role: Api(key_of(role)).get(path, **query).status_code for role in roles}
    assert answers == {role: 200 if role in allowed else 403 for role in roles}


def test_a_clerk_cannot_take_customers_away_and_it_is_written_down(key_of: Callable[[str], str]) -> None:
    answer = Api(key_of("clerk")).get("/customers")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert AuditEntry.objects.values_list("api_key__name", "permission", "was_allowed", "subject").get() == (
        "clerk", "customers.export", False, "/api/v1/customers",
    )  # fmt: skip


@pytest.mark.parametrize("area", ["customers", "products", "orders"])
def test_only_those_who_may_import_may_write(key_of: Callable[[str], str], area: str) -> None:
    record: dict[str, dict[str, Any]] = {
        "customers": {"identifiers": [{"type": "member_no", "value": "M1"}]},
        "products": {"sku": "A", "code": "A"},
        "orders": {"number": "1", "channel": "EC", "placed_at": "2026-01-05T12:00:00+09:00",
                   "lines": [{"sku": "A", "quantity": 1, "unit_price": 100, "amount": 100}]},
    }  # fmt: skip
    roles = ("headquarters", "manager", "clerk", "support", "developer")
    answers = {role: Api(key_of(role)).post(f"/{area}", [record[area]]).status_code for role in roles}
    assert answers == {role: 200 if role in {"headquarters", "developer"} else 403 for role in roles}
    assert AuditEntry.objects.filter(permission="imports.run", was_allowed=False).count() == 3


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "There is nothing here."),
        ("ja", "ここには何もありません。"),
        ("ja-JP,en;q=0.5", "ここには何もありません。"),
    ],
)
def test_messages_are_in_the_language_that_is_asked_for(
    key_of: Callable[[str], str], language: str, message: str
) -> None:
    answer = Api(key_of("headquarters"), language=language).get("/products/none")
    assert (answer.status_code, answer.json()["message"]) == (404, message)


def test_an_unknown_address_is_a_problem_too(headquarters: Api) -> None:
    answer = headquarters.get("/nothing/like/this")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_each_place_that_is_wrong_is_named(headquarters: Api) -> None:
    answer = headquarters.get("/customers", limit="1000", order="name")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"where": "query.limit", "code": "less_than_equal", "message": "This must be at most 200."}
    ]
    answer = headquarters.get("/customers", order="name")
    assert answer.json()["errors"] == [
        {"where": "query.order", "code": "extra_forbidden", "message": "This is not known here."}
    ]


def test_the_documents_need_no_key_and_no_other_machine(retailer: None) -> None:
    page = Client().get("/api/v1/docs").content.decode()
    assert "/static/ninja/swagger-ui-bundle.js" in page
    with closing(Client().get("/static/ninja/swagger-ui-bundle.js")) as script:
        assert (script.status_code, script["Content-Type"].partition(";")[0]) == (200, "text/javascript")
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    document = Client().get("/api/v1/openapi.json").json()
    assert sorted(document["paths"]) == [
        "/api/v1/customers", "/api/v1/customers/{id}", "/api/v1/customers/{id}/orders", "/api/v1/customers/{id}/timeline",
        "/api/v1/journeys/{code}/people",
        "/api/v1/measures", "/api/v1/measures/{name}", "/api/v1/measures/{name}/people",
        "/api/v1/members/link-codes", "/api/v1/members/receipt-codes", "/api/v1/members/scan",
        "/api/v1/orders", "/api/v1/orders/{id}", "/api/v1/products", "/api/v1/products/{code}", "/api/v1/subscriptions",
        "/api/v1/usage",
    ]  # fmt: skip
