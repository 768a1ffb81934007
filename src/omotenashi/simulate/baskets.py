# SPDX-License-Identifier: Apache-2.0
"""What lies in each basket and what it costs. Pure: arrays of lines, and sums for each order, in whole yen."""

from dataclasses import dataclass

import numpy as np

from omotenashi.simulate.assortment import CATEGORIES
from omotenashi.simulate.draws import Bools, Floats, Ints, generator
from omotenashi.simulate.goods import TIERS, Goods, odds
from omotenashi.simulate.parameters import CHANNELS, EC, LINE, NOBODY, STORE, Parameters
from omotenashi.simulate.population import Population
from omotenashi.simulate.purchases import Purchases
from omotenashi.simulate.trade_year import TradeYear

_MORE_LINES = np.array([1.05, 0.80, 0.75, 1.45])
_SALE_LETTERS = frozenset("ABOHN")
_SALE_PERCENT = 20
# Who spends little falls into tier 0, who spends much into tier 4.
_TIER_EDGES = np.array([0.55, 0.85, 1.2, 1.7])


@dataclass(frozen=True, slots=True)
class Lines:
    """One place a line, in the order of `order` (the place of the purchase). `amount` is after `discount`, before coupons."""

    order: Ints
    variant: Ints
    quantity: Ints
    discount: Ints
    amount: Ints
    start: Ints  # one place an order, and one more: the lines of order n are start[n] … start[n + 1]


@dataclass(frozen=True, slots=True)
class Baskets:
    """The lines, and for each order what was bought (after discounts and coupon), the coupon and the shipping."""

    lines: Lines
    goods_total: Ints
    coupon: Ints
    shipping: Ints
    cancelled: Bools


def draw_baskets(
    *, purchases: Purchases, people: Population, goods: Goods, year: TradeYear, seed: int, parameters: Parameters
) -> Baskets:
    """Fill the basket of every purchase."""
    rng = generator(seed=seed, purpose="baskets")
    spend = np.where(purchases.person == NOBODY, 0.8, people.spend[purchases.person])
    lines = _lines(rng, purchases, spend, goods, year)
    summed = np.bincount(lines.order, weights=lines.amount, minlength=len(purchases)).astype(np.int64)
    coupon = _coupons(rng, purchases, summed, parameters)
    total = summed - coupon
    sent = purchases.channel != STORE
    shipping = np.where(sent & (total < parameters.free_shipping_from), parameters.shipping_yen, 0)
    share = np.where(sent, 1.6, 0.35) * parameters.cancelled
    return Baskets(lines, total, coupon, shipping.astype(np.int64), rng.random(len(purchases)) < share)


def tier_of(spend: Floats) -> Ints:
    """Give the price tier (0 … 4) of each spend level."""
    return np.searchsorted(_TIER_EDGES, spend).astype(np.int64)


def _lines(rng: np.random.Generator, bought: Purchases, spend: Floats, goods: Goods, year: TradeYear) -> Lines:
    more = rng.poisson(_MORE_LINES[bought.channel] * np.sqrt(spend))
    count = 1 + np.minimum(more, 7)
    order = np.repeat(np.arange(len(bought)), count)
    variant = _pick_variants(rng, bought, tier_of(spend), order, goods, year)
    edible = goods.tax_rate[variant] == 8
    quantity = 1 + np.where(edible, rng.poisson(0.35, len(order)), rng.random(len(order)) < 0.05).astype(np.int64)
    # The same thing twice in one basket is one line.
    key, place = np.unique(order * len(goods) + variant, return_inverse=True)
    summed = np.bincount(place, weights=quantity, minlength=len(key)).astype(np.int64)
    order, variant = key // len(goods), key % len(goods)
    gross = goods.price[variant] * summed
    discount = np.where(_on_sale(bought, order, variant, goods, year), gross * _SALE_PERCENT // 100, 0)
    start = np.searchsorted(order, np.arange(len(bought) + 1)).astype(np.int64)
    return Lines(order, variant, summed, discount, gross - discount, start)


def _pick_variants(
    rng: np.random.Generator, bought: Purchases, tier: Ints, order: Ints, goods: Goods, year: TradeYear
) -> Ints:
    """Pick a variant for each line: one search in the joined running odds of all months, channels and tiers."""
    months = np.unique(year.month_of_world)
    table = odds(goods, months=months, year_month=int(year.month[0])).reshape(-1, len(goods))
    running = np.cumsum(table, axis=1)
    running /= running[:, -1:]
    group = (bought.month_of_world * len(CHANNELS) + bought.channel) * TIERS + tier
    joined = (running + np.arange(len(running))[:, None]).ravel()
    drawn = group[order] + rng.random(len(order))
    place = np.searchsorted(joined, drawn, side="right") - group[order] * len(goods)
    return np.clip(place, 0, len(goods) - 1).astype(np.int64)


def _on_sale(bought: Purchases, order: Ints, variant: Ints, goods: Goods, year: TradeYear) -> Bools:
    """Clothes and cloth are cheaper from 2 to 14 January and from 1 to 14 July."""
    cheap = np.array([c.letter in _SALE_LETTERS for c in CATEGORIES])[goods.category[variant]]
    day = np.searchsorted(year.midnight, bought.at, side="right") - 1
    # The day of the month: how far the month's first day lies behind.
    first = np.searchsorted(year.month_of_world, np.arange(year.month_of_world[-1] + 1))
    of_month = day - first[year.month_of_world[day]] + 1
    month = year.month[day]
    open_now = (of_month <= 14) & (((month == 1) & (of_month >= 2)) | (month == 7))
    return np.asarray(cheap & open_now[order])


def _coupons(rng: np.random.Generator, bought: Purchases, summed: Ints, parameters: Parameters) -> Ints:
    share = np.zeros(len(CHANNELS))
    share[EC], share[LINE], share[STORE] = 0.10, 0.30, 0.05
    used = (rng.random(len(bought)) < share[bought.channel]) & ~bought.anonymous & (summed >= parameters.coupon_floor)
    return np.where(used, parameters.coupon_yen, 0).astype(np.int64)
