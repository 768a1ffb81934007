# SPDX-License-Identifier: Apache-2.0
"""データ取込: the list of files, and one file on its way through columns and preview to its result."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.connectors.csv.actions import runs as kept
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.queries import messages
from omotenashi.connectors.csv.sync import pages, runs
from omotenashi.people.staff import queries as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.imports import forms, starting, words
from omotenashi.web.ui import toasts


@require_GET
@needs("imports.view")
def show_imports(request: HttpRequest) -> HttpResponse:
    """All files that were brought, the newest first, and the place to drop the next one."""
    context = {"rows": words.rows(), "may_run": staff.may(request.user, "imports.run")}
    return render(request, "console/imports/list.html", context)


@require_POST
@needs("imports.run")
def create_import(request: HttpRequest) -> HttpResponse:
    """Take a file in and go on to its columns; a file that cannot be read goes to the page that says why."""
    upload = request.FILES.get("file")
    if upload is None or isinstance(upload, list):
        toasts.add(request, _("Choose a file first."), state="warn")
        return redirect("console:imports")
    run = runs.receive(name=upload.name or "file", data=upload.read(), now=clock.now(), by=who(request))
    return redirect("console:import" if run.failed_at else "console:import-columns", run.pk)


@require_GET
@needs("imports.view")
def show_import(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The result of one file; a file that is not imported yet goes to the step it is at."""
    run = get_object_or_404(Run, pk=run_id)
    if not (run.finished_at or run.failed_at or run.started_at):
        return redirect("console:import-preview" if run.previewed_at else "console:import-columns", run.pk)
    context = {
        **words.result(run),
        "undone": messages.undone(run.undone),
        "may_run": staff.may(request.user, "imports.run"),
    }
    return render(request, "console/imports/result.html", context)


@require_http_methods(["GET", "POST"])
@needs("imports.run")
def choose_columns(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """What each column means, suggested and to be corrected; sending it makes the preview."""
    run = get_object_or_404(Run, pk=run_id, finished_at=None)
    try:
        page = pages.columns(run)
    except pages.Unreadable:
        return redirect("console:import", run.pk)
    if request.method == "POST":
        kept.choose(run, forms.chosen(request.POST, page.choices, page.header).as_json())
        if "again" in request.POST:  # another kind or encoding: the same page with other suggestions
            pages.suggest_again(run)
            return redirect("console:import-columns", run.pk)
        starting.preview(run)
        return redirect("console:import-preview", run.pk)
    return render(request, "console/imports/columns.html", words.columns(run, page))


@require_GET
@needs("imports.run")
def show_preview(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """What the import would do, before anything is done."""
    run = get_object_or_404(Run, pk=run_id)
    if run.finished_at or (run.started_at and not run.failed_at):
        return redirect("console:import", run.pk)
    return render(request, "console/imports/preview.html", words.preview(run))


@require_POST
@needs("imports.run")
def create_start(request: HttpRequest, run_id: UUID) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Import the file: at once when it is small, by the worker when it is not."""
    run = get_object_or_404(Run, pk=run_id)
    starting.start(run)
    return redirect("console:import", run.pk)


@require_GET
@needs("imports.view")
def show_progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far a long import is; at its end the page is loaded again."""
    run = get_object_or_404(Run, pk=run_id)
    answer = render(request, "console/imports/progress.html", words.progress(run))
    if not words.is_going_on(run):
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@needs("imports.run")
def create_removal(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Put a file away that was never imported."""
    kept.forget(run=get_object_or_404(Run, pk=run_id, finished_at=None))
    toasts.add(request, _("The file was put away. Nothing of it was imported."))
    return redirect("console:imports")
