# SPDX-License-Identifier: Apache-2.0
"""Long imports run in the worker; the page only watches."""

from uuid import UUID

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.connectors.csv.client.sheet import Unreadable
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync import runs
from omotenashi.insight import actions as insight


@app.task(name="csv.bring_in")
def bring_in(run_id: str) -> None:
    """Import one file; the numbers follow at once. Its failure is written in the run, for people to read."""
    try:
        runs.bring_in(Run.objects.get(pk=UUID(run_id)), now=clock.now())
    except (runs.Stopped, Unreadable):
        return
    insight.refresh(now=clock.now())


@app.task(name="csv.preview")
def preview(run_id: str) -> None:
    """Dry-run one file."""
    run = Run.objects.get(pk=UUID(run_id))
    try:
        runs.preview(run, now=clock.now(), progress=runs.progress_file(run))
    except (runs.Stopped, Unreadable) as error:
        runs.note_failure(run, error, now=clock.now())
