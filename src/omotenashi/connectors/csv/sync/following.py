# SPDX-License-Identifier: Apache-2.0
"""Bring a file in or take it back, and let the numbers follow: what page, worker and command line call.

The data are in before the numbers are asked for, so a lake that cannot be written now takes nothing back. It is
written down in the run, its page says so, and anybody can try again.
"""

import logging
from datetime import datetime
from typing import Any

from omotenashi.connectors.csv.actions import runs as kept
from omotenashi.connectors.csv.client.sheet import Unreadable
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync import runs, undoing
from omotenashi.connectors.csv.sync.verdicts import Progress
from omotenashi.insight import actions as insight

log = logging.getLogger("omotenashi.imports")


def bring_in(run: Run, *, now: datetime, progress: Progress | None = None) -> bool:
    """Import a file; the numbers follow. False when nothing was imported: why is kept in the run, for people."""
    try:
        run = runs.bring_in(run, now=now, progress=progress)
    except (runs.Stopped, Unreadable):
        return False
    refresh(run, now=now)
    return True


def undo(run: Run, *, by: Any = None, now: datetime, progress: Progress | None = None) -> Run:
    """Take an import back; the numbers follow. Raises Stopped."""
    try:
        run = undoing.undo(run, by=by, now=now, progress=progress)
    except Exception:
        kept.start_undo(run, now=None)
        raise
    refresh(run, now=now)
    return run


def refresh(run: Run, *, now: datetime) -> bool:
    """Count anew; say whether that worked. Whatever went wrong, the import stands."""
    try:
        insight.refresh(now=now)
    except Exception:
        log.exception("the numbers could not follow import %s", run.pk)
        kept.note_numbers(run, failed_at=now)
        return False
    if run.numbers_failed_at:
        kept.note_numbers(run, failed_at=None)
    return True
