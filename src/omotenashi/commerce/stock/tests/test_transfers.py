# SPDX-License-Identifier: Apache-2.0
"""Transfers: no unit is in two places, none is nowhere."""

from uuid import UUID

import pytest

from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.actions import Owner
from omotenashi.commerce.stock.actions.transfers import Arrived, Sending
from omotenashi.commerce.stock.models import Allocation, Movement, StockLevel, Transfer, TransferLine
from omotenashi.commerce.stock.rules.transfers import Arrival, arrival
from omotenashi.commerce.stock.tests.shelf import NOW, breaches, furnish, level, want, where

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    furnish()


def planned(quantity: int = 3, **more: object) -> UUID:
    variant, ginza = where("A", "GINZA")
    ueno = where("A", "UENO")[1]
    lines = [Sending(variant_id=variant, quantity=quantity, **more)]  # type: ignore[arg-type]
    return stock.transfers.draft(lines, source_id=ginza, destination_id=ueno, key="T", now=NOW)


def sent(quantity: int = 3, **more: object) -> tuple[UUID, UUID]:
    made = planned(quantity, **more)
    stock.transfers.ready(made, now=NOW)
    stock.transfers.send(made, now=NOW)
    return made, TransferLine.objects.get().pk


def coming() -> int:
    return StockLevel.objects.get(variant__sku="A", location__code="UENO").in_transit


def test_a_transfer_goes_its_way() -> None:
    made = planned()
    assert planned() == made
    stock.transfers.ready(made, now=NOW)
    assert level("A", "GINZA") == (5, 0, 3, 0)
    stock.transfers.send(made, now=NOW)
    stock.transfers.send(made, now=NOW)
    assert (level("A", "GINZA"), level("A", "UENO"), coming()) == ((2, 0, 0, 0), (5, 0, 0, 0), 3)
    line = TransferLine.objects.get().pk
    for _ in range(3):
        stock.transfers.receive(made, [Arrived(line_id=line, received=1, damaged=1)], key="box 1", now=NOW)
    assert (level("A", "UENO"), coming(), Transfer.objects.get().state) == ((6, 0, 0, 0), 1, "partly_received")
    stock.transfers.receive(made, [], key="box 2", is_last=True, now=NOW)
    assert (coming(), Transfer.objects.get().state, breaches()) == (0, "received", [])
    assert Movement.objects.filter(reason="shrink").values_list("bucket", "delta").get() == ("in_transit", -1)


def test_fewer_go_than_were_asked_for_and_the_rest_is_free_again() -> None:
    made = planned()
    stock.transfers.ready(made, now=NOW)
    stock.transfers.send(made, sent={TransferLine.objects.get().pk: 1}, now=NOW)
    assert (level("A", "GINZA"), coming(), breaches()) == ((4, 0, 0, 0), 1, [])


def test_more_arrive_than_were_sent() -> None:
    made, line = sent()
    stock.transfers.receive(made, [Arrived(line_id=line, received=4)], key="box", now=NOW)
    assert (level("A", "UENO"), coming(), Transfer.objects.get().state, breaches()) == ((9, 0, 0, 0), 0, "received", [])


def test_what_is_not_there_is_not_made_ready() -> None:
    made = planned(6)
    with pytest.raises(stock.OutOfStock):
        stock.transfers.ready(made, now=NOW)
    assert (Transfer.objects.get().state, level()) == ("draft", (5, 0, 0, 0))


def test_a_transfer_is_called_off_before_it_leaves_and_not_after() -> None:
    made = planned()
    stock.transfers.ready(made, now=NOW)
    stock.transfers.cancel(made, now=NOW)
    stock.transfers.cancel(made, now=NOW)
    assert (level(), Transfer.objects.get().state) == ((5, 0, 0, 0), "cancelled")
    with pytest.raises(stock.Conflict):
        stock.transfers.send(made, now=NOW)


def test_what_left_is_not_called_off() -> None:
    made, _ = sent()
    with pytest.raises(stock.Conflict):
        stock.transfers.cancel(made, now=NOW)
    assert coming() == 3


def test_a_unit_somebody_waits_for_is_promised_again_where_it_arrives() -> None:
    owner = Owner("order_line", 7)
    held = stock.allocate([want("A", "GINZA", 2)], owner=owner, key="a", now=NOW)
    made, line = sent(2, owner=owner, allocation_id=held[0])
    assert (level("A", "GINZA"), Allocation.objects.get().state) == ((3, 0, 0, 0), "taken_out")
    there = stock.transfers.receive(made, [Arrived(line_id=line, received=2)], key="box", now=NOW)
    found = Allocation.objects.get(pk=there[0])
    assert (found.owner_id, found.quantity, level("A", "UENO"), breaches()) == ("7", 2, (7, 0, 2, 0), [])


@pytest.mark.parametrize(
    ("sent", "before", "received", "damaged", "last", "expected"),
    [
        (5, 0, 5, 0, False, (5, 5, 0, 0, 0)),
        (5, 2, 1, 1, True, (2, 1, 1, 0, 1)),
        (5, 5, 2, 0, True, (0, 2, 0, 2, 0)),
        (5, 0, 0, 0, False, (0, 0, 0, 0, 0)),
    ],
)
def test_what_arrives_is_sorted(
    sent: int, before: int, received: int, damaged: int, last: bool, expected: tuple[int, ...]
) -> None:
    found = arrival(sent=sent, arrived_before=before, received=received, damaged=damaged, is_last=last)
    names = ("off_the_way", "on_hand", "damaged", "unannounced", "lost")
    assert found == Arrival(**dict(zip(names, expected, strict=True)))
