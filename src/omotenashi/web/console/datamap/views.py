# SPDX-License-Identifier: Apache-2.0
"""データマップ as a page and as a file."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base.text.spreadsheets import guarded
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.datamap import page


@require_GET
@needs("datamap.view")
def show_map(request: HttpRequest) -> HttpResponse:
    """Which data are held, from where, what for, how complete, how fresh."""
    return render(request, "console/datamap/map.html", page.contents())


@require_POST
@needs("datamap.view")
def export_map(request: HttpRequest) -> HttpResponse:
    """The map as CSV: numbers only, nobody's data."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in line] for line in page.lines())
    staff.audit(who(request), "datamap.view", subject="datamap", details={"export": True})
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="datamap-{timezone.localtime():%Y%m%d}.csv"'
    return answer
