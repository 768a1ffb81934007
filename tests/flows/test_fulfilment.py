# SPDX-License-Identifier: Apache-2.0
"""From the basket to the counter: what checkout promises, fulfilment does, and neither knows the other."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from omotenashi.base.outbox import actions as outbox
from omotenashi.base.tests.together import together
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.checkout.tests.shop import NOW
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.actions import steps
from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine, Step
from omotenashi.commerce.orders.actions import cancelling as orders
from omotenashi.commerce.orders.events import OrderConfirmed
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Allocation

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _furnished(transactional_db: None) -> None:
    shop.furnish()


def heard() -> None:
    """Let everybody hear what happened, and what happened by it."""
    while outbox.deliver(now=timezone.now() + timedelta(hours=1)):
        pass


def bought(*wanted: tuple[str, int], mode: str = "ship", at: str | None = None) -> Fulfilment:
    """Buy, pay, and let the shops hear of it; give the first task."""
    placed = shop.order(shop.basket(*wanted, mode=mode, at=at))
    shop.pay(placed)
    heard()
    found = Fulfilment.objects.filter(order_id=placed.order_id).first()
    assert found is not None
    return found


def picked(task: Fulfilment) -> None:
    """Accept and pick."""
    fulfilment.accept(task.pk, key="accept", now=NOW)
    fulfilment.start_picking(task.pk, key="pick", now=NOW)


def stands() -> list[Any]:
    """Give how all of it stands."""
    return [
        list(model.objects.order_by("pk").values_list()) for model in (Fulfilment, FulfilmentLine, Step, Allocation)
    ]


def test_a_paid_order_is_a_task_and_hearing_of_it_again_changes_nothing() -> None:
    task = bought(("SHIRT", 1), mode="pickup", at="GINZA")
    assert (task.kind, task.state, task.location.code) == ("pickup", "planned", "GINZA")
    before = stands()
    order = Order.objects.get()
    said = OrderConfirmed(
        node_id=order.node_id, at=NOW, order_id=order.pk, number=order.number, channel="EC", location=None, amount=2200
    )
    with transaction.atomic():
        outbox.publish(said, said)
    heard()
    fulfilment.reconcile(order.pk, now=NOW)
    assert (stands(), queries.broken(timezone.now())) == (before, [])


def test_what_is_cancelled_leaves_the_list() -> None:
    task = bought(("SHIRT", 2))
    line = OrderLine.objects.get().uid
    assert line is not None
    checkout.cancel(task.order_id, lines={line: 1}, reason="customer", key="c1", now=NOW)
    heard()
    assert [(x.planned, x.quantity) for x in FulfilmentLine.objects.all()] == [(2, 1)]
    checkout.cancel(task.order_id, reason="customer", key="c2", now=NOW)
    heard()
    assert (Fulfilment.objects.get().state, queries.board(task.location_id, now=NOW)) == ("cancelled", [])


def test_a_cancellation_that_was_not_heard_yet_is_seen_by_the_picker() -> None:
    task = bought(("SHIRT", 1))
    fulfilment.accept(task.pk, key="accept", now=NOW)
    checkout.cancel(task.order_id, reason="customer", key="c", now=NOW)
    with pytest.raises(fulfilment.NotNow):
        fulfilment.start_picking(task.pk, key="pick", now=NOW)
    assert Fulfilment.objects.get().state == "cancelled"


def test_what_is_picked_cannot_be_cancelled_any_more() -> None:
    task = bought(("SHIRT", 1))
    picked(task)
    before = stands()
    with pytest.raises(orders.NotOpen):
        checkout.cancel(task.order_id, reason="customer", key="c", now=NOW)
    assert (stands(), Order.objects.get().cancelled_at) == (before, None)


def raced(task: Fulfilment, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Cancel, and pick in the moment in which the cancellation has looked and not yet let go."""
    looked, is_picked = threading.Event(), threading.Event()
    release = stock.release

    def slow(**said: Any) -> int:
        looked.set()
        is_picked.wait(timeout=1)
        return release(**said)

    def pick() -> bool:
        looked.wait(timeout=10)
        try:
            return fulfilment.start_picking(task.pk, key="pick", now=NOW)
        finally:
            is_picked.set()

    monkeypatch.setattr(stock, "release", slow)
    return together([lambda: checkout.cancel(task.order_id, reason="customer", key="c", now=NOW), pick])


def test_cancelling_and_picking_come_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    task = bought(("SHIRT", 1))
    fulfilment.accept(task.pk, key="accept", now=NOW)
    cancelled, refused = raced(task, monkeypatch)
    assert (cancelled.whole, type(refused).__name__) == (True, "NotNow")
    assert (Fulfilment.objects.get().state, Allocation.objects.get().state) == ("cancelled", "released")


def test_without_the_orders_lock_somebody_picks_what_was_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    task = bought(("SHIRT", 1))
    fulfilment.accept(task.pk, key="accept", now=NOW)
    monkeypatch.setattr(steps, "lock_order", lambda _order_id: None)
    cancelled, was_picked = raced(task, monkeypatch)
    assert (cancelled.whole, was_picked) == (True, True)
    assert (Fulfilment.objects.get().state, Allocation.objects.get().state) == ("picking", "released")
