# SPDX-License-Identifier: Apache-2.0
"""Two measures whose true effect is known: a postcard of last season, and a coupon by LINE that is still running.

Everybody's purchases are drawn as if all were reached. A share of those within some days after is marked: without the measure
they would not have happened, so they are taken from those who were drawn into the control group. What is true of those who
were reached is then the sum of what is marked of them (`Trial.caused`); an estimate knows only who was in which arm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import numpy as np

from omotenashi.insight import actions as insight
from omotenashi.people.customers import queries as customers
from omotenashi.simulate.draws import Bools, Ints, generator
from omotenashi.simulate.parameters import CHANNELS, NOBODY
from omotenashi.simulate.population import Population
from omotenashi.simulate.purchases import Histories, Purchases
from omotenashi.simulate.trade_year import TradeYear, moment

DAY = 86_400
# Who bought nothing for so many days is written to no more.
RECENT = 270


@dataclass(frozen=True, slots=True)
class Design:
    """How a measure was made: how long ago, to how many of 10,000 not, and which share of purchases within `days` it causes."""

    key: str
    name: str
    began_days_ago: int
    control: int
    days: int
    causes: float
    window: int
    runs_days: int
    cost: int


DESIGNS = (
    Design("postcard-greeting", "夏のはがき", 150, 4_000, 45, 0.7, 45, 0, 180_000),
    Design("line-coupon", "LINE クーポン", 24, 5_000, 24, 0.45, 14, 45, 0),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """Who was drawn into which arm (NOBODY: not reached at all, 0: control, 1: reached), when, and what it caused."""

    design: Design
    began: int
    arm: Ints
    caused: Bools  # one place a purchase


def draw_trials(
    *, people: Population, histories: Histories, seed: int, year: TradeYear
) -> tuple[Histories, tuple[Trial, ...]]:
    """Draw who is reached, and take from the control groups what they would not have bought."""
    bought, drawn = histories.purchases, []
    gone = np.zeros(len(bought), dtype=np.bool_)
    for design in DESIGNS:
        rng = generator(seed=seed, purpose=design.key)
        began = year.now - design.began_days_ago * DAY
        known = np.zeros(len(people), dtype=np.bool_)
        lately = (bought.at < began) & (bought.at >= began - RECENT * DAY) & (bought.person != NOBODY)
        known[bought.person[lately]] = True
        arm = np.where(known, (rng.random(len(people)) * 10_000 >= design.control).astype(np.int64), NOBODY)
        within = (bought.at >= began) & (bought.at < began + design.days * DAY) & (bought.person != NOBODY)
        # The last purchase of those who were lost says when that was.
        within &= ~bought.first & (bought.at != histories.lost_at[bought.person])
        caused = within & (rng.random(len(bought)) < design.causes)
        caused[caused] &= arm[bought.person[caused]] != NOBODY
        mine = np.where(bought.person == NOBODY, NOBODY, arm[bought.person])
        gone |= caused & (mine == 0)
        drawn.append(Trial(design, began, arm, caused & (mine == 1)))
    kept = np.flatnonzero(~gone)
    left = Purchases(**{name: getattr(bought, name)[kept] for name in Purchases.__dataclass_fields__})
    trials = tuple(replace(trial, caused=trial.caused[kept]) for trial in drawn)
    return replace(histories, purchases=left), trials


def true_effects(
    *, trials: tuple[Trial, ...], purchases: Purchases, amounts: Ints, cancelled: Bools
) -> dict[str, float]:
    """Give what each measure brought per person reached within its window, before returns and after coupons."""
    found = {}
    for trial in trials:
        early = purchases.at < trial.began + trial.design.window * DAY
        seen = trial.caused & early & ~cancelled & ~purchases.anonymous
        found[trial.design.key] = float(amounts[seen].sum()) / max(int((trial.arm == 1).sum()), 1)
    return found


def tell(*, trials: tuple[Trial, ...], nodes: Mapping[int, UUID]) -> None:
    """Begin the experiments and write down who was reached; whom the database takes for two people in two arms is left out."""
    persons = customers.persons_of(nodes.values())
    for trial in trials:
        design, began = trial.design, moment(trial.began)
        planned = began + timedelta(days=design.runs_days)
        insight.begin_experiment(
            key=design.key, name=design.name, arms={"control": design.control, "reached": 10_000 - design.control},
            seed=design.key, measure="sales", window_days=design.window, planned_end_at=planned, cost=design.cost,
            by="simulate", now=began,
        )  # fmt: skip
        insight.expose(experiment=design.key, persons=_arms(trial, nodes, persons), now=began)
        if not design.runs_days:
            insight.end_experiment(experiment=design.key, now=planned)


def _arms(trial: Trial, nodes: Mapping[int, UUID], persons: Mapping[UUID, UUID]) -> dict[UUID, str]:
    found: dict[UUID, set[int]] = {}
    for key in sorted(nodes):
        arm = int(trial.arm[key // len(CHANNELS)])
        if nodes[key] in persons:
            found.setdefault(persons[nodes[key]], set()).add(arm)
    names = {0: "control", 1: "reached"}
    return {person: names[arm] for person, arms in found.items() if len(arms) == 1 for arm in arms if arm in names}
