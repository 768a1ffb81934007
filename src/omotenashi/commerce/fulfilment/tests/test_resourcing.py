# SPDX-License-Identifier: Apache-2.0
"""A place says no: somebody else serves, or the customer is paid back."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.fulfilment.tests import desk
from omotenashi.commerce.fulfilment.tests.desk import LATER, NOW, Want
from omotenashi.commerce.orders.actions.placing import Mode
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments.models import Refund
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Shortage, StockLevel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    desk.furnish()


def stands() -> list[tuple[str, str, str]]:
    """Give all fulfilments: place, kind, state."""
    return list(Fulfilment.objects.order_by("planned_at", "id").values_list("location__code", "kind", "state"))


def test_what_was_not_found_is_sent_from_elsewhere_and_believed_no_more() -> None:
    task = desk.bought(Want(sku="SHIRT", quantity=2, amount=4400)).task
    desk.work(task, "accept", "start_picking")
    [other] = fulfilment.reject(task.pk, reason="not_found", key="r", now=NOW)
    assert [found.pk for found in fulfilment.reject(task.pk, reason="not_found", key="r", now=NOW)] == [other.pk]
    assert (other.replaces_id, stands()[0], other.location.code != "GINZA") == (
        task.pk,
        ("GINZA", "ship", "rejected"),
        True,
    )
    level = StockLevel.objects.get(location__code="GINZA", variant__sku="SHIRT")
    assert (level.confidence, level.count_wanted_at, level.allocated) == (0, NOW, 0)
    assert ([t.fulfilment_id for t in queries.of_order(task.order_id, now=NOW)], desk.breaches()) == ([other.pk], [])


def test_what_is_damaged_moves_to_that_bucket() -> None:
    task = desk.bought(Want(sku="SHIRT")).task
    fulfilment.reject(task.pk, reason="damaged", key="r", now=NOW)
    assert (desk.levels("SHIRT")["GINZA"], Shortage.objects.count(), desk.breaches()) == ((2, 0, 1), 0, [])


def test_a_busy_shop_says_nothing_of_its_stock_and_is_not_asked_again() -> None:
    task = desk.bought(Want(sku="SHIRT")).task
    [second] = fulfilment.reject(task.pk, reason="busy", key="r1", now=NOW)
    [third] = fulfilment.reject(second.pk, reason="busy", key="r2", now=NOW)
    assert {task.location.code, second.location.code, third.location.code} == {"GINZA", "DC", "UMEDA"}
    assert StockLevel.objects.filter(confidence=0).count() == 0


def test_what_nobody_has_is_marked_and_paid_back_once() -> None:
    task = desk.bought(Want(sku="CAP")).task
    assert fulfilment.reject(task.pk, reason="not_found", key="r", now=NOW) == []
    assert [found.pk for found in queries.unserved()] == [task.pk]
    paid = [fulfilment.settle(task.pk, key=key, now=NOW) for key in ("s1", "s1", "s2")]
    assert (paid, [r.amount for r in Refund.objects.all()]) == ([2200, 0, 0], [2200])
    assert (Order.objects.get().cancelled_at, list(queries.unserved()), desk.breaches()) == (NOW, [], [])


def test_a_part_that_nobody_has_is_paid_back_and_the_rest_is_sent() -> None:
    bought = desk.bought(Want(sku="SHIRT"), Want(sku="CAP", amount=1100))
    [rest] = fulfilment.reject(bought.task.pk, reason="busy", key="r", now=NOW)
    assert [line.line for line in rest.lines.all()] == [bought.lines[0]]
    assert fulfilment.settle(bought.task.pk, key="s", now=NOW) == 1100
    assert (Order.objects.get().cancelled_at, Order.objects.get().goods_total, desk.breaches()) == (None, 2200, [])


def test_a_pickup_that_the_shop_lacks_is_sent_there_and_waits_packed() -> None:
    task = desk.bought(Want(sku="SHIRT", mode=Mode.PICKUP, wish="GINZA")).task
    [sent] = fulfilment.reject(task.pk, reason="not_found", key="r", now=NOW)
    assert (sent.kind, sent.destination and sent.destination.code) == ("ship_to_store", "GINZA")
    desk.work(sent, "accept", "start_picking", "pack", "ship", carrier="van")
    source = sent.location.code
    assert (desk.levels("SHIRT")[source][1], len(queries.arriving(desk.place("GINZA"), now=NOW))) == (0, 1)
    desk.work(sent, "deliver")
    last = Fulfilment.objects.get(replaces=sent)
    assert (last.location.code, last.kind, last.state) == ("GINZA", "pickup", "packed")
    desk.work(last, "ready")
    fulfilment.hand_over(last.pk, code=queries.code_of(last.pk) or "", key="h", now=NOW)
    assert (Order.objects.get().completed_at, desk.levels("SHIRT")["GINZA"], desk.breaches()) == (NOW, (3, 0, 0), [])


def test_a_shortage_makes_the_youngest_parcel_yield_and_not_the_pickup() -> None:
    pickup = desk.bought(Want(sku="SHIRT", mode=Mode.PICKUP, wish="GINZA"), key="a", number="M1").task
    parcel = desk.bought(Want(sku="SHIRT", quantity=2, amount=4400), key="b", number="M2").task
    wanted = stock.Wanted(variant_id=desk.variant("SHIRT"), location_id=desk.place("GINZA"), quantity=1)
    [shortage] = stock.sell_now([wanted], key="till", ref="till", now=NOW).shortages
    assert [fulfilment.answer_shortage(shortage, now=NOW) for _ in range(2)] == [1, 0]
    assert (Fulfilment.objects.get(pk=pickup.pk).state, Fulfilment.objects.get(pk=parcel.pk).state) == (
        "planned",
        "rejected",
    )
    assert (Shortage.objects.get().remaining, desk.breaches()) == (0, [])


def test_staff_may_cancel_while_it_is_picked_and_money_goes_back() -> None:
    task = desk.bought(Want(sku="SHIRT")).task
    desk.work(task, "accept", "start_picking")
    assert [fulfilment.cancel(task.pk, reason="phone", key="c", now=NOW) for _ in range(2)] == [2200, 0]
    assert (desk.levels("SHIRT")["GINZA"], [r.amount for r in Refund.objects.all()]) == ((3, 0, 0), [2200])
    assert desk.breaches() == []


def test_the_board_is_sorted_by_what_is_due_and_knows_what_is_late() -> None:
    slow = desk.bought(Want(sku="SHIRT"), key="a", number="M1").task
    quick = desk.bought(Want(sku="SHIRT", mode=Mode.PICKUP, wish="GINZA"), key="b", number="M2").task
    found = queries.board(desk.place("GINZA"), now=LATER)
    assert [(t.fulfilment_id, t.clock) for t in found] == [(quick.pk, "late"), (slow.pk, "fine")]
    assert [(p.sku, p.quantity) for p in found[0].pieces] == [("SHIRT", 1)]
    assert found[0].may == ("accepted", "cancelled", "rejected")


def test_the_board_reads_as_often_for_three_tasks_as_for_one() -> None:
    counts = []
    for n in range(3):
        desk.bought(Want(sku="SHIRT"), key=f"k{n}", number=f"M{n}")
        with CaptureQueriesContext(connection) as asked:
            found = queries.board(desk.place("GINZA"), now=NOW)
        counts.append((len(found), len(asked)))
    assert counts == [(1, 3), (2, 3), (3, 3)]


def test_a_lost_parcel_is_a_claim() -> None:
    bought = desk.bought(Want(sku="SHIRT"))
    desk.work(bought.task, "accept", "start_picking", "pack", "ship", carrier="yamato", tracking="1234")
    desk.work(bought.task, "lose")
    lines: dict[UUID | int, tuple[int, str]] = {bought.lines[0]: (1, "gone")}
    done = fulfilment.take_back(
        bought.order_id, lines, reason="lost", location_id=desk.place("GINZA"), key="c", now=NOW + timedelta(days=90)
    )
    assert (done.refunded, desk.levels("SHIRT")["GINZA"], desk.breaches()) == (2200, (2, 0, 0), [])
