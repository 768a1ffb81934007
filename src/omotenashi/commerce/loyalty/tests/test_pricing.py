# SPDX-License-Identifier: Apache-2.0
"""The promotion engine: one answer in every channel, exact to the yen, whatever the order of the lines."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.commerce.loyalty.queries.pricing import part_of
from omotenashi.commerce.loyalty.rules.promotions import Basket, Campaign, Item, Kind, Member, evaluate
from omotenashi.commerce.loyalty.tests.baskets import AT, baskets, campaigns, item, price

SAKE, TEA = item("l1", 1_000, 2, categories=("酒",)), item("l2", 500, categories=("茶",))
BASKET = Basket(items=(SAKE, TEA), shipping=550)


def test_a_percentage_is_shared_to_the_yen() -> None:
    three = Basket(items=tuple(item(f"l{n}", 333) for n in range(3)))
    effects = price(three, Campaign(code="p", kind=Kind.PERCENT, value=10))
    assert [line.discount for line in effects.lines] == [33, 33, 33]
    assert [line.net for line in price(three, Campaign(code="a", kind=Kind.AMOUNT, value=100)).lines] == [299, 300, 300]


def test_a_coupon_needs_to_be_presented_and_stands_apart() -> None:
    coupon = Campaign(code="c", kind=Kind.AMOUNT, value=300, by_coupon=True)
    assert price(BASKET, coupon).reasons[0].outcome == "coupon"
    effects = price(replace(BASKET, coupons=("c",)), coupon)
    assert (effects.coupon, effects.discount, effects.total, effects.amount_of("c")) == (300, 0, 2_750, 300)


def test_of_a_stack_group_the_first_priority_and_then_the_largest_counts() -> None:
    small = Campaign(code="a", kind=Kind.AMOUNT, value=100, stack_group="g")
    large = Campaign(code="b", kind=Kind.AMOUNT, value=200, stack_group="g")
    late = Campaign(code="c", kind=Kind.AMOUNT, value=900, stack_group="g", priority=200)
    effects = price(BASKET, small, large, late)
    assert {reason.campaign: (reason.outcome, reason.amount) for reason in effects.reasons} == {
        "a": ("stacked_out", 0), "b": ("applied", 200), "c": ("stacked_out", 0),
    }  # fmt: skip


def test_what_is_missing_for_a_threshold_is_said() -> None:
    effects = price(BASKET, Campaign(code="s", kind=Kind.FREE_SHIPPING, min_spend=3_000))
    assert (effects.shipping, effects.reasons[0].outcome, effects.reasons[0].missing) == (550, "min_spend", 500)
    assert price(BASKET, Campaign(code="s", kind=Kind.FREE_SHIPPING, min_spend=2_500)).shipping == 0


def test_three_for_two_gives_the_cheapest() -> None:
    basket = Basket(items=(item("l1", 900, 2), item("l2", 400), item("l3", 300, 3)))
    effects = price(basket, Campaign(code="b", kind=Kind.BUNDLE, buy=2, get=1))
    assert [(line.key, line.discount) for line in effects.lines] == [("l1", 0), ("l2", 0), ("l3", 600)]


def test_a_gift_goes_with_the_order() -> None:
    gifts = price(BASKET, Campaign(code="g", kind=Kind.GIFT, gift_sku="cup", value=2, min_spend=2_000)).gifts
    assert [(gift.sku, gift.quantity) for gift in gifts] == [("cup", 2)]


def test_ranks_and_goods_earn_at_their_own_rate() -> None:
    base = Campaign(code="base", kind=Kind.POINTS_RATE, value=100)
    gold = Campaign(code="gold", kind=Kind.POINTS_RATE, value=200, ranks=frozenset({"gold"}))
    tea = Campaign(code="tea", kind=Kind.POINTS_RATE, value=1_000, categories=frozenset({"茶"}))
    assert price(BASKET, base, gold, tea).points == 75
    effects = price(BASKET, base, gold, tea, member=Member(rank="gold"))
    assert [line.points for line in effects.lines] == [60, 65]


def test_what_is_paid_with_points_earns_nothing_unless_the_rule_says_so() -> None:
    base = Campaign(code="base", kind=Kind.POINTS_RATE, value=1_000)
    half = replace(BASKET, points_used=1_250)
    assert (price(half, base).points, price(half, replace(base, on_points=True)).points) == (125, 250)
    assert price(half, base).to_pay == 1_800


def test_points_never_pay_for_more_than_there_is() -> None:
    assert price(replace(BASKET, points_used=9_999)).to_pay == 0


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"channels": frozenset({"pos"})}, "channel"),
        ({"locations": frozenset({"ginza"})}, "location"),
        ({"members_only": True}, "member"),
        ({"days": frozenset({0})}, "day"),
        ({"hours": (22, 5)}, "hour"),
        ({"begins_at": AT + timedelta(seconds=1)}, "not_begun"),
        ({"ends_at": AT}, "over"),
        ({"budget_left": 0}, "budget"),
        ({"count_left": 0}, "exhausted"),
        ({"min_quantity": 4}, "min_quantity"),
        ({"skus": frozenset({"other"})}, "nothing_meant"),
    ],
)
def test_each_condition_can_refuse(changed: dict[str, object], outcome: str) -> None:
    campaign = replace(Campaign(code="c", kind=Kind.AMOUNT, value=100), **changed)  # type: ignore[arg-type]
    effects = price(BASKET, campaign)
    assert (effects.discount, effects.reasons[0].outcome) == (0, outcome)


@settings(max_examples=500, deadline=None)
@given(baskets(), campaigns())
def test_the_same_basket_is_the_same_in_every_channel(basket: Basket, running: list[Campaign]) -> None:
    """S2-01: 500 random baskets."""
    told = [
        price(basket, *running, member=Member(rank="gold"), channel=channel)
        for channel in ("ec", "pos", "line", "phone")
    ]
    assert told == [told[0]] * 4


@settings(max_examples=300, deadline=None)
@given(baskets(), campaigns())
def test_shares_add_up_and_nothing_falls_below_zero(basket: Basket, running: list[Campaign]) -> None:
    effects = price(basket, *running)
    for line in effects.lines:
        assert line.gross - line.discount - line.coupon == line.net >= 0
        assert sum(amount for _, amount in line.shares) == line.discount + line.coupon
        assert sum(points for _, points in line.earned) == line.points >= 0
        assert min([amount for _, amount in (*line.shares, *line.earned)], default=0) >= 0
    assert 0 <= effects.shipping == basket.shipping - effects.shipping_discount
    assert sum(r.amount for r in effects.reasons) == effects.discount + effects.coupon + effects.shipping_discount
    assert sum(r.points for r in effects.reasons) == effects.points
    assert 0 <= effects.to_pay == effects.total - effects.points_used
    limits = {c.code: c.budget_left for c in running if c.budget_left is not None}
    assert all(max(r.amount, r.points) <= limits.get(r.campaign, max(r.amount, r.points)) for r in effects.reasons)


@settings(max_examples=200, deadline=None)
@given(baskets(), campaigns(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_campaigns_says_nothing(basket: Basket, running: list[Campaign], chance: object) -> None:
    told = price(basket, *running)
    items, others = list(basket.items), list(running)
    chance.shuffle(items)  # type: ignore[attr-defined]
    chance.shuffle(others)  # type: ignore[attr-defined]
    again = price(replace(basket, items=tuple(items)), *others)
    assert sorted(again.lines, key=lambda line: line.key) == sorted(told.lines, key=lambda line: line.key)
    assert replace(again, lines=()) == replace(told, lines=())


@settings(max_examples=200, deadline=None)
@given(baskets(), campaigns(), st.integers(0, 3_000), st.integers(0, 3_000))
def test_more_budget_never_gives_less(basket: Basket, running: list[Campaign], less: int, more: int) -> None:
    """Whole-basket campaigns that stand beside each other: where groups exclude, another campaign may win."""
    beside = [replace(c, stack_group="", categories=frozenset(), kind=Kind.PERCENT) for c in running]
    budgeted = Campaign(code="a", kind=Kind.AMOUNT, value=2_500, priority=0)
    low, high = sorted((less, more))
    totals = [price(basket, replace(budgeted, budget_left=each), *beside).goods for each in (low, high)]
    assert totals[1] <= totals[0]


@given(st.integers(0, 100_000), st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_part_returns_add_up_to_the_whole(total: int, parts: list[int]) -> None:
    of = sum(parts)
    sums = [sum(parts[:n]) for n in range(len(parts) + 1)]
    back = [part_of(total, before=one, after=other, of=of) for one, other in pairwise(sums)]
    assert (sum(back), min(back) >= 0) == (total, True)


def test_what_cannot_come_back_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot come back"):
        part_of(100, before=2, after=1, of=3)
    with pytest.raises(ValueError, match="one key per line"):
        evaluate(Basket(items=(TEA, TEA)), campaigns=(), member=None, at=AT, channel="ec")


def test_an_item_knows_what_it_costs() -> None:
    assert Item(key="a", sku="a", quantity=3, unit_price=98).gross == 294
