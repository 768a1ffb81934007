# SPDX-License-Identifier: Apache-2.0
"""Was the forecast right? Purchases that were kept back, against those expected, in groups of alike.

The mean absolute error alone proves nothing: on CDNOW a forecast of zero for everybody reaches 0.80. So the error
of saying zero is told beside it, and what counts is the calibration: in each group of customers with alike forecasts,
what was expected and what came.
"""

from dataclasses import dataclass

import numpy as np

from omotenashi.insight.forecasts.summaries import Floats

GROUPS = 10


@dataclass(frozen=True)
class Group:
    """Customers with alike forecasts."""

    customers: int
    expected: float
    actual: float
    error: float


@dataclass(frozen=True)
class Check:
    """Totals, errors per customer, and the groups. `coverage`: how many lay within their interval, in percent."""

    customers: int
    expected: float
    actual: float
    mae: float
    rmse: float
    mae_of_zero: float
    correlation: float | None
    coverage: float | None
    groups: tuple[Group, ...]
    by_frequency: tuple[Group, ...]


def check(
    *, expected: Floats, actual: Floats, frequency: Floats, low: Floats | None = None, high: Floats | None = None
) -> Check:
    """Compare customer by customer and group by group."""
    away = expected - actual
    varied = len(expected) > 2 and np.ptp(expected) > 0 and np.ptp(actual) > 0
    inside = None if low is None or high is None else float(((actual >= low) & (actual <= high)).mean() * 100)
    return Check(
        customers=len(expected),
        expected=float(expected.sum()),
        actual=float(actual.sum()),
        mae=float(np.abs(away).mean()),
        rmse=float(np.sqrt((away**2).mean())),
        mae_of_zero=float(np.abs(actual).mean()),
        correlation=float(np.corrcoef(expected, actual)[0, 1]) if varied else None,
        coverage=inside,
        groups=groups(expected=expected, actual=actual),
        by_frequency=tuple(
            _group(expected[mine], actual[mine])
            for at in range(8)
            if (mine := (frequency == at) if at < 7 else (frequency >= 7)).any()
        ),
    )


def groups(*, expected: Floats, actual: Floats, most: int = GROUPS) -> tuple[Group, ...]:
    """Cut customers into groups of about equal size by what was expected; equals stay together."""
    if not len(expected):
        return ()
    edges = np.unique(np.quantile(expected, np.arange(1, most) / most))
    place = np.searchsorted(edges, expected, side="left")
    return tuple(_group(expected[place == one], actual[place == one]) for one in np.unique(place))


def _group(expected: Floats, actual: Floats) -> Group:
    size = len(expected)
    error = float(actual.std(ddof=1) / np.sqrt(size)) if size > 1 else float("nan")
    return Group(size, float(expected.mean()), float(actual.mean()), 0.0 if np.isnan(error) else error)
