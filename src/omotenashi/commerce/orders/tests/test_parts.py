# SPDX-License-Identifier: Apache-2.0
"""Cancelling and taking back parts of an order: every yen of them, and never more than there was."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.base.outbox.models import Event
from omotenashi.base.tests.together import together
from omotenashi.commerce.orders.actions import cancelling, journal, placing, states, taking_back
from omotenashi.commerce.orders.actions.placing import Credit, Placed
from omotenashi.commerce.orders.models import Attribution, LogEntry, Order, OrderLine, Return, ReturnLine
from omotenashi.commerce.orders.rules import parts
from omotenashi.commerce.orders.rules.parts import Shares
from omotenashi.commerce.orders.tests.drafts import draft, line, placed, stocked, wanted
from omotenashi.commerce.orders.tests.records import NOW, order, record, returned, take_back
from omotenashi.commerce.orders.tests.records import line as said_line


@pytest.fixture
def shop(db: None) -> None:
    stocked()


def cancel(made: Placed, lines: Any = None, key: str = "c1") -> cancelling.Cancelled:
    return cancelling.cancel(made.order_id, lines=lines, reason="", key=key, now=NOW)


def back(made: Placed, lines: Any, key: str = "r1") -> taking_back.TakenBack:
    return taking_back.take_back(made.order_id, lines, channel="STORE", location="GINZA", key=key, now=NOW)


def told() -> list[str]:
    return list(Event.objects.filter(name__startswith="orders.").order_by("id").values_list("name", flat=True))


@given(st.integers(-5000, 5000), st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_parts_that_follow_each_other_sum_to_the_whole(total: int, taken: list[int]) -> None:
    gone: list[int] = []
    for n in range(len(taken)):
        gone.append(parts.part(total, of=sum(taken), after=sum(taken[: n + 1]), gone=sum(gone)))
    assert sum(gone) == total
    assert all(one * total >= 0 for one in gone)


def test_more_pieces_than_there_are_have_no_share() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        parts.part(100, of=2, after=3)


def test_an_order_is_cancelled_whole_with_its_shipping(shop: None) -> None:
    made = placed(wanted("A", 2000, quantity=2, discount=200, points=100), shipping=550)
    done = cancel(made)
    assert (done.whole, done.amount, done.shipping) == (True, 2550, 550)
    [gone] = done.parts
    assert (gone.line, gone.quantity) == (made.lines[0], 2)
    assert gone.shares == Shares(amount=2000, discount=200, points=100, cost=800)
    kept = Order.objects.get()
    assert (kept.cancelled_at, kept.goods_total, told()) == (NOW, 2000, ["orders.OrderPlaced", "orders.OrderCancelled"])
    again = cancel(made)
    assert (again.parts, again.shipping, again.is_repeat, LogEntry.objects.count()) == (done.parts, 550, True, 2)


def test_pieces_that_were_not_handed_over_are_cancelled_and_the_rest_completes_the_order(shop: None) -> None:
    made = placed(wanted("A", 1000, quantity=3, points=100), wanted("B", 1080, tax_rate=8), shipping=550)
    one, other = made.lines
    states.handed_over(made.order_id, {one: 2, other: 1}, key="h", now=NOW)
    done = cancel(made)
    assert (done.whole, done.shipping, done.parts[0].shares) == (False, 0, Shares(amount=333, points=33, cost=400))
    kept = Order.objects.get()
    assert (kept.goods_total, kept.tax_total, kept.points_used, kept.cost_total) == (667 + 1080, 60 + 80, 67, 1200)
    assert (kept.completed_at, kept.cancelled_at, kept.payable) == (NOW, None, 1747 + 550)
    left = line(one)
    assert (left.quantity, left.cancelled, left.handed, left.amount) == (2, 1, 2, 667)
    assert told()[1:] == ["orders.LinesCancelled", "orders.OrderCompleted"]


def test_what_was_handed_over_cannot_be_cancelled(shop: None) -> None:
    made = placed(wanted("A", 2000, quantity=2), wanted("B"))
    states.handed_over(made.order_id, {made.lines[0]: 1}, key="h", now=NOW)
    with pytest.raises(cancelling.NotOpen) as refused:
        cancel(made, {made.lines[0]: 2, made.lines[1]: 1})
    assert (refused.value.lines, line(made.lines[1]).cancelled) == ((made.lines[0],), 0)
    assert cancel(made).amount == 2100
    with pytest.raises(cancelling.NotPossible):
        cancel(made, key="c2")


def test_a_key_of_another_order_is_refused(shop: None) -> None:
    cancel(placed())
    other = placed(key="k2")
    with pytest.raises(journal.KeyOfAnother):
        cancel(other)
    assert Order.objects.get(pk=other.order_id).cancelled_at is None


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_cancel_and_hand_over_at_once_never_both_have_a_piece() -> None:
    stocked()
    made = placed(wanted("A", 10_000, quantity=10))
    uid = made.lines[0]
    hand = [lambda n=n: states.handed_over(made.order_id, {uid: 1}, key=f"h{n}", now=NOW) for n in range(10)]
    drop = [lambda n=n: cancel(made, {uid: 1}, key=f"c{n}") for n in range(10)]
    done = together([*hand, *drop])
    kept = line(uid)
    failed = [one for one in done if isinstance(one, Exception)]
    assert {type(one) for one in failed} <= {
        states.MoreThanOrdered,
        states.NotPossible,
        cancelling.NotOpen,
        cancelling.NotPossible,
    }
    assert (len(failed), kept.handed + kept.cancelled, kept.quantity) == (10, 10, kept.handed)
    assert (kept.amount, Order.objects.get().goods_total) == (1000 * kept.handed, 1000 * kept.handed)


def test_three_returns_give_the_whole_back_to_the_yen(shop: None) -> None:
    made = placed(wanted("A", 1000, quantity=3, discount=101, coupon=99, points=50), handed_over=True)
    uid = made.lines[0]
    gone = [back(made, {uid: 1}, key=f"r{n}").parts[0].shares for n in range(3)]
    assert [one.amount for one in gone] == [333, 333, 334]
    sums = [sum(getattr(one, name) for one in gone) for name in parts.NAMES]
    assert sums == [1000, 101, 99, 50, 1200]
    kept = Order.objects.get()
    assert (kept.returned_total, kept.returned_tax, kept.returned_cost, line(uid).returned) == (1000, 90, 1200, 3)
    numbers = list(Return.objects.order_by("seq").values_list("number", flat=True))
    assert numbers == [f"{made.number}-R{n}" for n in (1, 2, 3)]
    with pytest.raises(taking_back.MoreThanHandedOver):
        back(made, {uid: 1}, key="r4")


def test_the_same_return_again_gives_the_same_answer(shop: None) -> None:
    made = placed(handed_over=True)
    first, again = back(made, {made.lines[0]: 1}), back(made, {made.lines[0]: 1})
    assert (again.return_id, again.parts, again.is_repeat, Return.objects.count()) == (
        first.return_id,
        first.parts,
        True,
        1,
    )


def test_only_what_was_handed_over_comes_back(shop: None) -> None:
    made = placed(wanted("A", 2000, quantity=2), wanted("B"))
    states.handed_over(made.order_id, {made.lines[0]: 1}, key="h", now=NOW)
    with pytest.raises(taking_back.MoreThanHandedOver) as refused:
        back(made, {made.lines[0]: 2, made.lines[1]: 1, 7: 1})
    assert (refused.value.lines, Return.objects.count()) == ((made.lines[0], made.lines[1], 7), 0)


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_one_piece_comes_back_once_at_whatever_counter() -> None:
    stocked()
    made = placed(handed_over=True)
    done = together([lambda n=n: back(made, {made.lines[0]: 1}, key=f"r{n}") for n in range(6)])  # type: ignore[misc]  # bound per job
    assert sorted(type(one).__name__ for one in done) == ["MoreThanHandedOver"] * 5 + ["TakenBack"]
    assert (ReturnLine.objects.count(), Order.objects.get().returned_total) == (1, 1100)


def test_goods_of_a_recorded_order_come_back_by_the_number_of_the_line(shop: None) -> None:
    record(order("1", said_line("A", 1000, quantity=3, cost=300), said_line("B", 500)))
    take_back(returned("R1", said_line("A", 333, quantity=1)))
    kept = OrderLine.objects.get(sku="A")
    said = Placed(kept.order_id, "1", ())
    done = back(said, {kept.pk: 2})
    assert (done.amount, done.parts[0].shares.cost, done.number) == (666, 200, "1-R2")
    assert Order.objects.get().returned_total == 999
    with pytest.raises(taking_back.MoreThanHandedOver):
        back(said, {kept.pk: 1}, key="r2")


def test_credit_goes_back_in_proportion_and_to_nothing_with_the_last_piece(shop: None) -> None:
    shares = (3334, 3333, 3333)
    three = tuple(
        Credit(touch="chat", share=share, location="GINZA", evidence={"n": n}) for n, share in enumerate(shares)
    )
    made = placed(wanted("A", 1000, quantity=3, credits=three), handed_over=True)

    def net() -> list[int]:
        firsts = Attribution.objects.filter(reverses=None).order_by("evidence__n")
        return [one.amount + sum(r.amount for r in one.reversals.all()) for one in firsts]

    found = [net()]
    for n in range(3):
        taken = back(made, {made.lines[0]: 1}, key=f"r{n}")
        found.append(net())
        assert {one.because_id for one in Attribution.objects.order_by("-id")[:3]} == {taken.return_id}
    assert (found[0], [sum(one) for one in found], found[3]) == ([334, 333, 333], [1000, 667, 334, 0], [0, 0, 0])


def test_the_last_piece_that_is_cancelled_takes_the_yen_that_a_return_left(shop: None) -> None:
    made = placed(wanted("A", 1, quantity=2))
    states.handed_over(made.order_id, {made.lines[0]: 1}, key="h", now=NOW)
    assert [back(made, {made.lines[0]: 1}).amount, cancel(made).amount, Order.objects.get().goods_total] == [0, 1, 0]


STEPS = st.lists(st.tuples(st.sampled_from(["hand", "cancel", "back"]), st.integers(1, 3)), max_size=10)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(1, 3000), st.integers(0, 300), st.integers(1, 6), STEPS)
def test_whatever_happens_to_a_line_its_yen_are_all_somewhere(
    shop: None, amount: int, discount: int, quantity: int, steps: list[tuple[str, int]]
) -> None:
    one = wanted(
        "A",
        amount,
        discount=discount,
        quantity=quantity,
        points=amount // 3,
        credits=(Credit(touch="till", location="GINZA"),),
    )
    key = str(Order.objects.count())
    made = placing.create(draft(one), key=key, now=NOW, paid=True)
    uid, gone = made.lines[0], 0
    for n, (step, pieces) in enumerate(steps):
        try:
            if step == "hand":
                states.handed_over(made.order_id, {uid: pieces}, key=f"{key}.{n}", now=NOW)
                continue
            taken = (
                cancel(made, {uid: pieces}, key=f"{key}.{n}")
                if step == "cancel"
                else back(made, {uid: pieces}, key=f"{key}.{n}")
            )
        except (states.MoreThanOrdered, states.NotPossible, cancelling.NotOpen, taking_back.MoreThanHandedOver):
            continue
        gone += taken.parts[0].shares.amount
    kept, head = line(uid), Order.objects.get(pk=made.order_id)
    pieces = kept.quantity - kept.returned if head.cancelled_at is None else 0
    returned_amount = sum(one.amount for one in ReturnLine.objects.filter(order_line=kept))
    left = 0 if head.cancelled_at else kept.amount - returned_amount
    assert left == amount - gone
    assert (left == 0) or pieces > 0
    assert sum(Attribution.objects.filter(line=kept).values_list("amount", flat=True)) == left
    assert head.returned_total == returned_amount
