# SPDX-License-Identifier: Apache-2.0
"""Insight: what it means. The lake, the measures, the forecasts, and the scores kept from them.

Owns: scores, predictions, value models, recommendations and what goes with each product, forecasts of demand with their proposals, terms of supply, experiments with their arms and assignments, the global holdout, tastes and their refusals, lake runs.
Offers: refresh, VALUES, RECOMMENDATIONS, DEMAND and TASTES (run, ask, cancel, run_if_due), take_up, set_supply_terms, measure, forecast, people_behind, score_of, prediction_of, recommendations_of, similar_to, tastes_of, refuse_taste; begin_experiment, end_experiment, withdraw_experiment, expose, switch_holdout, arm_of, arms_of, held_out.
Hears: CustomersMerged, CustomersUnmerged (who is in which arm), CustomerErased; else reads the record by its change marks.
Tells: ScoresRefreshed, TasteRefused.
"""
