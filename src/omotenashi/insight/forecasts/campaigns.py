# SPDX-License-Identifier: Apache-2.0
"""How many of those who are written to will buy: foretold from what earlier sends of the same house brought. Pure.

Each earlier run has a share of buyers of its own, drawn from Beta(mκ, (1 − m)κ); its buyers are binomial around it. How the
runs scatter (m, κ) is learned from all runs of the same kind, on a grid, under p(α, β) ∝ (α + β)^(−5/2): the beta-binomial
hierarchy of Gelman et al., Bayesian Data Analysis (3rd ed. 2013, 5.3); Skellam (1948). Earlier runs of the very campaign pull
its share towards their own (empirical Bayes, Efron and Morris 1975), at most as strongly as κ people would: a campaign does
not repeat itself more exactly than its like. The range is the middle 80 % of what may come, for so many people: it holds what
we do not know of m and κ, how runs differ, and chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import betaln

MODEL = "beta-binomial-1"
# Fewer runs, or smaller ones, say nothing of the next.
LEAST_RUNS, LEAST_PEOPLE = 5, 20
LEVEL = 0.8
_DRAWS, _SEED = 20_000, 20_261
_STEPS, _KAPPA = 48, (4.0, 20_000.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What one campaign sent over one channel in one week, and what its readers bought within the days that count."""

    campaign: str
    channel: str
    purpose: str
    week: str
    people: int
    buyers: int
    sales: int = 0
    margin: int = 0
    cost: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Foretold:
    """What so many people may bring. `like`: how many runs it was learned from, and whether of this channel alone."""

    people: int
    rate: float
    rate_low: float
    rate_high: float
    buyers: int
    buyers_low: int
    buyers_high: int
    sales: int
    margin: int
    margin_low: int
    margin_high: int
    runs: int
    own_runs: int
    is_of_channel: bool
    model: str = MODEL


@dataclass(frozen=True, slots=True)
class TooFew:
    """That nothing can be foretold yet: how many runs there are, and how many it takes."""

    runs: int
    needed: int = LEAST_RUNS


def foretell(runs: Sequence[Run], *, campaign: str, channel: str, purpose: str, people: int) -> Foretold | TooFew:
    """Foretell a send to so many people: from the runs of its channel, else of its purpose; or say that it cannot be."""
    known = [one for one in runs if one.purpose == purpose and one.people >= LEAST_PEOPLE]
    same = [one for one in known if one.channel == channel]
    like = same if len(same) >= LEAST_RUNS else known
    if len(like) < LEAST_RUNS or people < 1:
        return TooFew(len(like))
    own = [one for one in known if campaign and one.campaign == campaign]
    drawn = _drawn(like, own, people)
    low, high = (float(np.quantile(drawn, end, method="nearest")) for end in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    middle = float(drawn.mean())
    sales, margin = _a_buyer(like)
    return Foretold(
        people=people, rate=middle / people, rate_low=low / people, rate_high=high / people,
        buyers=round(middle), buyers_low=round(low), buyers_high=round(high),
        sales=round(middle * sales), margin=round(middle * margin), margin_low=round(low * margin),
        margin_high=round(high * margin), runs=len(like), own_runs=len(own), is_of_channel=like is same,
    )  # fmt: skip


def backtest(runs: Sequence[Run]) -> list[tuple[Run, Foretold]]:
    """Foretell each run from those of the weeks before it alone, as it would have been foretold then."""
    ordered = sorted(runs, key=lambda one: (one.week, one.campaign, one.channel))
    found = []
    for one in ordered:
        before = [other for other in ordered if other.week < one.week]
        said = foretell(before, campaign=one.campaign, channel=one.channel, purpose=one.purpose, people=one.people)
        if isinstance(said, Foretold) and one.people >= LEAST_PEOPLE:
            found.append((one, said))
    return found


def scatter(runs: Sequence[Run]) -> tuple[Any, Any, Any]:
    """Give the grid of m and κ with the weight of each pair after having seen the runs."""
    people = np.array([one.people for one in runs], dtype=float)
    buyers = np.array([one.buyers for one in runs], dtype=float)
    centre = (buyers.sum() + 0.5) / (people.sum() + 1)
    edges = np.log(centre / (1 - centre)) + np.linspace(-2.5, 2.5, _STEPS)
    m, kappa = np.meshgrid(1 / (1 + np.exp(-edges)), np.geomspace(*_KAPPA, _STEPS), indexing="ij")
    a, b = m * kappa, (1 - m) * kappa
    fits = betaln(a[..., None] + buyers, b[..., None] + people - buyers) - betaln(a, b)[..., None]
    # (α + β)^(−5/2) dα dβ, on steps of logit m and log κ.
    level = fits.sum(axis=-1) - 0.5 * np.log(kappa) + np.log(m * (1 - m))
    weight = np.exp(level - level.max())
    return m.ravel(), kappa.ravel(), (weight / weight.sum()).ravel()


def _drawn(like: Sequence[Run], own: Sequence[Run], people: int) -> Any:
    """Draw how many of the people buy: always the same for the same runs."""
    rng = np.random.default_rng(_SEED)
    m, kappa, weight = scatter(like)
    at = rng.choice(len(weight), size=_DRAWS, p=weight)
    seen, bought = sum(one.people for one in own), sum(one.buyers for one in own)
    pull = np.minimum(1.0, kappa[at] / seen) if seen else 0.0
    rates = rng.beta(m[at] * kappa[at] + pull * bought, (1 - m[at]) * kappa[at] + pull * (seen - bought))
    return rng.binomial(people, rates)


def _a_buyer(like: Sequence[Run]) -> tuple[float, float]:
    """Give what one buyer paid, and what was left of it."""
    buyers = sum(one.buyers for one in like)
    if not buyers:
        return 0.0, 0.0
    return sum(one.sales for one in like) / buyers, sum(one.margin for one in like) / buyers
