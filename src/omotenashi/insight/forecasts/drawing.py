# SPDX-License-Identifier: Apache-2.0
"""Customers drawn from a model whose parameters are known: what fits, forecasts and intervals are tested against."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from omotenashi.insight.forecasts.summaries import Floats, Summaries, summaries

_ROUNDS = 2_000
type Loses = Callable[[np.random.Generator, int], Floats]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is seen of each customer, and what is true: alive at the end, and purchases in the time after it."""

    summaries: Summaries
    alive: np.ndarray
    later: Floats


def draw_bgnbd(
    true: Mapping[str, float],
    *,
    customers: int,
    days: int,
    seed: int,
    after: float = 0.0,
    arriving: float = 0.5,
    whole_days: bool = False,
) -> Drawn:
    """Draw from BG/NBD; customers arrive during the share `arriving` of the days.

    With `whole_days` purchases are told by the day, as shops tell them.
    """
    rng = np.random.default_rng(seed)
    rate = rng.gamma(true["r"], 1 / true["alpha"], customers)
    lost = rng.beta(true["a"], true["b"], customers)
    age = _ages(rng, customers, days, arriving)
    end, clock = age + after, np.zeros(customers)
    seen = _Seen(age, rng.random(customers) if whole_days else None)
    going = np.arange(customers)
    for _ in range(_ROUNDS):
        clock[going] += rng.standard_exponential(len(going)) / np.maximum(rate[going], 1e-300)
        going = going[clock[going] < end[going]]
        if not len(going):
            break
        seen.bought(going, clock[going])
        leaves = rng.random(len(going)) < lost[going]
        seen.left(going[leaves], clock[going[leaves]])
        going = going[~leaves]
    return seen.drawn()


def draw_pareto_nbd(
    true: Mapping[str, float],
    *,
    customers: int,
    days: int,
    seed: int,
    after: float = 0.0,
    arriving: float = 0.5,
    whole_days: bool = False,
) -> Drawn:
    """Draw from Pareto/NBD in the same way."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(true["r"], 1 / true["alpha"], customers)
    life = rng.standard_exponential(customers) / rng.gamma(true["s"], 1 / true["beta"], customers)
    age = _ages(rng, customers, days, arriving)
    clock = np.zeros(customers)
    seen = _Seen(age, rng.random(customers) if whole_days else None)
    everybody = going = np.arange(customers)
    end = np.minimum(age + after, life)
    for _ in range(_ROUNDS):
        clock[going] += rng.standard_exponential(len(going)) / np.maximum(rate[going], 1e-300)
        going = going[clock[going] < end[going]]
        if not len(going):
            break
        seen.bought(going, clock[going])
    seen.left(everybody, life)
    return seen.drawn()


def draw_spend(true: Mapping[str, float], *, x: Floats, seed: int) -> Floats:
    """Draw each customer's mean spend from Gamma-Gamma; 0 for who never came back."""
    rng = np.random.default_rng(seed + 1)
    scale = rng.gamma(true["q"], 1 / true["gamma"], len(x))
    often = np.where(x > 0, x, 1)
    return np.where(x > 0, rng.gamma(true["p"] * often, 1 / scale) / often, 0.0)


class _Seen:
    """Counts while the drawing goes on."""

    def __init__(self, age: Floats, hour: Floats | None) -> None:
        self._age, self._hour = age, hour
        self._x, self._last, self._later = np.zeros(len(age)), np.zeros(len(age)), np.zeros(len(age))
        self._alive = np.ones(len(age), dtype=np.bool_)

    def bought(self, who: np.ndarray, when: Floats) -> None:
        before = when < self._age[who]
        # The first purchase has an hour of its day, too; several purchases of a day are one.
        told = when if self._hour is None else np.minimum(np.floor(when + self._hour[who]), self._age[who])
        counts = before & (told > self._last[who])
        self._x[who] += counts
        self._last[who] = np.where(counts, told, self._last[who])
        self._later[who] += ~before

    def left(self, who: np.ndarray, when: Floats) -> None:
        self._alive[who] &= when >= self._age[who]

    def drawn(self) -> Drawn:
        return Drawn(summaries(x=self._x, t_x=self._last, T=self._age), self._alive, self._later)


def _ages(rng: np.random.Generator, customers: int, days: int, arriving: float) -> Floats:
    return days - np.floor(rng.random(customers) * days * arriving)
