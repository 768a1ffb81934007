# SPDX-License-Identifier: Apache-2.0
"""Baskets and campaigns, for the tests: small shops that Hypothesis invents."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from omotenashi.commerce.loyalty.rules.promotions import Basket, Campaign, Effects, Item, Kind, Member, evaluate

AT = datetime(2026, 1, 10, 3, tzinfo=UTC)
CATEGORIES = ("酒", "茶", "器")


def item(key: str, price: int, quantity: int = 1, **more: Any) -> Item:
    """Make a line."""
    return Item(key=key, sku=more.pop("sku", key), quantity=quantity, unit_price=price, **more)


def price(basket: Basket, *campaigns: Campaign, member: Member | None = None, channel: str = "ec") -> Effects:
    """Price a basket at the usual moment."""
    return evaluate(basket, campaigns=campaigns, member=member, at=AT, channel=channel)


@st.composite
def baskets(draw: st.DrawFn) -> Basket:
    """Draw a basket of up to six lines."""
    count = draw(st.integers(1, 6))
    items = tuple(
        Item(
            key=f"l{n}", sku=f"s{draw(st.integers(0, 3))}", quantity=draw(st.integers(1, 5)),
            unit_price=draw(st.integers(0, 5_000)), categories=(draw(st.sampled_from(CATEGORIES)),),
            tax_rate=draw(st.sampled_from((8, 10))), discountable=draw(st.integers(0, 9)) > 0,
        )
        for n in range(count)
    )  # fmt: skip
    return Basket(
        items=items, shipping=draw(st.sampled_from((0, 550))), points_used=draw(st.integers(0, 3_000)),
        coupons=("c0", "c1", "c2"),
    )  # fmt: skip


@st.composite
def campaigns(draw: st.DrawFn, count: int = 5) -> list[Campaign]:
    """Draw campaigns of all kinds, stacked or not, capped or not, for some goods or all."""
    return [_campaign(draw, f"c{n}") for n in range(draw(st.integers(0, count)))]


def _campaign(draw: st.DrawFn, code: str) -> Campaign:
    kind = draw(st.sampled_from(Kind))
    tops = {Kind.PERCENT: 100, Kind.POINTS_RATE: 2_000, Kind.GIFT: 2, Kind.BUNDLE: 100}
    return Campaign(
        code=code, kind=kind, value=draw(st.integers(1, tops.get(kind, 3_000))),
        priority=draw(st.integers(1, 3)), stack_group=draw(st.sampled_from(("", "", "g"))),
        by_coupon=draw(st.booleans()), min_spend=draw(st.sampled_from((0, 0, 2_000))),
        categories=draw(st.sampled_from((frozenset(), frozenset({"酒"}), frozenset({"茶", "器"})))),
        most=draw(st.none() | st.integers(0, 500)), budget_left=draw(st.none() | st.integers(0, 2_000)),
        buy=draw(st.integers(1, 3)), get=draw(st.integers(1, 2)), on_points=draw(st.booleans()), gift_sku="g",
    )  # fmt: skip
