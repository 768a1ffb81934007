# SPDX-License-Identifier: Apache-2.0
"""Reads with a name: the board of a place, the parts of an order, returns, try-ons, the policy of service."""

from omotenashi.commerce.fulfilment.queries.board import (
    Piece,
    Task,
    arriving,
    board,
    code_of,
    for_proxy,
    not_collected,
    of_order,
    steps_of,
    task,
    unserved,
    waiting_under,
)
from omotenashi.commerce.fulfilment.queries.broken import broken
from omotenashi.commerce.fulfilment.queries.lanes import LANES, Lane, Sought, lanes, late_at
from omotenashi.commerce.fulfilment.queries.policies import pickup_ready, policy, promised
from omotenashi.commerce.fulfilment.queries.returns import open_returns, returns_of_order
from omotenashi.commerce.fulfilment.queries.try_ons import (
    no_shows_of,
    try_on_code,
    try_on_until,
    try_ons_at,
    try_ons_of,
)
from omotenashi.commerce.fulfilment.rules.returns import BUCKETS, REASONS

__all__ = [
    "BUCKETS",
    "LANES",
    "REASONS",
    "Lane",
    "Piece",
    "Sought",
    "Task",
    "arriving",
    "board",
    "broken",
    "code_of",
    "for_proxy",
    "lanes",
    "late_at",
    "no_shows_of",
    "not_collected",
    "of_order",
    "open_returns",
    "pickup_ready",
    "policy",
    "promised",
    "returns_of_order",
    "steps_of",
    "task",
    "try_on_code",
    "try_on_until",
    "try_ons_at",
    "try_ons_of",
    "unserved",
    "waiting_under",
]
