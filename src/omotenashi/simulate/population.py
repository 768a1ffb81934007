# SPDX-License-Identifier: Apache-2.0
"""Who the customers truly are: how often, how long, through what and how much they buy. Pure, drawn in arrays."""

from dataclasses import dataclass

import numpy as np

from omotenashi.simulate.draws import Bools, Floats, Ints, chance, generator, pick
from omotenashi.simulate.parameters import SEGMENTS, SHOPS, WEAK_SHOP, Parameters
from omotenashi.simulate.trade_year import TradeYear


@dataclass(frozen=True, slots=True)
class Population:
    """One place a person; the person's number is the place.

    `rate` is purchases per day of mean trade while alive, `dropout` the probability of being lost after a purchase,
    `spend` a multiplier with mean near 1, `preference` (people x 4) the shares of the channels.
    """

    segment: Ints
    preference: Floats
    rate: Floats
    dropout: Floats
    spend: Floats
    home_shop: Ints
    arrived: Floats  # trade time of the first purchase
    woman: Bools
    born: Ints  # days since 1970

    def __len__(self) -> int:
        return len(self.rate)


def draw_population(*, people: int, seed: int, year: TradeYear, parameters: Parameters) -> Population:
    """Draw the true people of a world."""
    rng = generator(seed=seed, purpose="population")
    segment = pick(rng, tuple(s.share for s in SEGMENTS), people)
    weights = np.array([s.channels for s in SEGMENTS], dtype=np.float64)
    shares = rng.standard_gamma(weights[segment])
    kinds = np.array([s.dropout for s in SEGMENTS])
    scale = np.array([s.rate_scale for s in SEGMENTS]) / parameters.rate_scale_days
    level = np.array([s.spend for s in SEGMENTS]) / parameters.spend_shape
    arrived = _arrivals(rng, people, year, parameters)
    woman = chance(rng, 0.68, people)
    return Population(
        segment=segment,
        preference=shares / shares.sum(axis=1, keepdims=True),
        rate=rng.gamma(parameters.rate_shape, scale[segment]),
        dropout=rng.beta(kinds[segment, 0], kinds[segment, 1]),
        spend=np.clip(rng.gamma(parameters.spend_shape, level[segment]), 0.15, 5.0),
        home_shop=draw_shops(rng, arrived / year.clock[-1], parameters),
        arrived=arrived,
        woman=woman,
        born=_birthdays(rng, segment, year),
    )


def draw_shops(rng: np.random.Generator, progress: Floats, parameters: Parameters) -> Ints:
    """Draw a shop for each moment (0 … 1 of the history): the weak shop loses its share over time."""
    first = np.array([0.40, 0.30, 0.30])
    fall = parameters.weak_shop_drift * first[WEAK_SHOP] * progress
    shares = np.repeat(first[None, :], len(progress), axis=0)
    shares[:, WEAK_SHOP] -= fall
    edges = np.cumsum(shares, axis=1)
    drawn = rng.random(len(progress)) * edges[:, -1]
    return np.minimum((edges < drawn[:, None]).sum(axis=1), len(SHOPS) - 1).astype(np.int64)


def _arrivals(rng: np.random.Generator, people: int, year: TradeYear, parameters: Parameters) -> Floats:
    """Draw the trade time of each first purchase: many when the members' card was new, none today."""
    age = np.arange(year.days)
    weight = year.weight * (1 + parameters.launch_extra * np.exp(-age / parameters.launch_days))
    weight[-1] = 0.0
    day = pick(rng, weight, people)
    return year.clock[day] + rng.random(people) * year.weight[day]


def _birthdays(rng: np.random.Generator, segment: Ints, year: TradeYear) -> Ints:
    """Draw days of birth: mean age 43, callers 62, those who chat 35; nobody under 18 or over 88."""
    mean = np.array([41.0, 46.0, 42.0, 35.0, 62.0])[segment]
    age = rng.normal(mean, 12.0)
    # Turned back at the ends, not held there: else all the youngest would share one day of birth.
    age = np.clip(np.where(age < 18.0, 36.0 - age, np.where(age > 88.0, 176.0 - age, age)), 18.0, 88.0)
    return np.asarray(year.now // 86_400 - age * 365.25, dtype=np.int64)
