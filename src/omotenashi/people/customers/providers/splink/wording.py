# SPDX-License-Identifier: Apache-2.0
"""A plan and its model in Splink's own words."""

from collections.abc import Sequence
from typing import Any

from omotenashi.people.customers.providers.splink.looking import expression
from omotenashi.people.customers.rules.matching.comparing import Comparison, sql_of, sql_of_missing
from omotenashi.people.customers.rules.matching.model import Chances, Model
from omotenashi.people.customers.rules.matching.planning import Plan


def settings(plan: Plan, *, tables: int, model: Model | None = None, prior: float = 0.0001) -> dict[str, Any]:
    """Give Splink's settings for one set (dedupe) or two (link); with a model, its weights too."""
    return {
        "link_type": "dedupe_only" if tables == 1 else "link_only",
        "unique_id_column_name": "unique_id",
        "comparisons": [_comparison(one, model) for one in plan.comparisons],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": condition(rule)} for rule in plan.blocking],
        "probability_two_random_records_match": model.prior if model else prior,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "em_convergence": 0.001,
        "max_iterations": 20,
    }


def condition(rule: Sequence[str]) -> str:
    """Give a block as the condition that both records agree."""
    return " AND ".join(f"{expression(name, 'l')} = {expression(name, 'r')}" for name in rule)


def _comparison(one: Comparison, model: Model | None) -> dict[str, Any]:
    field = one.field
    chances: Sequence[Chances | None] = model.chances[field] if model else [None] * (len(one.levels) + 1)
    levels: list[dict[str, Any]] = [
        {"sql_condition": sql_of_missing(one), "label_for_charts": "missing", "is_null_level": True}
    ]
    for level, known in zip(one.levels, chances, strict=False):
        levels.append({"sql_condition": sql_of(one, level), "label_for_charts": level.name, **_known(known)})
    levels.append({"sql_condition": "ELSE", "label_for_charts": "else", **_known(chances[-1])})
    return {"output_column_name": field, "comparison_levels": levels}


def _known(chances: Chances | None) -> dict[str, float]:
    return {"m_probability": chances.m, "u_probability": chances.u} if chances else {}
