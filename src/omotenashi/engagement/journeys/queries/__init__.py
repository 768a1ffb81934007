# SPDX-License-Identifier: Apache-2.0
"""Journeys as they are read: what they draw, who stands where, who came through, what the past would have been."""

from omotenashi.engagement.journeys.queries.affording import troubles as unaffordable
from omotenashi.engagement.journeys.queries.answers import answers, cards_of, wallets_of
from omotenashi.engagement.journeys.queries.errands import open_errands
from omotenashi.engagement.journeys.queries.holding import held_of
from omotenashi.engagement.journeys.queries.hooks import about, calls_of, hooks, inside, secret_of, states_of
from omotenashi.engagement.journeys.queries.past import Foreseen, simulate
from omotenashi.engagement.journeys.queries.reading import (
    Counts,
    admitting,
    campaign_of,
    counts_of,
    draft_of,
    experiment_of,
    graph_of,
    journey_of,
    journeys,
    live_versions,
    newest,
    overdue,
    runs_of,
)
from omotenashi.engagement.journeys.queries.ready import (
    FOR_SEGMENTS,
    READY_MADE,
    ReadyMade,
    better,
    drawn,
    drawn_for,
    learnt,
    ready,
)
from omotenashi.engagement.journeys.queries.recording import circles, manual_lists, recorded_names, settled
from omotenashi.engagement.journeys.queries.soundness import troubles
from omotenashi.engagement.journeys.queries.truths import bought_since, dearer, outside, sold_out
from omotenashi.engagement.journeys.queries.turns import next_turn
from omotenashi.engagement.journeys.queries.versions import (
    Brought,
    brought_by,
    counts_of_version,
    proposed,
    standing_of,
    transfers_of,
)
from omotenashi.engagement.journeys.rules.attributes import GENDERS, ORIGINS, SETTABLE, fitted
from omotenashi.engagement.journeys.rules.coming import Coming, coming
from omotenashi.engagement.journeys.rules.graphs import (
    CONDITIONS,
    DATES,
    ENTRIES,
    FAREWELL,
    LEAVINGS,
    BadGraph,
    Graph,
    Step,
)
from omotenashi.engagement.journeys.rules.kinds import CASED, DRAW, KINDS
from omotenashi.engagement.journeys.rules.recording import LONGEST, named, shown
from omotenashi.engagement.journeys.rules.recurring import EVERY, every_of
from omotenashi.engagement.journeys.rules.soundness import LATE, WINNERS

__all__ = [
    "CASED",
    "CONDITIONS",
    "DATES",
    "DRAW",
    "ENTRIES",
    "EVERY",
    "FAREWELL",
    "FOR_SEGMENTS",
    "GENDERS",
    "KINDS",
    "LATE",
    "LEAVINGS",
    "LONGEST",
    "ORIGINS",
    "READY_MADE",
    "SETTABLE",
    "WINNERS",
    "BadGraph",
    "Brought",
    "Coming",
    "Counts",
    "Foreseen",
    "Graph",
    "ReadyMade",
    "Step",
    "about",
    "admitting",
    "answers",
    "better",
    "bought_since",
    "brought_by",
    "calls_of",
    "campaign_of",
    "cards_of",
    "circles",
    "coming",
    "counts_of",
    "counts_of_version",
    "dearer",
    "draft_of",
    "drawn",
    "drawn_for",
    "every_of",
    "experiment_of",
    "fitted",
    "graph_of",
    "held_of",
    "hooks",
    "inside",
    "journey_of",
    "journeys",
    "learnt",
    "live_versions",
    "manual_lists",
    "named",
    "newest",
    "next_turn",
    "open_errands",
    "outside",
    "overdue",
    "proposed",
    "ready",
    "recorded_names",
    "runs_of",
    "secret_of",
    "settled",
    "shown",
    "simulate",
    "sold_out",
    "standing_of",
    "states_of",
    "transfers_of",
    "troubles",
    "unaffordable",
    "wallets_of",
]
