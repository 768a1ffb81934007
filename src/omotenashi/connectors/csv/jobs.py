# SPDX-License-Identifier: Apache-2.0
"""Long imports and their undoing run in the worker; the page only watches."""

from uuid import UUID

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.connectors.csv.actions import runs as kept
from omotenashi.connectors.csv.client.sheet import Unreadable
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync import following, runs, undoing
from omotenashi.people.staff.models import Staff


@app.task(name="csv.bring_in")
def bring_in(run_id: str) -> None:
    """Import one file. Its failure is written in the run, for people to read."""
    following.bring_in(Run.objects.get(pk=UUID(run_id)), now=clock.now())


@app.task(name="csv.preview")
def preview(run_id: str) -> None:
    """Dry-run one file."""
    run = Run.objects.get(pk=UUID(run_id))
    try:
        runs.preview(run, now=clock.now(), progress=runs.progress_file(run))
    except (runs.Stopped, Unreadable) as error:
        runs.note_failure(run, error, now=clock.now())


@app.task(name="csv.plan_undo")
def plan_undo(run_id: str) -> None:
    """Find out what undoing an import would do."""
    run = Run.objects.get(pk=UUID(run_id))
    try:
        plan = undoing.plan(run, now=clock.now(), progress=runs.progress_file(run))
    except runs.Stopped:
        plan = {}
    kept.note_undo_plan(run, plan)


@app.task(name="csv.undo")
def undo(run_id: str, staff_id: str) -> None:
    """Undo one import in the name of who asked for it."""
    by = Staff.objects.get(pk=staff_id)
    try:
        following.undo(Run.objects.get(pk=UUID(run_id)), by=by, now=clock.now())
    except runs.Stopped:
        return
