# SPDX-License-Identifier: Apache-2.0
"""Means over a beta distribution, whatever its parameters: Gauss's rule for it.

Golub and Welsch (1969), Calculation of Gauss Quadrature Rules: the places are the eigenvalues of the Jacobi matrix, and
the squares of the first components of its eigenvectors are the weights, which sum to 1. No Gamma function occurs, so
nothing overflows where the parameters are in millions and the distribution is nearly a point.
"""

import numpy as np
from scipy.linalg import eigh_tridiagonal

from omotenashi.insight.forecasts.summaries import Floats

PLACES = 96


def rule(a: float, b: float) -> tuple[Floats, Floats]:
    """Give places between 0 and 1 and their weights: the mean of f over Beta(a, b) is the sum of weight × f(place)."""
    order = np.arange(PLACES, dtype=np.float64)
    # As Jacobi polynomials have it: (1 - t)^(b - 1) (1 + t)^(a - 1) with t = 2p - 1.
    low, high = a - 1, b - 1
    double = 2 * order + low + high
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (low - high) * (low + high) / (double * (double + 2))
    middle[0] = (low - high) / (low + high + 2)
    n, double = order[1:], double[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        beside = 4 * n * (n + low) * (n + high) * (n + low + high) / (double**2 * (double + 1) * (double - 1))
    beside[0] = 4 * (1 + low) * (1 + high) / ((2 + low + high) ** 2 * (3 + low + high))
    places, ways = eigh_tridiagonal(middle, np.sqrt(beside))
    return np.clip((places + 1) / 2, 1e-300, 1.0), ways[0] ** 2
