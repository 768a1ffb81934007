# SPDX-License-Identifier: Apache-2.0
"""Journeys as they are read: what they draw, who stands where, who came through, what the past would have been."""

from omotenashi.engagement.journeys.queries.answers import answers, cards_of, wallets_of
from omotenashi.engagement.journeys.queries.past import Foreseen, simulate
from omotenashi.engagement.journeys.queries.reading import (
    Counts,
    admitting,
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
from omotenashi.engagement.journeys.queries.ready import READY_MADE, ReadyMade, drawn, learnt, ready
from omotenashi.engagement.journeys.queries.soundness import troubles
from omotenashi.engagement.journeys.queries.truths import bought_since, dearer, outside, sold_out
from omotenashi.engagement.journeys.rules.graphs import (
    CONDITIONS,
    DATES,
    DRAW,
    ENTRIES,
    KINDS,
    BadGraph,
    Graph,
    Step,
)

__all__ = [
    "CONDITIONS",
    "DATES",
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
    "admitting",
    "answers",
    "bought_since",
    "campaign_of",
    "cards_of",
    "counts_of",
    "dearer",
    "draft_of",
    "drawn",
    "experiment_of",
    "graph_of",
    "journeys",
    "learnt",
    "live_versions",
    "newest",
    "outside",
    "overdue",
    "ready",
    "runs_of",
    "simulate",
    "sold_out",
    "troubles",
    "wallets_of",
]
