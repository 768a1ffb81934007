# SPDX-License-Identifier: Apache-2.0
"""What a till sold without a line, told afterwards: facts are booked once, in any order, and what is odd is said."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import RefusedUpload, TillSale
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.loyalty.models import Overdraft, TillAllowance, TillReserve
from omotenashi.commerce.orders.models import Document, Order
from omotenashi.web.register.tests import world

pytestmark = pytest.mark.django_db
_HERE = {"shop": "GINZA", "terminal": "T01"}


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    world.furnish()


@pytest.fixture
def client() -> Client:
    world.open_drawer()
    return world.signed_in()


def _fact(sequence: int, *, price: int = 2200, points: int = 0, **more: Any) -> dict[str, Any]:
    line = world.line("SHIRT", price=price)
    cash = price - points
    return world.sale(line, cash=cash, points=points, sequence=sequence, offline=True, **more) | _HERE


def _tell(client: Client, *sales: Any, allowances: list[Any] | None = None, ahead: int = 0) -> list[dict[str, Any]]:
    sent = (clock.now() + timedelta(seconds=ahead)).isoformat()
    body = {"sent_at": sent, "sales": list(sales), "allowances": allowances or []}
    answer = client.post(reverse("register:offline-sales"), json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def _permit(client: Client, previous: str | None = None) -> dict[str, Any]:
    said = json.dumps({"previous": previous})
    answer = client.post(reverse("register:allowance"), said, content_type="application/json")
    found: dict[str, Any] = answer.json()["allowance"]
    return found


def test_sales_are_booked_once_in_any_order_however_often_they_are_told(client: Client) -> None:
    sales = [_fact(n) for n in (1, 2, 4)]
    first = _tell(client, sales[2], sales[0])
    again = _tell(client, *sales, *sales)
    assert [each["state"] for each in (*first, *again)] == ["sold"] * 8
    assert [each["sold"]["is_repeat"] for each in again] == [True, False, True, True, True, True]
    assert {each["sold"]["order"] for each in again} == {str(pk) for pk in Order.objects.values_list("pk", flat=True)}
    assert (Order.objects.count(), Document.objects.count(), queries.broken(clock.now())) == (3, 3, [])
    assert queries.gaps() == [queries.Gap("GINZA", "T01", 3, 3)]


def test_points_within_the_permission_are_burned_and_what_was_not_there_is_a_receivable(client: Client) -> None:
    person, node = world.member(150)
    permit = _permit(client)
    sales = [_fact(n, points=100, member=str(person), allowance=permit["id"]) for n in (1, 2)]
    done = _tell(client, *sales, allowances=[permit])
    assert [each["differences"] for each in done] == [
        [],
        [
            {"what": "points", "said": 100, "ours": 50},
            {"what": "points_marked", "marks": ["overdraft"], "overdraft": 50},
        ],
    ]
    assert (wallets.balance([node], clock.now()).available, queries.broken(clock.now())) == (0, [])
    assert list(Overdraft.objects.order_by("amount").values_list("asked", "amount")) == [(100, 0), (100, 50)]


@pytest.mark.parametrize(
    ("change", "marks"),
    [({"total": 999_999}, ["no_allowance"]), ({"signature": "0" * 64}, ["no_allowance"])],
)
def test_a_permission_that_was_changed_permits_nothing_and_the_sale_is_booked(
    client: Client, change: dict[str, Any], marks: list[str]
) -> None:
    person, _node = world.member(500)
    permit = _permit(client)
    [done] = _tell(
        client, _fact(1, points=100, member=str(person), allowance=permit["id"]), allowances=[permit | change]
    )
    assert [each["what"] for each in done["differences"]] == ["allowance", "points_marked"]
    assert (done["differences"][1]["marks"], TillAllowance.objects.get().used) == (marks, 0)


def test_what_was_given_after_the_permission_ended_or_beyond_it_is_marked(client: Client) -> None:
    person, _node = world.member(5_000)
    permit = _permit(client)
    TillAllowance.objects.update(valid_until=clock.now() - timedelta(hours=1), per_customer=150)
    row = TillAllowance.objects.get()
    sales = [_fact(n, points=100, member=str(person), allowance=permit["id"]) for n in (1, 2)]
    done = _tell(client, *sales, allowances=[permit])
    assert [each["differences"][0]["marks"] for each in done] == [["late"], ["late", "over_customer"]]
    assert (row.total, TillAllowance.objects.get().used, Overdraft.objects.filter(amount__gt=0).count()) == (
        20_000,
        200,
        0,
    )


def test_what_nobody_can_book_is_kept_for_people_and_does_not_stop_the_others(client: Client) -> None:
    ghost = _fact(2) | {"lines": [world.line("GHOST", price=2200)]}
    crooked = _fact(3) | {"tenders": []}
    done = _tell(client, _fact(1), ghost, crooked, {"id": "what"}, "nonsense", _fact(4))
    assert [(each["state"], each.get("reason", "")) for each in done] == [
        ("sold", ""), ("refused", "unknown_sku"), ("refused", "tenders"), ("refused", "not_understood"),
        ("refused", "not_understood"), ("sold", ""),
    ]  # fmt: skip
    assert (Order.objects.count(), RefusedUpload.objects.count(), queries.gaps()) == (2, 4, [])
    _tell(client, ghost)
    kept = RefusedUpload.objects.get(reason="unknown_sku")
    assert (kept.tries, kept.content["lines"][0]["sku"], kept.terminal, kept.sequence) == (2, "GHOST", "T01", 2)
    assert queries.last_sequence(shop_id=kept.shop_id, terminal="T01") == 4


def test_a_sale_that_was_kept_is_booked_when_it_is_told_again_and_can_be(client: Client) -> None:
    late = _fact(1) | {"lines": [world.line("LATE", price=2200)]}
    assert _tell(client, late)[0]["state"] == "refused"
    catalogue.register([catalogue.ProductRecord(sku="LATE", code="LATE", name="LATE", price=2200)])
    [done] = _tell(client, late)
    kept = RefusedUpload.objects.get()
    assert (done["state"], str(kept.order_id), kept.settled_at is not None) == ("sold", done["sold"]["order"], True)


def test_a_sale_whose_answer_was_lost_is_the_one_that_was_rung_up_online(client: Client) -> None:
    online = world.sale(world.line("SHIRT"), cash=2200)
    assert world.post(client, "api-sales", online).status_code == 201
    told = online | {"lines": [world.line("SHIRT", price=2200)], "offline": True, **_HERE}
    [done] = _tell(client, told)
    assert (done["state"], done["sold"]["is_repeat"], Order.objects.count()) == ("sold", True, 1)
    [other] = _tell(client, told | {"lines": [world.line("SHIRT", price=900)]})
    assert (other["state"], other["reason"], Order.objects.count()) == ("refused", "key_reused", 1)


def test_a_clock_that_is_off_is_said_and_no_sale_lies_in_the_future(client: Client) -> None:
    sale = _fact(1) | {"sold_at": (clock.now() + timedelta(hours=1)).isoformat()}
    [done] = _tell(client, sale, ahead=3600)
    assert [each["what"] for each in done["differences"]] == ["clock"]
    assert 3590 <= done["differences"][0]["seconds"] <= 3600
    assert TillSale.objects.get().sold_at <= clock.now()


def test_another_price_than_in_the_books_is_booked_as_it_was_asked_and_said(client: Client) -> None:
    [done] = _tell(client, _fact(1, price=2000))
    assert done["differences"] == [{"what": "amount", "line": 1, "said": 2000, "ours": 2200}]
    assert (done["sold"]["total"], queries.broken(clock.now())) == (2000, [])


def test_the_sales_of_another_shop_stay_with_the_till(client: Client) -> None:
    done = _tell(client, _fact(1) | {"shop": "UENO", "terminal": "T09"})
    assert (done, Order.objects.count(), RefusedUpload.objects.count()) == (
        [{"id": done[0]["id"], "state": "elsewhere"}],
        0,
        0,
    )


def test_permissions_are_backed_by_what_was_set_aside(client: Client) -> None:
    first = _permit(client)
    second = _permit(client, first["id"])
    assert (first["total"], TillReserve.objects.get().held) == (20_000, 20_000)
    assert list(TillAllowance.objects.order_by("issued_at").values_list("closed_at", flat=True))[1] is None
    TillReserve.objects.update(held=990_000)
    assert _permit(client) is None
    assert {each.subject for each in wallets.broken(clock.now())} == {"reserve of tills"}
    TillReserve.objects.update(held=20_000)
    assert (second["terminal"], wallets.broken(clock.now())) == ("T01", [])


def test_who_is_signed_out_or_may_not_sell_tells_nothing() -> None:
    names = ("beat", "snapshot")
    assert [Client().get(reverse(f"register:{name}")).status_code for name in names] == [401, 401]
    body = json.dumps({"sent_at": clock.now().isoformat(), "sales": [_fact(1)]})
    refused = world.signed_in("support").post(reverse("register:offline-sales"), body, content_type="application/json")
    assert (refused.status_code, Order.objects.count()) == (403, 0)


def test_an_upload_that_is_none_is_told_so(client: Client) -> None:
    wrong = [
        {"sales": []},
        {"sent_at": "yesterday", "sales": []},
        {"sent_at": clock.now().isoformat(), "sales": [{}] * 51},
    ]
    said = [
        client.post(reverse("register:offline-sales"), json.dumps(x), content_type="application/json") for x in wrong
    ]
    assert [each.status_code for each in said] == [422, 422, 422]


def test_an_id_that_is_known_under_another_number_is_not_booked_twice(client: Client) -> None:
    sale = _fact(1)
    _tell(client, sale)
    [other] = _tell(client, sale | {"sequence": 7})
    [taken] = _tell(client, _fact(1) | {"id": str(uuid4())})
    assert (other["sold"]["is_repeat"], taken["reason"], Order.objects.count()) == (True, "bad_sequence", 1)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=4), min_size=1, max_size=4))
def test_whatever_order_and_however_often_the_books_hold(client: Client, uploads: list[list[int]]) -> None:
    with transaction.atomic():
        person, node = world.member(250, number=f"80000000{uuid4().int % 10_000:04}")
        permit = _permit(client)
        sales = {n: _fact(n, points=100, member=str(person), allowance=permit["id"]) for n in range(1, 5)}
        for numbers in uploads:
            _tell(client, *(sales[n] for n in numbers), allowances=[permit])
        told = {n for numbers in uploads for n in numbers}
        assert set(TillSale.objects.values_list("sequence", flat=True)) == told
        assert wallets.balance([node], clock.now()).available == max(250 - 100 * len(told), 0)
        assert sum(Overdraft.objects.values_list("amount", flat=True)) == max(100 * len(told) - 250, 0)
        assert (Document.objects.count(), queries.broken(clock.now())) == (len(told), [])
        transaction.set_rollback(True)
