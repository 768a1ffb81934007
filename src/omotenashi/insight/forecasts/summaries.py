# SPDX-License-Identifier: Apache-2.0
"""What the value models know of a customer, three numbers each; and the same counted, equal customers once.

x = repeat purchases (the first one is not in it, orders of one day are one purchase), t_x = time from the first to the
last purchase, T = time from the first purchase to the as-of day. The likelihoods depend on nothing else, so a million
customers are a few ten thousand distinct triples with their counts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from omotenashi.insight.measures.words import N_

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

# Times are compared in parts of a unit: finer differences than this are rounding of whoever wrote the file.
_GRAIN = 1e-6
_MOST_KEYS = 2**62


@dataclass(frozen=True, slots=True)
class Summaries:
    """One place a customer, or with `count` one place for customers who are equal."""

    x: Floats
    t_x: Floats
    T: Floats
    count: Floats

    def __len__(self) -> int:
        return len(self.x)

    @property
    def customers(self) -> int:
        """How many people stand behind it."""
        return int(self.count.sum())

    @property
    def repeaters(self) -> int:
        """How many of them came back."""
        return int(self.count[self.x > 0].sum())

    def every(self, stride: int) -> "Summaries":
        """Give every n-th place: of sorted triples an even part."""
        if stride == 1:
            return self
        return Summaries(self.x[::stride], self.t_x[::stride], self.T[::stride], self.count[::stride])


class BadSummaries(Exception):
    """Numbers that no customer can have; the message names the place and says why."""

    def __init__(self, message: str, **values: str | int) -> None:
        self.message, self.values = message, values
        super().__init__(message % values)


def summaries(*, x: Floats, t_x: Floats, T: Floats) -> Summaries:  # noqa: N803 - the letter of the papers
    """Check the numbers of each customer. Raises BadSummaries."""
    x, t_x, T = (np.asarray(one, dtype=np.float64) for one in (x, t_x, T))  # noqa: N806 - the letter of the papers
    for wrong, why in (
        (~(np.isfinite(x) & np.isfinite(t_x) & np.isfinite(T)), _NO_NUMBER),
        ((x < 0) | (x != np.floor(x)), _NO_COUNT),
        (t_x < 0, _NEGATIVE),
        (t_x > T + _GRAIN, _AFTER),
        ((x == 0) & (t_x > _GRAIN), _NEVER_BACK),
        ((x > 0) & (t_x <= 0), _BACK),
    ):
        if wrong.any():
            place = int(np.flatnonzero(wrong)[0])
            told = {"x": f"{x[place]:g}", "t_x": f"{t_x[place]:g}", "T": f"{T[place]:g}"}
            raise BadSummaries(why, place=place + 1, **told)
    return Summaries(x=x, t_x=np.minimum(t_x, T), T=T, count=np.ones(len(x)))


_NO_NUMBER = N_("Line %(place)s: frequency, recency and T must be numbers (%(x)s, %(t_x)s, %(T)s).")
_NO_COUNT = N_("Line %(place)s: frequency must be a whole number from 0, it is %(x)s.")
_NEGATIVE = N_("Line %(place)s: recency must not be negative, it is %(t_x)s.")
_AFTER = N_("Line %(place)s: recency (%(t_x)s) must not be larger than T (%(T)s).")
_NEVER_BACK = N_("Line %(place)s: recency must be 0 for who never came back, it is %(t_x)s.")
_BACK = N_(
    "Line %(place)s: recency must be above 0 for who came back %(x)s times. The first purchase does not count in frequency."
)


def distinct(given: Summaries) -> Summaries:
    """Give each distinct triple of customers told one by one once, with its count."""
    key, values = _keys(given)
    if key is None:
        return given
    kept, count = np.unique(key, return_counts=True)
    return _decoded(kept, values, count.astype(np.float64))


def compressed(given: Summaries) -> tuple[Summaries, Ints]:
    """Give each distinct triple once with its count, and for each place the place of its triple."""
    key, values = _keys(given)
    if key is None:
        return given, np.arange(len(given))
    kept, place = np.unique(key, return_inverse=True)
    return _decoded(kept, values, np.bincount(place, weights=given.count, minlength=len(kept))), place


def dot(left: Floats, right: Floats) -> float:
    """Give the sum of products. Not by BLAS, whose threads wait for each other longer than these sums take."""
    return float(np.einsum("i,i->", left, right))


def _keys(given: Summaries) -> tuple[Ints | None, list[Floats]]:
    """Give a number for each triple, in the order of x, t_x, T; none where they are too many to be numbered."""
    codes, values = zip(*(_coded(one) for one in (given.x, given.t_x, given.T)), strict=True)
    sizes = [len(one) for one in values]
    if np.prod([float(size) for size in sizes]) > _MOST_KEYS:
        return None, []
    return (codes[0] * sizes[1] + codes[1]) * sizes[2] + codes[2], list(values)


def _decoded(key: Ints, values: list[Floats], count: Floats) -> Summaries:
    rest, last = np.divmod(key, len(values[2]))
    first, middle = np.divmod(rest, len(values[1]))
    return Summaries(x=values[0][first], t_x=values[1][middle], T=values[2][last], count=count)


def _coded(column: Floats) -> tuple[Ints, Floats]:
    """Give each value's place among the distinct ones, and these: by counting where they lie on a grid of whole days."""
    for step in (1.0, 7.0):
        scaled = np.rint(column * step)
        if len(column) and scaled.max() < 4_000_000 and np.abs(scaled - column * step).max() < _GRAIN * step:
            places = scaled.astype(np.int64)
            seen = np.zeros(int(places.max()) + 1, dtype=np.bool_)
            seen[places] = True
            return (np.cumsum(seen) - 1)[places], np.flatnonzero(seen) / step
    values, places = np.unique(column, return_inverse=True)
    return places.astype(np.int64), values
