# SPDX-License-Identifier: Apache-2.0
"""What is done with the numbers: the lake is brought up to date, questions are answered, models are made every night."""

from omotenashi.insight.actions import demanding, foreseeing, recommending
from omotenashi.insight.actions.asking import measure
from omotenashi.insight.actions.demanding import compared_demand, forget_supply_terms, set_supply_terms, take_up
from omotenashi.insight.actions.refreshing import refresh

VALUES, RECOMMENDATIONS, DEMAND = foreseeing.NIGHT, recommending.NIGHT, demanding.NIGHT

__all__ = [
    "DEMAND",
    "RECOMMENDATIONS",
    "VALUES",
    "compared_demand",
    "forget_supply_terms",
    "measure",
    "refresh",
    "set_supply_terms",
    "take_up",
]
