# SPDX-License-Identifier: Apache-2.0
"""Insight: what it means. The lake, the measures, and the scores kept from them.

Owns: scores, lake runs.
Offers: refresh, measure, people_behind, score_of.
Hears: nothing (reads the record by its change marks).
Tells: ScoresRefreshed.
"""
