# SPDX-License-Identifier: Apache-2.0
"""Hand a large file to the worker."""

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
