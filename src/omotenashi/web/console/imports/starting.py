# SPDX-License-Identifier: Apache-2.0
"""Small files are read while the person waits, large ones by the worker while the page shows how far it is."""

from omotenashi.base import clock
from omotenashi.connectors.csv.actions import runs as kept
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync import following, queueing, runs, undoing
from omotenashi.connectors.csv.sync.pages import Unreadable
from omotenashi.people.staff.models import Staff

SMALL = 1_500_000  # bytes: about ten thousand rows, two seconds


def preview(run: Run) -> None:
    """Dry-run the file; why it cannot be imported is kept in the run."""
    if run.file_size > SMALL:
        queueing.preview_later(run)
        return
    try:
        runs.preview(run, now=clock.now())
    except (runs.Stopped, Unreadable) as error:
        runs.note_failure(run, error, now=clock.now())


def start(run: Run) -> None:
    """Import the file; the numbers follow at once. Why it could not be is kept in the run."""
    if run.file_size > SMALL:
        queueing.import_later(run)
        return
    following.bring_in(run, now=clock.now())


def plan_undo(run: Run) -> None:
    """Find out what undoing the import would do, anew: others may have changed things since."""
    if run.file_size > SMALL:
        queueing.plan_undo_later(run)
        return
    kept.note_undo_plan(run, undoing.plan(run, now=clock.now()))


def undo(run: Run, *, by: Staff) -> None:
    """Undo the import; the numbers follow."""
    if run.file_size > SMALL:
        queueing.undo_later(run, by=by)
        return
    following.undo(run, by=by, now=clock.now())
