# SPDX-License-Identifier: Apache-2.0
"""What is done with the numbers: the lake is brought up to date, questions are answered, models are made every night, experiments run."""

from omotenashi.insight.actions import demanding, foreseeing, recommending
from omotenashi.insight.actions.asking import measure
from omotenashi.insight.actions.demanding import compared_demand, forget_supply_terms, set_supply_terms, take_up
from omotenashi.insight.actions.experimenting import (
    SECOND_THOUGHTS,
    BadExperiment,
    ChangedExperiment,
    begin_experiment,
    end_experiment,
    expose,
    mind_persons,
    set_cost,
    switch_holdout,
    withdraw_experiment,
)
from omotenashi.insight.actions.refreshing import refresh

VALUES, RECOMMENDATIONS, DEMAND = foreseeing.NIGHT, recommending.NIGHT, demanding.NIGHT

__all__ = [
    "DEMAND",
    "RECOMMENDATIONS",
    "SECOND_THOUGHTS",
    "VALUES",
    "BadExperiment",
    "ChangedExperiment",
    "begin_experiment",
    "compared_demand",
    "end_experiment",
    "expose",
    "forget_supply_terms",
    "measure",
    "mind_persons",
    "refresh",
    "set_cost",
    "set_supply_terms",
    "switch_holdout",
    "take_up",
    "withdraw_experiment",
]
