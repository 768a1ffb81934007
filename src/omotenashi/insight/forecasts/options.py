# SPDX-License-Identifier: Apache-2.0
"""What a forecast can be asked: the toggles of every measure, and its own."""

from dataclasses import dataclass
from datetime import date

from omotenashi.insight.forecasts.customers import Unit
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.words import N_

YEAR = {"week": 52, "day": 365}


@dataclass(frozen=True, kw_only=True)
class ForecastOptions(Common):
    """Percents are whole numbers. `horizon` 0 is a year."""

    unit: Unit = option("week", N_("Time is counted in"))
    horizon: int = option(0, N_("How far ahead (weeks or days)"))
    calibration_end: date | None = option(None, N_("Fit on purchases until"))
    holdout: int = option(0, N_("Days kept back to check the forecast"))
    interval: int = option(80, N_("Interval, percent"), low=1)
    discount: int = option(0, N_("Discount a year, percent"))
    min_repeaters: int = option(500, N_("Fewest customers who came back"))
    max_correlation: int = option(50, N_("Largest correlation of frequency and spend, percent"))
    limit: int = option(0, N_("Rows at most; 0 gives all"))

    @property
    def ahead(self) -> float:
        """The horizon in units of time."""
        return float(self.horizon or YEAR[self.unit])
