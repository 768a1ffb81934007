# SPDX-License-Identifier: Apache-2.0
"""Goods come back, anywhere: pieces, money, points and coupon shares to the yen."""

from datetime import timedelta

import pytest

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.models import GoodsReturn
from omotenashi.commerce.fulfilment.tests import desk
from omotenashi.commerce.fulfilment.tests.desk import NOW, Bought, Want
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.orders.models import OrderLine, Return, ReturnLine
from omotenashi.commerce.payments.models import Refund
from omotenashi.places.locations.models import Location

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    desk.furnish()


@pytest.fixture
def sent() -> Bought:
    """Three shirts for 5,800 after a coupon of 800, 1,000 of it paid with points, 55 points earned; sent from Ginza."""
    want = Want(sku="SHIRT", quantity=3, amount=5_800, coupon=800, points=1_000, earned=55)
    bought = desk.bought(want)
    desk.work(bought.task, "accept", "start_picking", "pack", "ship", carrier="yamato")
    return bought


def returned(
    bought: Bought, pieces: int, *, key: str, at: str = "UMEDA", bucket: str = "on_hand"
) -> fulfilment.Resolved:
    """Bring pieces back to a counter."""
    return fulfilment.take_back(
        bought.order_id,
        {bought.lines[0]: (pieces, bucket)},
        reason="size",
        location_id=desk.place(at),
        key=key,
        now=NOW,
    )


def test_a_return_at_another_shop_gives_everything_back_in_proportion(sent: Bought) -> None:
    done = returned(sent, 1, key="r1")
    assert (done.amount, done.refunded, done.points_back, done.points_taken) == (1_933, 1_933, 333, 18)
    assert [(x.amount, x.coupon, x.points) for x in ReturnLine.objects.all()] == [(1_933, 266, 333)]
    assert sorted((r.to_kind, r.amount) for r in Refund.objects.all()) == [("points", 333), ("qr", 1_600)]
    assert (desk.levels("SHIRT")["UMEDA"], desk.levels("SHIRT")["GINZA"]) == ((4, 0, 0), (0, 0, 0))
    assert (Return.objects.get().location, desk.breaches()) == (Location.objects.get(code="UMEDA"), [])


def test_parts_add_up_to_the_whole_to_the_yen_and_the_point(sent: Bought) -> None:
    done = [returned(sent, 1, key=f"r{n}", at=at) for n, at in enumerate(("UMEDA", "GINZA", "DC"))]
    assert (sum(d.refunded for d in done), sum(d.points_back for d in done), sum(d.points_taken for d in done)) == (
        5_800,
        1_000,
        55,
    )
    balance = loyalty.balance([sent.node_id], NOW)
    assert (balance.available + balance.pending, OrderLine.objects.get().returned) == (1_000, 3)
    with pytest.raises(fulfilment.ReturnRefused) as refusal:
        returned(sent, 1, key="r4")
    assert (refusal.value.reason, Refund.objects.count()) == ("not_handed_over", 6)


def test_a_return_said_twice_is_one(sent: Bought) -> None:
    assert returned(sent, 2, key="r") == returned(sent, 2, key="r")
    assert (Return.objects.count(), GoodsReturn.objects.count(), desk.levels("SHIRT")["UMEDA"]) == (1, 1, (5, 0, 0))


def test_the_inspection_says_where_it_lies(sent: Bought) -> None:
    returned(sent, 1, key="r1", bucket="damaged")
    returned(sent, 1, key="r2", bucket="gone")
    assert (desk.levels("SHIRT")["UMEDA"], Refund.objects.filter(to_kind="qr").count()) == ((3, 0, 1), 2)


def test_a_place_that_takes_nothing_back_receives_nothing(sent: Bought) -> None:
    Location.objects.filter(code="UMEDA").update(can_take_back=False)
    with pytest.raises(fulfilment.ReturnRefused) as refusal:
        returned(sent, 1, key="r")
    assert (refusal.value.reason, GoodsReturn.objects.count(), Refund.objects.count()) == ("not_here", 0, 0)


def test_the_customers_way_step_by_step(sent: Bought) -> None:
    line = sent.lines[0]
    made = fulfilment.request_return(
        sent.order_id, {line: 2}, reason="changed_mind", key="q", now=NOW + DAY, by="customer"
    )
    with pytest.raises(fulfilment.ReturnRefused):  # two of three are on their way back already
        fulfilment.request_return(sent.order_id, {line: 2}, reason="size", key="q2", now=NOW + DAY, by="customer")
    with pytest.raises(fulfilment.NotNow):
        fulfilment.receive_return(made, {line: 1}, location_id=desk.place("UMEDA"), key="x", now=NOW + DAY)
    fulfilment.approve_return(made, key="a", now=NOW + DAY)
    fulfilment.receive_return(made, {line: 1}, location_id=desk.place("UMEDA"), key="x", now=NOW + DAY)
    assert [found.pk for found in queries.open_returns(location_id=desk.place("UMEDA"))] == [made]
    with pytest.raises(fulfilment.NotNow):
        fulfilment.resolve_return(made, key="z", now=NOW + DAY)
    fulfilment.inspect_return(made, {line: "on_hand"}, key="i", now=NOW + DAY)
    done = fulfilment.resolve_return(made, key="z", now=NOW + DAY)
    assert (done.amount, desk.levels("SHIRT")["UMEDA"], list(queries.open_returns())) == (1_933, (4, 0, 0), [])
    with pytest.raises(fulfilment.NotNow):
        fulfilment.withdraw_return(made, key="w", now=NOW + DAY)


def test_a_change_of_mind_has_its_time_and_a_fault_of_ours_has_not(sent: Bought) -> None:
    late, line = NOW + 9 * DAY, sent.lines[0]
    with pytest.raises(fulfilment.ReturnRefused) as refusal:
        fulfilment.request_return(sent.order_id, {line: 1}, reason="size", key="a", now=late, by="customer")
    assert refusal.value.reason == "late"
    assert fulfilment.request_return(sent.order_id, {line: 1}, reason="damaged", key="b", now=late, by="customer")
