# SPDX-License-Identifier: Apache-2.0
"""決済 and 精算 in the office: what waits, what was said, what goes back; a manager sees the own shop's tills."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.checkout.tests import shop as checkout
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Intent, ProviderCall, Refund
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations.models import Location
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shops(db: None) -> None:
    shop.opened()
    checkout.furnish()


def _client(role: str, place: str = "") -> Client:
    person = shop.hired(role)
    if place:
        person.location = Location.objects.get(code=place)
        person.save()
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend=shop.BACKEND)
    return client


def _paid(key: str = "k") -> Intent:
    placed = checkout.order(checkout.basket(("SHIRT", 1)), key=key)
    checkout.pay(placed)
    return Intent.objects.get(pk=placed.intent_id)


def _rows(client: Client, address: str) -> list[Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(answer.context["page"].rows)


def test_the_list_finds_a_payment_by_order_and_knows_what_waits() -> None:
    one, client = _paid(), _client("support")
    number = Order.objects.get(pk=one.order_id).number
    assert [row.label for row in _rows(client, f"/console/payments/?q={number}")] == [number]
    assert _rows(client, "/console/payments/?view=unknown") == []
    asked = clock.now() - timedelta(minutes=6)
    ProviderCall.objects.create(
        merchant="m", idempotency_key="x", intent=one, operation="refund", amount=1, asked_at=asked, next_try_at=asked
    )
    assert len(_rows(client, "/console/payments/?view=unknown")) == 1
    assert _rows(client, "/console/payments/?view=trouble") == []


def test_a_payment_shows_every_word_and_pays_back_once() -> None:
    one, client = _paid(), _client("support")
    page = client.get(f"/console/payments/{one.pk}/").context
    assert ([row.amount for _name, row in page["tenders"]], len(page["events"]), page["left"]) == ([2_860], 1, 2_860)
    said = {"amount": "500", "reason": "late", "key": "a"}
    for _twice in range(2):
        assert client.post(f"/console/payments/{one.pk}/refunds/", said).status_code == 302
    assert [(row.amount, row.reason) for row in Refund.objects.all()] == [(500, "late")]
    answer = client.post(f"/console/payments/{one.pk}/refunds/", {**said, "amount": "9999", "key": "b"}, follow=True)
    assert [str(one) for one in answer.context["messages"]][-1] == "No more than 2,360 is left to go back."
    assert Refund.objects.count() == 1


def test_what_is_not_taken_is_given_up_and_what_is_paid_is_not() -> None:
    placed = checkout.order(checkout.basket(("SHIRT", 1)))
    client, paid = _client("headquarters"), _paid("p")
    client.post(f"/console/payments/{placed.intent_id}/void/")
    client.post(f"/console/payments/{paid.pk}/void/")
    states = {one.pk: one.state for one in Intent.objects.all()}
    assert states == {placed.intent_id: "voided", paid.pk: "captured"}


@pytest.mark.parametrize(
    ("role", "seen", "acts"),
    [("headquarters", 200, 302), ("support", 200, 302), ("manager", 200, 403), ("clerk", 403, 403)],
)
def test_who_may_see_and_who_may_pay_back(role: str, seen: int, acts: int) -> None:
    one, client = _paid(), _client(role, "GINZA")
    assert client.get(f"/console/payments/{one.pk}/").status_code == seen
    said = {"amount": "5", "reason": "x", "key": "a"}
    assert client.post(f"/console/payments/{one.pk}/refunds/", said).status_code == acts
    assert Refund.objects.count() == (acts == 302) * 1


def test_the_reconciliation_is_a_file_with_one_line_a_message() -> None:
    one = _paid()
    answer = _client("headquarters").post("/console/payments/reconciliation/export/", {"encoding": "utf-8"})
    text = b"".join(answer).decode("utf-8-sig")
    assert [Order.objects.get(pk=one.order_id).number in line for line in text.splitlines()] == [False, True]
    assert _client("support").get("/console/payments/reconciliation/export/").status_code == 403


def test_a_slip_of_a_till_adds_up_and_is_seen_by_its_own_manager_only() -> None:
    now = clock.now()
    shift = payments.open_shift(
        location_id=checkout.place("GINZA"), terminal="1", currency="JPY", counts={1000: 5}, staff_id=None, key="s",
        now=now,
    )  # fmt: skip
    payments.pay_out(shift_id=shift.pk, amount=1_000, reason="bank", staff_id=None, key="p", now=now)
    payments.close_shift(shift_id=shift.pk, counts={1000: 3}, staff_id=None, key="c", now=now)
    mine, office = _client("manager", "GINZA"), _client("headquarters")
    page = mine.get(f"/console/drawers/{shift.pk}/").context
    assert (page["figures"].expected, page["state"][1], len(page["moves"])) == (4_000, "Too little", 2)
    assert [len(_rows(one, "/console/drawers/?state=off")) for one in (mine, office)] == [1, 1]
    person = staff.hire(email="b@example.jp", name="B", role="manager", password=shop.PASSWORD)
    person.location = Location.objects.get(code="UMEDA")
    person.save()
    other = Client()
    other.force_login(person, backend=shop.BACKEND)
    assert (_rows(other, "/console/drawers/"), other.get(f"/console/drawers/{shift.pk}/").status_code) == ([], 404)
    assert _client("clerk").get("/console/drawers/").status_code == 403
