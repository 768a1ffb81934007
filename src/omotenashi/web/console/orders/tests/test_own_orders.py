# SPDX-License-Identifier: Apache-2.0
"""Orders that were made here: how they are paid, why these places, what happened, and what a cancellation gives back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.checkout.actions import confirm
from omotenashi.commerce.checkout.tests import shop as checkout
from omotenashi.commerce.orders.actions import documents
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.orders.why import decided_by
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def _bought(*wanted: tuple[str, int], key: str = "k", points: int = 0) -> Order:
    nodes = (checkout.member(points),) if points else ()
    placed = checkout.order(checkout.basket(*wanted, nodes=nodes), key=key, nodes=nodes)
    checkout.pay(placed)
    assert confirm(order_id=placed.order_id, now=checkout.NOW)
    return Order.objects.get(pk=placed.order_id)


@pytest.fixture
def client(db: None) -> Client:
    found = shop.signed_in("support")
    checkout.furnish()
    return found


def _context(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.context


def test_an_order_tells_its_money_its_story_and_why_these_places(client: Client) -> None:
    order = _bought(("SHIRT", 2))
    context = _context(client, f"/console/orders/{order.pk}/")
    assert context["state"] == ("accent", "Payment received")
    assert [(str(name), one.amount) for name, one in context["money"].tenders] == [("Card", order.payable)]
    assert [fact["title"] for fact in context["story"]][-1] == "The order was placed"
    [why] = context["whys"]
    assert [(one.code, one.is_chosen) for one in why.candidates if one.is_chosen] == [("GINZA", True)]
    assert (why.pieces, why.missing) == ([("SHIRT", 2, "銀座店")], [])
    assert why.decided_by == "Same prefecture"


def test_the_rule_that_decided_is_the_first_that_tells_the_chosen_from_the_next_best() -> None:
    near = {"chosen": True, "refused": "", "scores": {"lines": 1, "splits": 1, "distance": 5}}
    far = {"chosen": False, "refused": "", "scores": {"lines": 1, "splits": 1, "distance": 9}}
    out = {"chosen": False, "refused": "none", "scores": {}}
    assert decided_by([near, far, out], rules=["splits", "distance"]) == "distance"
    assert decided_by([near, out], rules=["splits", "distance"]) == ""
    assert decided_by([near, {**far, "chosen": True}], rules=["splits", "distance"]) == ""


def test_pieces_are_cancelled_with_what_belongs_to_them_and_only_once(client: Client) -> None:
    order = _bought(("SHIRT", 2), ("MUG", 1))
    shirt = OrderLine.objects.get(order=order, sku="SHIRT")
    mug = OrderLine.objects.get(order=order, sku="MUG")
    address = f"/console/orders/{order.pk}/cancellation/"
    one = {f"line-{shirt.uid}": "1", f"line-{mug.uid}": "0"}
    back = client.get(address, one).context["back"]
    assert (back.pieces, back.amount, back.is_whole) == (1, 2200, False)
    assert [amount for _name, amount in back.money] == [2200]
    for _twice in range(2):
        assert client.post(address, {**one, "reason": "customer", "key": "a"}).status_code == 302
    shirt.refresh_from_db()
    assert (shirt.quantity, shirt.cancelled) == (1, 1)
    order.refresh_from_db()
    assert order.cancelled_at is None
    kept = AuditEntry.objects.filter(permission="orders.cancel", was_allowed=True).first()
    assert kept is not None
    assert kept.details == {"reason": "customer", "pieces": 1}


def test_a_whole_order_is_cancelled_and_the_goods_are_free_again(client: Client) -> None:
    order = _bought(("CAP", 1), points=300)
    address = f"/console/orders/{order.pk}/cancellation/"
    back = _context(client, address)["back"]
    assert (back.amount, back.is_whole, back.places) == (order.payable, True, ["銀座店"])
    assert client.post(address, {"reason": "customer", "key": "a"}).status_code == 302
    order.refresh_from_db()
    level = StockLevel.objects.get(variant__sku="CAP", location__code="GINZA")
    assert (order.cancelled_at is not None, level.allocated, level.reserved) == (True, 0, 0)
    assert _context(client, f"/console/orders/{order.pk}/")["state"] == ("bad", "Cancelled")


def test_who_may_not_cancel_sees_no_form_and_changes_nothing(client: Client) -> None:
    order = _bought(("CAP", 1))
    clerk = Client(headers={"accept-language": "en"})
    clerk.force_login(shop.hired("clerk"), backend=shop.BACKEND)
    assert "/cancellation/" not in clerk.get(f"/console/orders/{order.pk}/").content.decode()
    assert clerk.post(f"/console/orders/{order.pk}/cancellation/", {"key": "a"}).status_code == 403
    order.refresh_from_db()
    assert order.cancelled_at is None


def test_a_receipt_is_shown_with_its_number_and_rates_and_only_under_its_order(client: Client) -> None:
    order = _bought(("MUG", 1))
    documents.open_series(code="EC", owner="ec", now=clock.now())
    issued = documents.issue_document(order.pk, series="EC", key="d", now=clock.now() + timedelta(seconds=1))
    address = f"/console/orders/{order.pk}/documents/{issued.document_id}/"
    receipt = _context(client, address)["receipt"]
    assert (receipt.number, receipt.total) == ("EC-000001", order.payable)
    other = _bought(("CAP", 1), key="other")
    assert client.get(f"/console/orders/{other.pk}/documents/{issued.document_id}/").status_code == 404


def test_the_list_knows_what_is_paid(client: Client) -> None:
    paid = _bought(("CAP", 1))
    waiting = Order.objects.get(pk=checkout.order(checkout.basket(("SHIRT", 1)), key="w").order_id)
    rows = _context(client, "/console/orders/?state=paid")["page"].rows
    assert [row.label for row in rows] == [paid.number]
    rows = _context(client, "/console/orders/?state=unpaid")["page"].rows
    assert [(row.label, row.cells["state"][1]) for row in rows] == [(waiting.number, "Awaiting payment")]
