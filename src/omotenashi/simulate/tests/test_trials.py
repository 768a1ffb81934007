# SPDX-License-Identifier: Apache-2.0
"""Measures with a known effect: the estimate finds it, and nobody is reached who was not there."""

from datetime import UTC, datetime

import numpy as np
import pytest

from omotenashi.insight.forecasts.incremental import Difference, Sample, of_means
from omotenashi.simulate import trials
from omotenashi.simulate.draws import Floats
from omotenashi.simulate.model import World, draw_world
from omotenashi.simulate.parameters import NOBODY
from omotenashi.simulate.trials import DAY, Trial

NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)


def estimate(world: World, trial: Trial) -> Difference:
    bought = world.purchases
    end = trial.began + trial.design.window * DAY
    seen = (bought.at >= trial.began) & (bought.at < end) & ~bought.anonymous & ~world.baskets.cancelled
    paid = np.bincount(bought.person[seen], weights=world.baskets.goods_total[seen], minlength=len(world.people))
    found = of_means(_sample(paid[trial.arm == 1]), _sample(paid[trial.arm == 0]))
    assert found is not None
    return found


def _sample(paid: Floats) -> Sample:
    return Sample(len(paid), float(paid.sum()), float((paid**2).sum()), int((paid > 0).sum()))


def true(world: World) -> dict[str, float]:
    baskets = world.baskets
    return trials.true_effects(
        trials=world.trials, purchases=world.purchases, amounts=baskets.goods_total, cancelled=baskets.cancelled
    )


def test_the_intervals_cover_what_is_true() -> None:
    covered, total = 0, 0
    for seed in range(8):
        world = draw_world(customers=700, seed=seed, now=NOW)
        effects = true(world)
        for trial in world.trials:
            found, total = estimate(world, trial), total + 1
            covered += found.low <= effects[trial.design.key] <= found.high
    assert total == 16
    assert covered >= 14


def test_who_is_reached_had_bought_and_the_control_group_was_caused_nothing() -> None:
    world = draw_world(customers=700, seed=4, now=NOW)
    bought = world.purchases
    for trial in world.trials:
        before = bought.person[(bought.at < trial.began) & (bought.person != NOBODY)]
        assert set(np.flatnonzero(trial.arm != NOBODY)) <= set(before)
        assert set(trial.arm[bought.person[trial.caused]]) <= {1}
        drawn = (trial.arm == 0).sum() / (trial.arm != NOBODY).sum()
        assert drawn == pytest.approx(trial.design.control / 10_000, abs=0.09)
