# SPDX-License-Identifier: Apache-2.0
"""Random numbers: one generator for each purpose, so that a new draw here moves nothing elsewhere."""

from zlib import crc32

import numpy as np
import numpy.typing as npt

type Ints = npt.NDArray[np.int64]
type Floats = npt.NDArray[np.float64]
type Bools = npt.NDArray[np.bool_]


def generator(*, seed: int, purpose: str) -> np.random.Generator:
    """Give the generator of a purpose; equal seeds and purposes give equal numbers on every machine."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(purpose.encode())])))


def pick(rng: np.random.Generator, weights: Floats | Ints | tuple[float, ...], size: int) -> Ints:
    """Draw `size` places 0 … len(weights) - 1 in proportion to the weights."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn: Ints = np.searchsorted(edges, rng.random(size) * edges[-1], side="right").astype(np.int64)
    return drawn


def pick_by_row(rng: np.random.Generator, weights: Floats) -> Ints:
    """Draw one column for each row of `weights`, shape (rows, columns), in proportion to the row."""
    edges = np.cumsum(weights, axis=1)
    drawn = rng.random(len(weights)) * edges[:, -1]
    return (edges < drawn[:, None]).sum(axis=1).astype(np.int64)


def chance(rng: np.random.Generator, share: float, size: int) -> Bools:
    """Toss `size` coins that fall on their head with probability `share`."""
    return rng.random(size) < share
