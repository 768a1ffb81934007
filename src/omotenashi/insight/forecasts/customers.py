# SPDX-License-Identifier: Apache-2.0
"""The customers of a forecast, wherever they come from: a file, the lake, or a drawn world."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np

from omotenashi.insight.forecasts.summaries import Floats, Ints, Summaries

type Unit = Literal["week", "day"]
DAYS: dict[str, float] = {"week": 7.0, "day": 1.0}


@dataclass(frozen=True, kw_only=True)
class Customers:
    """One place a customer in every array.

    `spend` is the mean amount of a repeat purchase, 0 where there is none; None when amounts are unknown. `later` are
    the purchases within `later_days` after the as-of day, when these are known. `steadiness` is the share of regular
    buyers (four purchases or more) whose gaps hardly differ, as those of a subscription.
    """

    names: np.ndarray[Any, Any]
    summaries: Summaries
    unit: Unit
    spend: Floats | None = None
    later: Floats | None = None
    later_spend: Floats | None = None
    later_days: int = 0
    steadiness: float | None = None
    as_of: date | None = None
    first_day: date | None = None
    rows: int = 0
    # Rows of a file that name no customer or no day.
    unused: int = 0

    def __len__(self) -> int:
        return len(self.names)

    def of(self, places: Ints) -> "Customers":
        """Some of them."""
        known = self.summaries
        return replace(
            self,
            names=self.names[places],
            summaries=Summaries(known.x[places], known.t_x[places], known.T[places], known.count[places]),
            spend=None if self.spend is None else self.spend[places],
            later=None if self.later is None else self.later[places],
            later_spend=None if self.later_spend is None else self.later_spend[places],
        )

    @property
    def window(self) -> float:
        """How long the customer known longest was observed."""
        return float(self.summaries.T.max()) if len(self) else 0.0

    @property
    def purchases(self) -> int:
        """Repeat purchases of all."""
        return int(self.summaries.x.sum())
