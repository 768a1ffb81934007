# SPDX-License-Identifier: Apache-2.0
"""名寄せ of the retailer's own persons: index, train, search, propose, decide, undo."""

from omotenashi.people.customers.actions.matching.decisions import (
    Batch,
    Decided,
    accept,
    accept_above,
    postpone,
    reject,
    undo,
    undo_batch,
)
from omotenashi.people.customers.actions.matching.indexing import forget, index, rebuild
from omotenashi.people.customers.actions.matching.runs import ask, cancel, carry_out, run
from omotenashi.people.customers.actions.matching.searching import compare
from omotenashi.people.customers.actions.matching.training import train

__all__ = [
    "Batch",
    "Decided",
    "accept",
    "accept_above",
    "ask",
    "cancel",
    "carry_out",
    "compare",
    "forget",
    "index",
    "postpone",
    "rebuild",
    "reject",
    "run",
    "train",
    "undo",
    "undo_batch",
]
