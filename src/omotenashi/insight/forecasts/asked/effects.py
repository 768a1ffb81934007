# SPDX-License-Identifier: Apache-2.0
"""What a campaign really did: treated against those who were held out at random.

The difference of rates with the Newcombe (hybrid Wilson) interval: Newcombe (1998), Statistics in Medicine 17, 873-890,
method 10. Where the interval holds zero nothing is proved, and the return on investment means nothing.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np

from omotenashi.insight.forecasts.summaries import Floats

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Arm:
    """One group: how many people, how many of them bought, and what they paid together."""

    people: int
    buyers: float
    sales: float


def wilson(buyers: float, people: int, level: float = 0.95) -> tuple[float, float]:
    """Give the Wilson interval of a share."""
    z = _NORMAL.inv_cdf((1 + level) / 2)
    share, middle = buyers / people, buyers / people + z * z / (2 * people)
    half = z * sqrt(share * (1 - share) / people + z * z / (4 * people * people))
    return (middle - half) / (1 + z * z / people), (middle + half) / (1 + z * z / people)


def compare(
    treated: Arm, control: Arm, *, margin: float = 0.6, cost: float = 0.0, level: float = 0.95
) -> dict[str, Any]:
    """Give rates, their difference with its interval, and what was earned beyond the control group."""
    p, q = treated.buyers / treated.people, control.buyers / control.people
    (p_low, p_high), (q_low, q_high) = (wilson(one.buyers, one.people, level) for one in (treated, control))
    low = p - q - sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = p - q + sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    more = treated.sales - control.sales * treated.people / control.people
    profit = more * margin - cost
    return {
        "treated": treated.people,
        "control": control.people,
        "treated_rate_pct": p * 100,
        "control_rate_pct": q * 100,
        "diff_pt": (p - q) * 100,
        "ci_low_pt": low * 100,
        "ci_high_pt": high * 100,
        "significant": not low <= 0 <= high,
        "incremental_buyers": treated.buyers - control.buyers * treated.people / control.people,
        "incremental_sales": more,
        "incremental_profit": profit,
        "roi_pct": profit / cost * 100 if cost else None,
    }


def qini(*, score: Floats, treated: np.ndarray, outcome: Floats) -> float:
    """Give the area between the Qini curve of a score and chance; 0 for a score that knows nothing.

    Radcliffe (2007): at each depth the incremental outcomes (treated buyers − control buyers × treated ÷ control) over
    all treated people. Equal scores are one step.
    """
    depth, lift = _curve(score, treated, outcome)
    return float(np.trapezoid(lift, depth) - lift[-1] / 2)


def _curve(score: Floats, treated: np.ndarray, outcome: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(-score, kind="stable")
    sorted_score, hit, won = score[order], treated[order], outcome[order]
    ends = np.append(np.flatnonzero(np.diff(sorted_score)), len(order) - 1)
    people, others = np.cumsum(hit)[ends], np.cumsum(~hit)[ends]
    gains, base = np.cumsum(won * hit)[ends], np.cumsum(won * ~hit)[ends]
    lift = gains - np.divide(base * people, others, out=np.zeros(len(ends)), where=others > 0)
    return np.concatenate(([0.0], (ends + 1) / len(order))), np.concatenate(([0.0], lift / max(int(treated.sum()), 1)))
