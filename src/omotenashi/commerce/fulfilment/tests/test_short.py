# SPDX-License-Identifier: Apache-2.0
"""A line of three is picked as two: the third comes from elsewhere, or its money goes back."""

from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.base.outbox.models import Event
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine
from omotenashi.commerce.fulfilment.rules.short import shortened
from omotenashi.commerce.fulfilment.tests import desk
from omotenashi.commerce.fulfilment.tests.desk import NOW, Want
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.orders.actions.placing import Mode
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.payments.models import Refund
from omotenashi.commerce.stock.models import StockLevel

pytestmark = pytest.mark.django_db
TEA, CAP = UUID(int=1), UUID(int=2)


@pytest.fixture
def _furnished(db: None) -> None:
    desk.furnish()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    lines=st.lists(st.tuples(st.sampled_from([TEA, CAP]), st.integers(1, 5)), max_size=6),
    missing=st.dictionaries(st.sampled_from([TEA, CAP, UUID(int=3)]), st.integers(-1, 9)),
)
def test_what_is_missing_is_spread_over_the_lines_and_never_exceeds_them(
    lines: list[tuple[UUID, int]], missing: dict[UUID, int]
) -> None:
    asked = [(uuid4(), variant, n) for variant, n in lines]
    parts = dict(shortened(asked, missing))
    for variant in (TEA, CAP):
        have = sum(n for _line, of, n in asked if of == variant)
        without = sum(parts.get(line, 0) for line, of, _n in asked if of == variant)
        assert without == min(have, max(0, missing.get(variant, 0)))
    assert all(0 < parts[line] <= n for line, _variant, n in asked if line in parts)


def _picking(*wanted: Want) -> Fulfilment:
    return desk.work(desk.bought(*wanted).task, "accept", "start_picking")


@pytest.mark.usefixtures("_furnished")
def test_two_of_three_are_packed_and_the_third_comes_from_elsewhere() -> None:
    task = _picking(Want(sku="SHIRT", quantity=3, amount=6600))
    missing = {desk.variant("SHIRT"): 1}
    done = [fulfilment.pick_short(task.pk, missing, reason="not_found", key="s", now=NOW) for _ in range(2)]
    [other] = done[0].tasks
    assert (done[0] == done[1], done[0].unserved, done[0].refunded, other.location.code) == (True, 0, 0, "DC")
    level = StockLevel.objects.get(location__code="GINZA", variant__sku="SHIRT")
    assert (level.confidence, level.count_wanted_at, level.on_hand, level.allocated) == (0, NOW, 3, 2)
    assert [(t.location, t.state, t.pieces[0].quantity) for t in queries.of_order(task.order_id, now=NOW)] == [
        ("銀座店", "picking", 2),
        ("倉庫", "planned", 1),
    ]
    desk.work(task, "pack", "ship", carrier="yamato")
    assert Order.objects.get().completed_at is None
    desk.work(other, "accept", "start_picking", "pack", "ship", carrier="yamato")
    assert (Order.objects.get().completed_at, Refund.objects.count(), desk.breaches()) == (NOW, 0, [])


@pytest.mark.usefixtures("_furnished")
def test_what_nobody_has_goes_back_in_money_and_points_and_the_order_is_done_without_it() -> None:
    wanted = Want(sku="CAP", quantity=2, amount=2200, points=301, earned=20)
    bought = desk.bought(wanted)
    task = desk.work(bought.task, "accept", "start_picking")
    done = fulfilment.pick_short(task.pk, {desk.variant("CAP"): 1}, reason="not_found", key="s", now=NOW)
    assert (done.tasks, done.unserved, done.refunded) == ((), 1, 1100)
    assert sum(Refund.objects.values_list("amount", flat=True)) == 1100
    assert (OrderLine.objects.get().quantity, list(queries.unserved())) == (1, [])
    assert wallets.balance([bought.node_id], NOW).available == 150 + 10
    desk.work(task, "pack", "ship", carrier="yamato")
    assert (Order.objects.get().completed_at, desk.levels("CAP")["GINZA"][0], desk.breaches()) == (NOW, 1, [])
    told = Event.objects.get(name="fulfilment.PickedShort").payload
    assert (told["pieces"], told["unserved"], told["refunded"], told["reason"]) == (1, 1, 1100, "not_found")


@pytest.mark.usefixtures("_furnished")
def test_a_damaged_piece_leaves_the_shelf_and_the_rest_of_a_pickup_is_sent_to_the_shop() -> None:
    task = _picking(Want(sku="SHIRT", quantity=3, amount=6600, mode=Mode.PICKUP, wish="GINZA"))
    done = fulfilment.pick_short(task.pk, {desk.variant("SHIRT"): 2}, reason="damaged", key="s", now=NOW)
    [sent] = done.tasks
    assert (sent.kind, sent.destination and sent.destination.code) == ("ship_to_store", "GINZA")
    assert (desk.levels("SHIRT")["GINZA"], desk.breaches()) == ((1, 1, 2), [])


@pytest.mark.usefixtures("_furnished")
def test_it_can_be_short_twice_and_a_refusal_afterwards_takes_the_rest() -> None:
    task = _picking(Want(sku="SHIRT", quantity=3, amount=6600))
    for n in range(2):
        fulfilment.pick_short(task.pk, {desk.variant("SHIRT"): 1}, reason="not_found", key=f"s{n}", now=NOW)
    fulfilment.reject(task.pk, reason="not_found", key="r", now=NOW)
    pieces = FulfilmentLine.objects.exclude(fulfilment=task).values_list("fulfilment__location__code", "quantity")
    assert (sum(n for _place, n in pieces), {place for place, _n in pieces} & {"GINZA"}) == (3, set())
    assert desk.breaches() == []


@pytest.mark.usefixtures("_furnished")
def test_all_of_it_missing_is_a_refusal() -> None:
    task = _picking(Want(sku="CAP", quantity=2, amount=4400))
    done = [
        fulfilment.pick_short(task.pk, {desk.variant("CAP"): 9}, reason="not_found", key="s", now=NOW) for _ in range(2)
    ]
    assert (done[0] == done[1], done[0].is_whole, done[0].unserved) == (True, True, 2)
    assert ([found.pk for found in queries.unserved()], desk.breaches()) == ([task.pk], [])


@pytest.mark.parametrize(("variant", "error"), [("CAP", fulfilment.NothingMissing), ("SHIRT", fulfilment.NotNow)])
@pytest.mark.usefixtures("_furnished")
def test_nothing_changes_when_nothing_is_missing_or_nobody_picks(variant: str, error: type[Exception]) -> None:
    task = desk.bought(Want(sku="SHIRT", quantity=2, amount=4400)).task
    if error is fulfilment.NothingMissing:
        desk.work(task, "accept", "start_picking")
    before = list(FulfilmentLine.objects.values_list("quantity", "unserved"))
    with pytest.raises(error):
        fulfilment.pick_short(task.pk, {desk.variant(variant): 1}, reason="not_found", key="s", now=NOW)
    assert list(FulfilmentLine.objects.values_list("quantity", "unserved")) == before
    assert (Event.objects.filter(name="fulfilment.PickedShort").count(), desk.breaches()) == (0, [])
