# SPDX-License-Identifier: Apache-2.0
"""What is done with the numbers: the lake is brought up to date, questions are answered, models are made every night, experiments run."""

from omotenashi.insight.actions import demanding, foreseeing, recommending, tasting
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
    note_experiment,
    set_cost,
    switch_holdout,
    withdraw_experiment,
)
from omotenashi.insight.actions.finding import find_effects
from omotenashi.insight.actions.maturing import answer_maturity
from omotenashi.insight.actions.refreshing import refresh
from omotenashi.insight.actions.tasting import forget as forget_tastes
from omotenashi.insight.actions.tasting import refuse as refuse_taste

VALUES, RECOMMENDATIONS, DEMAND = foreseeing.NIGHT, recommending.NIGHT, demanding.NIGHT
TASTES = tasting.NIGHT

__all__ = [
    "DEMAND",
    "RECOMMENDATIONS",
    "SECOND_THOUGHTS",
    "TASTES",
    "VALUES",
    "BadExperiment",
    "ChangedExperiment",
    "answer_maturity",
    "begin_experiment",
    "compared_demand",
    "end_experiment",
    "expose",
    "find_effects",
    "forget_supply_terms",
    "forget_tastes",
    "measure",
    "mind_persons",
    "note_experiment",
    "refresh",
    "refuse_taste",
    "set_cost",
    "set_supply_terms",
    "switch_holdout",
    "take_up",
    "withdraw_experiment",
]
