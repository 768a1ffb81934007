# SPDX-License-Identifier: Apache-2.0
"""Journeys as they are read: what they draw, who stands where, who came through, what the past would have been."""

from omotenashi.engagement.journeys.queries.answers import answers, bought_since, outside, wallets_of
from omotenashi.engagement.journeys.queries.past import Foreseen, simulate
from omotenashi.engagement.journeys.queries.reading import (
    Counts,
    campaign_of,
    counts_of,
    draft_of,
    experiment_of,
    graph_of,
    journeys,
    live_versions,
    newest,
    overdue,
    runs_of,
)
from omotenashi.engagement.journeys.queries.ready import READY_MADE, ReadyMade, ready
from omotenashi.engagement.journeys.rules.graphs import CONDITIONS, DRAW, ENTRIES, KINDS, BadGraph, Graph, Step

__all__ = [
    "CONDITIONS",
    "DRAW",
    "ENTRIES",
    "KINDS",
    "READY_MADE",
    "BadGraph",
    "Counts",
    "Foreseen",
    "Graph",
    "ReadyMade",
    "Step",
    "answers",
    "bought_since",
    "campaign_of",
    "counts_of",
    "draft_of",
    "experiment_of",
    "graph_of",
    "journeys",
    "live_versions",
    "newest",
    "outside",
    "overdue",
    "ready",
    "runs_of",
    "simulate",
    "wallets_of",
]
