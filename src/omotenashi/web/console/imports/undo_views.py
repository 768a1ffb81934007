# SPDX-License-Identifier: Apache-2.0
"""元に戻す: what an undo would do, the undo itself, and counting anew when the numbers could not follow."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync import following, runs
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.imports import starting, undo_words
from omotenashi.web.ui import toasts


@require_http_methods(["GET", "POST"])
@needs("imports.run")
def undo_import(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show what would go and what stays; on confirmation take the import back."""
    run = get_object_or_404(Run.objects.exclude(finished_at=None), pk=run_id)
    if run.undone_at:
        return redirect("console:import", run.pk)
    try:
        if request.method == "POST":
            starting.undo(run, by=who(request))
            return redirect("console:import", run.pk)
        if not (run.is_being_undone or (run.undo_plan and run.file_size > starting.SMALL)):
            starting.plan_undo(run)
    except runs.Stopped as error:
        toasts.add(request, undo_words.why(error), state="warn")
        return redirect("console:import", run.pk)
    return render(request, "console/imports/undo.html", undo_words.page(run))


@require_POST
@needs("imports.run")
def create_numbers(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let the numbers follow an import, after they could not at first."""
    run = get_object_or_404(Run, pk=run_id)
    if following.refresh(run, now=clock.now()):
        toasts.add(request, _("The numbers are up to date."))
    return redirect("console:import", run.pk)
