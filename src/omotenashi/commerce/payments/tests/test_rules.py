# SPDX-License-Identifier: Apache-2.0
"""The pure decisions: where an intent stands, to what a refund goes back, what a count of coins is worth."""

import itertools
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.commerce.payments.rules import cash, states
from omotenashi.commerce.payments.rules.reversals import next_step
from omotenashi.commerce.payments.rules.states import Standing
from omotenashi.commerce.payments.rules.tenders import (
    Given,
    NotThere,
    Paid,
    TendersDoNotMatch,
    TooMuch,
    charge_of,
    demand_match,
    split,
)
from omotenashi.commerce.payments.tests.tries import NOW

_KINDS = st.sampled_from(["card", "cash", "points", "gift_card"])
_TENDERS = st.lists(st.tuples(_KINDS, st.integers(0, 50_000)), min_size=1, max_size=5)


def _paid(tenders: list[tuple[str, int]]) -> list[Paid]:
    return [Paid(id=UUID(int=place), kind=kind, left=left) for place, (kind, left) in enumerate(tenders)]


@given(st.lists(st.tuples(st.sampled_from(states.ORDER[1:7]), st.integers(0, 9)), min_size=1, max_size=6))
def test_the_end_does_not_depend_on_the_order_in_which_things_were_heard(said: list[tuple[str, int]]) -> None:
    ends = set()
    for order in itertools.islice(itertools.permutations([*said, said[0]]), 60):
        standing = Standing(state="created")
        for kind, minute in order:
            at = NOW + timedelta(minutes=minute)
            standing = states.after(standing, kind=kind, amount=500, at=at)
        ends.add((standing.state, standing.captured, tuple(sorted(standing.moments.items()))))
    assert len(ends) == 1


@given(st.lists(st.tuples(st.sampled_from(states.ORDER), st.integers(0, 9)), max_size=8))
def test_a_state_only_moves_forward(said: list[tuple[str, int]]) -> None:
    standing, ranks = Standing(state="created"), [0]
    for kind, minute in said:
        standing = states.after(standing, kind=kind, amount=500, at=NOW + timedelta(minutes=minute))
        ranks.append(states.RANK[standing.state])
    assert ranks == sorted(ranks)


@given(_TENDERS, st.data())
def test_a_refund_is_split_to_the_yen_and_never_beyond_a_tender(
    tenders: list[tuple[str, int]], data: st.DataObject
) -> None:
    paid = _paid(tenders)
    amount = data.draw(st.integers(0, sum(one.left for one in paid)))
    parts = {part.tender_id: part for part in split(amount, paid)}
    assert sum(part.amount for part in parts.values()) == amount
    assert [one for one in paid if one.id in parts and parts[one.id].amount > one.left] == []
    assert [one for one in paid if one.id in parts and parts[one.id].kind != one.kind] == []


@given(_TENDERS, st.lists(st.integers(1, 30_000), max_size=6))
def test_refunds_one_after_the_other_empty_every_tender_exactly(
    tenders: list[tuple[str, int]], steps: list[int]
) -> None:
    paid = _paid(tenders)
    for wanted in [*steps, sum(one.left for one in paid)]:
        amount = min(wanted, sum(one.left for one in paid))
        taken = {part.tender_id: part.amount for part in split(amount, paid)}
        paid = [Paid(id=one.id, kind=one.kind, left=one.left - taken.get(one.id, 0)) for one in paid]
    assert [one.left for one in paid] == [0] * len(paid)


def test_the_points_of_a_line_go_back_as_points_and_the_rest_in_proportion() -> None:
    paid = _paid([("points", 300), ("card", 600), ("gift_card", 300)])
    parts = split(400, paid, parts={"points": 100})
    assert [(part.kind, part.amount) for part in parts] == [("points", 100), ("card", 200), ("gift_card", 100)]


@pytest.mark.parametrize("kind", ["points", "gift_card", "store_credit"])
def test_value_of_our_own_never_becomes_cash_or_anything_else(kind: str) -> None:
    for target in ("cash", "card", "qr"):
        with pytest.raises(NotThere):
            split(10, _paid([(kind, 10)]), instead={kind: target})


def test_money_may_become_store_credit_and_never_cash() -> None:
    assert [p.kind for p in split(10, _paid([("card", 10)]), instead={"card": "store_credit"})] == ["store_credit"]
    with pytest.raises(NotThere):
        split(10, _paid([("card", 10)]), instead={"card": "cash"})


def test_no_more_goes_back_than_is_left() -> None:
    with pytest.raises(TooMuch) as refusal:
        split(301, _paid([("points", 300)]))
    assert refusal.value.left == 300
    with pytest.raises(TooMuch):
        split(100, _paid([("points", 300), ("cash", 300)]), parts={"points": 101})
    with pytest.raises(TooMuch):
        split(100, _paid([("cash", 300)]), parts={"points": 50})


@pytest.mark.parametrize(
    "wrong",
    [
        Given(kind="card", amount=0),
        Given(kind="cash", amount=-5),
        Given(kind="gold", amount=5),
        Given(kind="cash", amount=500, received=499),
        Given(kind="points", amount=5, received=10),
    ],
)
def test_a_tender_that_makes_no_sense_is_refused(wrong: Given) -> None:
    with pytest.raises(TendersDoNotMatch):
        charge_of(1_000, [wrong])


def test_tenders_sum_to_the_amount_exactly() -> None:
    half = Given(kind="cash", amount=500, received=1_000)
    demand_match(1_000, [half, half])
    for amount in (999, 1_001):
        with pytest.raises(TendersDoNotMatch):
            demand_match(amount, [half, half])


def test_a_count_names_coins_that_exist() -> None:
    assert cash.total({10_000: 2, 1_000: 3, 1: 4}, currency="JPY") == 23_004
    for wrong in ({3: 1}, {100: -1}):
        with pytest.raises(cash.NoSuchCash):
            cash.total(wrong, currency="JPY")


def test_each_state_has_its_next_step_when_nobody_wants_the_payment() -> None:
    steps = {state: next_step(state=state, was_asked=True, has_ref=True, left=5) for state in states.ORDER}
    assert steps == {
        **dict.fromkeys(("created", "requires_action", "failed", "expired", "authorised"), "void_there"),
        **dict.fromkeys(("captured", "part_refunded"), "refund"),
        **dict.fromkeys(("voided", "refunded"), "nothing"),
    }
    assert next_step(state="created", was_asked=False, has_ref=False, left=0) == "void_here"
    assert next_step(state="created", was_asked=True, has_ref=False, left=0) == "nothing"
    assert next_step(state="captured", was_asked=True, has_ref=True, left=0) == "nothing"
