# SPDX-License-Identifier: Apache-2.0
"""Hand a large file to the worker."""

from typing import Any

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.connectors.csv.actions import runs as kept
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync.runs import progress_file


def preview_later(run: Run) -> None:
    """The worker dry-runs the file; until then its preview is marked as going on."""
    kept.note_preview(run, {"going": True}, now=clock.now())
    progress_file(run)("waiting", 0, 0)
    app.configure_task("csv.preview").defer(run_id=str(run.pk))


def import_later(run: Run) -> None:
    """The worker imports the file."""
    if kept.start(run, now=clock.now()):
        progress_file(run)("waiting", 0, 0)
        app.configure_task("csv.bring_in").defer(run_id=str(run.pk))


def plan_undo_later(run: Run) -> None:
    """The worker finds out what an undo would do; until then its plan is marked as going on."""
    kept.note_undo_plan(run, {"going": True})
    progress_file(run)("waiting", 0, 0)
    app.configure_task("csv.plan_undo").defer(run_id=str(run.pk))


def undo_later(run: Run, *, by: Any) -> None:
    """The worker undoes the import."""
    kept.start_undo(run, now=clock.now())
    progress_file(run)("waiting", 0, 0)
    app.configure_task("csv.undo").defer(run_id=str(run.pk), staff_id=str(by.pk))
