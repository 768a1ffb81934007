# SPDX-License-Identifier: Apache-2.0
"""What is kept of the answers: scores, forecasts, recommendations, demand, experiments, tastes, and the runs that made them."""

from omotenashi.insight.models.demand import DemandForecast, DemandModel, SupplyTerms
from omotenashi.insight.models.experiments import Assignment, Experiment, ExperimentArm
from omotenashi.insight.models.maturity import MaturityAnswer
from omotenashi.insight.models.recommending import Likeness, Recommendation, RecommendModel
from omotenashi.insight.models.runs import ModelRun, Run
from omotenashi.insight.models.tastes import Taste, TasteModel, TasteRefusal
from omotenashi.insight.models.values import Prediction, Score, ValueModel

__all__ = [
    "Assignment",
    "DemandForecast",
    "DemandModel",
    "Experiment",
    "ExperimentArm",
    "Likeness",
    "MaturityAnswer",
    "ModelRun",
    "Prediction",
    "RecommendModel",
    "Recommendation",
    "Run",
    "Score",
    "SupplyTerms",
    "Taste",
    "TasteModel",
    "TasteRefusal",
    "ValueModel",
]
