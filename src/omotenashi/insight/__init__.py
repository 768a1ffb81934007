# SPDX-License-Identifier: Apache-2.0
"""Insight: what it means. The lake, the measures, the forecasts, and the scores kept from them.

Owns: scores, predictions, value models, lake runs.
Offers: refresh, foresee, measure, forecast, people_behind, score_of, prediction_of.
Hears: nothing (reads the record by its change marks).
Tells: ScoresRefreshed.
"""
