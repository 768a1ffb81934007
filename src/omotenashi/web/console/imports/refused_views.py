# SPDX-License-Identifier: Apache-2.0
"""Refused rows: look at them, mend them on the page or in a spreadsheet, bring them in again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.queries import runs as known
from omotenashi.connectors.csv.sync import pages, runs
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.imports import starting, words
from omotenashi.web.ui import toasts


@require_GET
@needs("imports.view")
def show_refused(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The refused rows with their reasons, each cell open for mending."""
    return render(request, "console/imports/refused.html", words.refused(get_object_or_404(Run, pk=run_id)))


@require_GET
@needs("imports.run")
def download_refused(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The refused rows as CSV, their reasons in the first column. Who took it is written down."""
    run = get_object_or_404(Run, pk=run_id)
    staff.audit(request.user, "imports.run", subject=request.path, details={"rows": run.rows_refused})
    encoding = "cp932" if request.GET.get("encoding") == "cp932" else "utf-8-sig"
    answer = HttpResponse(
        known.refused_file(run, pages.header(run), encoding=encoding), content_type=f"text/csv; charset={encoding}"
    )
    answer["Content-Disposition"] = f'attachment; filename="refused-{run.received_at:%Y%m%d-%H%M}.csv"'
    return answer


@require_POST
@needs("imports.run")
def create_mending(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Bring the rows in as they were mended on the page."""
    run = get_object_or_404(Run, pk=run_id)
    data = pages.mended(run, {name: value for name, value in request.POST.items() if isinstance(value, str)})
    return _replay(request, run, name=run.file_name, data=data)


@require_POST
@needs("imports.run")
def create_replay(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Bring in the file of refused rows that was mended in a spreadsheet."""
    upload = request.FILES.get("file")
    if upload is None or isinstance(upload, list):
        toasts.add(request, _("Choose a file first."), state="warn")
        return redirect("console:import-refused", run_id)
    return _replay(request, get_object_or_404(Run, pk=run_id), name=upload.name or "file", data=upload.read())


def _replay(request: HttpRequest, run: Run, *, name: str, data: bytes) -> HttpResponse:
    again = runs.receive(name=name, data=data, now=clock.now(), by=who(request), replays=run)
    if not again.failed_at:
        starting.start(again)
    return redirect("console:import", again.pk)
