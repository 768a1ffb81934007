# SPDX-License-Identifier: Apache-2.0
"""How far a count may lie from what is expected: negative binomial, variance mean + spread × mean².

The spread holds both what is random and what the forecast does not know; it is found from the errors on what was kept back.
"""

from collections.abc import Sequence

import numpy as np

from omotenashi.insight.demand.record import Bools, Floats, Ints

# Above this the count is as good as normal, and walking up to it would take long.
LARGE = 400.0
_EVEN = 1e-9


def quantile(mean: Floats | Sequence[float], spread: Floats | float, part: float) -> Ints:
    """The smallest count that is not exceeded with probability `part`."""
    mean, spread = np.broadcast_arrays(np.asarray(mean, dtype=float), np.maximum(spread, _EVEN))
    found = np.zeros(mean.shape, dtype=np.int64)
    large = mean > LARGE
    if large.any():
        from scipy.stats import nbinom

        size = 1 / spread[large]
        found[large] = nbinom.ppf(part, size, size / (size + mean[large])).astype(np.int64)
    place = np.flatnonzero((mean > 0) & ~large)
    at, k = mean.ravel()[place], spread.ravel()[place]
    mass = np.exp(-np.log1p(k * at) / k)
    below, step, count = mass.copy(), at / (1 + k * at), 0
    flat = found.ravel()
    while len(place):
        done = below >= part - 1e-12
        flat[place[done]] = count
        place, k, step, mass, below = place[~done], k[~done], step[~done], mass[~done], below[~done]
        count += 1
        mass = mass * (1 + k * (count - 1)) / count * step
        below = below + mass
    return flat.reshape(mean.shape)


def at_most(count: Ints, mean: Floats, spread: Floats | float) -> Floats:
    """The probability that no more than `count` are asked for; 0 below 0."""
    count = np.asarray(count, dtype=np.int64)
    mean, spread = np.broadcast_arrays(np.asarray(mean, dtype=float), np.maximum(spread, _EVEN))
    found = np.zeros(mean.shape)
    large = (mean > LARGE) & (count >= 0)
    if large.any():
        from scipy.stats import nbinom

        size = 1 / spread[large]
        found[large] = nbinom.cdf(count[large], size, size / (size + mean[large]))
    found[(mean <= 0) & (count >= 0)] = 1.0
    place = np.flatnonzero((mean > 0) & ~large & (count >= 0))
    at, k, left = mean.ravel()[place], spread.ravel()[place], count.ravel()[place]
    mass = np.exp(-np.log1p(k * at) / k)
    below, step, n = mass.copy(), at / (1 + k * at), 0
    flat = found.ravel()
    while len(place):
        # What lies beyond is too little to be told.
        done: Bools = (left <= n) | (below >= 1 - 1e-12)
        flat[place[done]] = np.minimum(below[done], 1.0)
        place, k, step, mass, below = place[~done], k[~done], step[~done], mass[~done], below[~done]
        left = left[~done]
        n += 1
        mass = mass * (1 + k * (n - 1)) / n * step
        below = below + mass
    return flat.reshape(mean.shape)


def spread_of(counted: Floats, expected: Floats) -> float:
    """The spread by moments, 0 where counts are no wider than chance makes them."""
    total = float(np.square(expected).sum())
    return max(float((np.square(counted - expected) - expected).sum()) / total, 0.0) if total > 0 else 0.0


def missing(held: Ints, mean: Floats, spread: Floats | float) -> Floats:
    """How many of those asked for will not be had when so many are held: the mean of what lies beyond."""
    spread = np.maximum(spread, _EVEN)
    held = np.maximum(np.asarray(held, dtype=np.int64), 0)
    # What is asked for beyond x, weighed by itself, is again negative binomial, one size up.
    beyond = 1 - at_most(held - 1, mean * (1 + spread), spread / (1 + spread))
    return np.asarray(np.maximum(mean * beyond - held * (1 - at_most(held, mean, spread)), 0.0))
