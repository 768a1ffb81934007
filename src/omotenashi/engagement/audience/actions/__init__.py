# SPDX-License-Identifier: Apache-2.0
"""What changes segments: their making and naming, their members as the record changes, merges and erasures."""

from omotenashi.engagement.audience.actions.checking import MembersDiffer, check
from omotenashi.engagement.audience.actions.computing import (
    cancel,
    recompute,
    recompute_due,
    request,
    request_by_distance,
)
from omotenashi.engagement.audience.actions.following import erase, follow_merges, follow_splits
from omotenashi.engagement.audience.actions.judging import judge, judge_dependants, judge_everywhere, turn_due
from omotenashi.engagement.audience.actions.picking import add, remove
from omotenashi.engagement.audience.actions.reading import ask, follow
from omotenashi.engagement.audience.actions.segments import archive, create, freeze, redefine, rename, restore, thaw
from omotenashi.engagement.audience.rules import BadSegment

__all__ = [
    "BadSegment",
    "MembersDiffer",
    "add",
    "archive",
    "ask",
    "cancel",
    "check",
    "create",
    "erase",
    "follow",
    "follow_merges",
    "follow_splits",
    "freeze",
    "judge",
    "judge_dependants",
    "judge_everywhere",
    "recompute",
    "recompute_due",
    "redefine",
    "remove",
    "rename",
    "request",
    "request_by_distance",
    "restore",
    "thaw",
    "turn_due",
]
