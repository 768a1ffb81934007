# SPDX-License-Identifier: Apache-2.0
"""The drawn world, without a database: it is the same for the same seed, and nothing in it contradicts itself."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.simulate.model import World, draw_world
from omotenashi.simulate.numbers import order_numbers
from omotenashi.simulate.parameters import CHANNELS, EC, LINE, NOBODY, PHONE, STANDARD, STORE, WEAK_SHOP

NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)


@cache
def world(customers: int = 3000, seed: int = 1, now: datetime = NOW) -> World:
    return draw_world(customers=customers, seed=seed, now=now)


def arrays(part: Any, prefix: str = "") -> dict[str, np.ndarray]:
    """Every array of a world by its path."""
    if isinstance(part, np.ndarray):
        return {prefix: part}
    if not hasattr(part, "__dataclass_fields__"):
        return {}
    return {
        path: array
        for field in fields(part)
        for path, array in arrays(getattr(part, field.name), f"{prefix}.{field.name}").items()
    }


def test_the_same_seed_gives_the_same_world() -> None:
    first, second = (
        arrays(draw_world(customers=300, seed=7, now=NOW)),
        arrays(draw_world(customers=300, seed=7, now=NOW)),
    )
    assert list(first) == list(second)
    assert [name for name in first if not np.array_equal(first[name], second[name])] == []


def test_another_seed_gives_another_world() -> None:
    assert not np.array_equal(world(300, 7).purchases.at, world(300, 8).purchases.at)


def test_a_world_needs_somebody() -> None:
    with pytest.raises(ValueError, match="customers"):
        draw_world(customers=0, seed=1, now=NOW)


@given(
    customers=st.integers(1, 60),
    seed=st.integers(0, 10_000),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)),
)
@settings(max_examples=10, deadline=None)
def test_any_world_is_free_of_contradictions(customers: int, seed: int, now: datetime) -> None:
    assert contradictions(draw_world(customers=customers, seed=seed, now=now)) == []


def test_a_large_world_is_free_of_contradictions() -> None:
    assert contradictions(world()) == []


def contradictions(w: World) -> list[str]:
    """Name every promise of the model that a world breaks."""
    bought, lines, known = w.purchases, w.baskets.lines, w.memberships
    person, shown = bought.person, ~bought.anonymous
    sums = np.bincount(lines.order, weights=lines.amount, minlength=len(bought)).astype(np.int64)
    gross = w.goods.price[lines.variant] * lines.quantity
    opened = known.opened[person, bought.channel]
    last = np.where(w.histories.lost_at == NOBODY, w.year.now, w.histories.lost_at)
    promises = {
        "orders stand in the order of time": np.all(np.diff(bought.at) >= 0),
        "nothing happens after now": np.all(bought.at <= w.year.now) and np.all(w.returns.at <= w.year.now),
        "everybody bought": np.array_equal(np.unique(person[person != NOBODY]), np.arange(len(w.people))),
        "a card is shown only after joining": np.all((opened < bought.at)[shown] & (opened != NOBODY)[shown]),
        "only tills serve people without a name": np.all(bought.channel[bought.anonymous] == STORE),
        "only tills stand in shops": np.array_equal(bought.shop != NOBODY, bought.channel == STORE),
        "every order has lines": np.all(np.diff(lines.start) >= 1),
        "lines add up to the order": np.array_equal(sums - w.baskets.coupon, w.baskets.goods_total),
        "an order costs something": np.all(w.baskets.goods_total > 0),
        "a discount explains each amount": np.array_equal(gross - lines.discount, lines.amount),
        "points never pay more than half": np.all(w.fulfilment.used * 2 <= w.baskets.goods_total),
        "what is cancelled earns and uses nothing": not (w.fulfilment.used + w.fulfilment.earned)[w.baskets.cancelled].any(),
        "nobody's points are nobody's": not (w.fulfilment.used + w.fulfilment.earned)[bought.anonymous].any(),
        "wallets never fall below zero": lowest_balance(w) >= 0,
        "what comes back was bought": np.all(w.returns.quantity <= lines.quantity[w.returns.line])
        and np.array_equal(lines.order[w.returns.line], w.returns.order),
        "nothing cancelled comes back": not w.baskets.cancelled[w.returns.order].any(),
        "numbers are given once": len(set(order_numbers(bought))) == len(bought),
        "a tie needs two memberships": np.all((known.opened != NOBODY).sum(axis=1)[known.tied.any(axis=1)] >= 2),
        "LINE is tied to what exists": np.all(
            known.opened[np.arange(len(w.people)), known.line_tied_to][known.line_tied_at != NOBODY] != NOBODY
        ),
        "the lost buy no more": np.all((bought.at <= last[person])[person != NOBODY]),
    }  # fmt: skip
    return [promise for promise, holds in promises.items() if not holds]


def lowest_balance(w: World) -> int:
    """Replay every wallet: what an order earns counts when it is complete, what it uses when it is placed."""
    bought, done = w.purchases, w.fulfilment
    key = bought.person * len(CHANNELS) + w.memberships.wallet[bought.person, bought.channel]
    steps = [(int(at), 1, int(k), -int(used)) for at, k, used in zip(bought.at, key, done.used, strict=True) if used]
    steps += [
        (int(at), 0, int(k), int(earned))
        for at, k, earned in zip(done.completed_at, key, done.earned, strict=True)
        if earned
    ]
    balance, lowest = dict.fromkeys(key.tolist(), 0), 0
    for _, _, wallet, amount in sorted(steps):
        balance[wallet] += amount
        lowest = min(lowest, balance[wallet])
    return lowest


def test_a_third_of_the_tills_receipts_name_nobody() -> None:
    bought = world().purchases
    assert round(float(bought.anonymous[bought.channel == STORE].mean()), 2) == STANDARD.anonymous_share


def test_the_history_is_24_months_and_the_month_of_now() -> None:
    year = world().year
    assert (year.month_of_world[0], year.month_of_world[-1]) == (0, 24)
    assert datetime.fromtimestamp(int(year.midnight[0]), UTC) == datetime(2024, 2, 29, 15, tzinfo=UTC)
    assert NOW - datetime.fromtimestamp(int(world().purchases.at[-1]), UTC) < timedelta(days=1)


def test_the_true_parameters_show_in_the_purchases() -> None:
    """Who is soon lost buys seldom; a rate twice as high halves the first gap (medians of the outer quarters)."""
    w = world()
    counts = np.bincount(w.purchases.person[w.purchases.person >= 0], minlength=len(w.people))
    low, high = np.quantile(w.people.dropout, [0.25, 0.75])
    assert counts[w.people.dropout <= low].mean() > 3 * counts[w.people.dropout >= high].mean()


def test_f2_falls_for_the_newest_and_at_the_weak_shop() -> None:
    w = world(40_000)
    first, second = np.full(len(w.people), -1), np.full(len(w.people), -1)
    for person, day in zip(w.purchases.person.tolist(), (w.purchases.at // 86_400).tolist(), strict=True):
        if person >= 0 and first[person] < 0:
            first[person] = day
        elif person >= 0 and second[person] < 0 and day > first[person]:
            second[person] = day
    again = (second >= 0) & (second - first <= 60)
    age = w.year.now // 86_400 - first
    # The same season of two years: December is quick in both.
    newest, before = (again[(age > low) & (age <= low + 90)].mean() for low in (60, 60 + 365))
    assert newest < 0.95 * before
    till = (w.memberships.opened[:, STORE] >= 0) & (w.memberships.opened[:, EC] < 0)
    weak = w.people.home_shop == WEAK_SHOP
    assert again[till & weak].mean() < 0.96 * again[till & ~weak].mean()


def test_some_are_known_under_keys_that_nothing_ties() -> None:
    known = world().memberships
    both = (known.opened[:, EC] >= 0) & (known.opened[:, STORE] >= 0)
    assert 0.80 < known.tied[both, STORE].mean() < 0.90
    assert 0.2 < (known.opened[:, LINE] >= 0).mean() < 0.5
    assert (known.opened[:, PHONE] >= 0).any()
