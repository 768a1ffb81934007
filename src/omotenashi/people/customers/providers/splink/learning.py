# SPDX-License-Identifier: Apache-2.0
"""Learn the weights without labels: u from pairs drawn at random, the prior from sure signs, m by EM."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from splink import Linker
from splink.internals.exceptions import EMTrainingException, SplinkException

from omotenashi.people.customers.providers.splink.wording import condition
from omotenashi.people.customers.rules.matching.comparing import EXPECTED, Comparison
from omotenashi.people.customers.rules.matching.model import Chances, Model, monotone, tempered
from omotenashi.people.customers.rules.matching.planning import Plan

# Of the matches, so many are thought to show one of the sure signs.
_RECALL = 0.7
_LEAST_U = 1e-7
# What is met never in training is rare, not impossible.
_LEAST_M = 1e-4


def learn(
    linker: Linker, plan: Plan, *, seed: int, pairs: float, shares: Mapping[str, Mapping[str, float]], records: int
) -> Model:
    """Run the three steps and give the model."""
    with suppress(ValueError):  # more sure signs than there can be matches: the default prior stays
        linker.training.estimate_probability_two_random_records_match(
            [condition(rule) for rule in plan.certain], recall=_RECALL
        )
    linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=seed, min_count_per_level=None, num_chunks=1)
    chosen_at_random = _levels(linker)
    for rule in plan.training:
        with suppress(EMTrainingException, SplinkException, ValueError):
            linker.training.estimate_parameters_using_expectation_maximisation(condition(rule), max_pairs=pairs / 2)
    said = linker.misc.save_model_to_json()
    prior = min(max(said["probability_two_random_records_match"], 1e-9), 2 / max(records, 4))
    learnt = _levels(linker)
    matches = prior * records**2 / 2
    chances = {
        one.field: monotone(one, _chances(one, learnt.get(one.field), chosen_at_random[one.field], matches=matches))
        for one in plan.comparisons
    }
    return Model(plan, prior, chances, shares, records)


def _levels(linker: Linker) -> dict[str, list[dict[str, Any]]]:
    said = linker.misc.save_model_to_json()
    return {
        one["output_column_name"]: [level for level in one["comparison_levels"] if not level.get("is_null_level")]
        for one in said["comparisons"]
    }


def _chances(
    one: Comparison,
    learnt: list[dict[str, Any]] | None,
    at_random: list[dict[str, Any]],
    *,
    matches: float,
) -> Sequence[Chances]:
    """Read what was learnt; a session that found nothing to learn from takes its field out of Splink's model."""
    expected = EXPECTED.get(one.field, ())
    guess = expected if len(expected) == len(at_random) else _guess(len(one.levels))
    found = [
        Chances(
            m=max(_number(level.get("m_probability"), otherwise), _LEAST_M),
            u=max(_number(chance.get("u_probability"), _LEAST_U), _LEAST_U),
        )
        for level, chance, otherwise in zip(learnt or at_random, at_random, guess, strict=True)
    ]
    return tempered(found, guess, matches=matches) if guess is expected else found


def _number(value: Any, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) else otherwise


def _guess(levels: int) -> list[float]:
    """Give m where training said nothing: nine in ten are the same, the rest shared out."""
    return [0.9, *([0.1 / levels] * levels)]
