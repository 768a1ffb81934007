# SPDX-License-Identifier: Apache-2.0
"""What changes reports: keeping and sharing them, pins, schedules, and what became of each sending."""

from omotenashi.engagement.reports.actions.keeping import archive, pin, rename, restore, save, share, unpin
from omotenashi.engagement.reports.actions.sending import (
    ask_now,
    claim,
    hand_over,
    note_failed,
    note_refused,
    note_sent,
    take,
)
from omotenashi.engagement.reports.actions.timing import pause, resume, schedule, stop
from omotenashi.engagement.reports.rules import BadReport

__all__ = [
    "BadReport",
    "archive",
    "ask_now",
    "claim",
    "hand_over",
    "note_failed",
    "note_refused",
    "note_sent",
    "pause",
    "pin",
    "rename",
    "restore",
    "resume",
    "save",
    "schedule",
    "share",
    "stop",
    "take",
    "unpin",
]
