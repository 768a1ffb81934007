# SPDX-License-Identifier: Apache-2.0
"""Refused events of a source: send them again, or take them along as a file."""

import csv
import io
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.base.text.spreadsheets import guarded
from omotenashi.people.staff import actions as staff
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline import queries
from omotenashi.people.timeline.models import Source
from omotenashi.web.console.access import needs, who
from omotenashi.web.ui import toasts

_MOST = 1000


@require_POST
@needs("sources.edit")
def create_replay(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Send one, those of a reason, or all again."""
    source = get_object_or_404(Source, pk=source_id)
    refused = queries.refused_of(source.pk)
    if request.POST.get("one"):
        refused = refused.filter(pk=UUID(request.POST["one"]))
    elif request.POST.get("reason"):
        refused = refused.filter(reason=request.POST["reason"])
    ids = list(refused.values_list("pk", flat=True)[:_MOST])
    done = timeline.replay(rejected_ids=ids, now=clock.now())
    staff.audit(who(request), "sources.edit", subject=f"source:{source.pk}", details={"replayed": len(ids)})
    state = "warn" if done.refused else "good"
    told = _("%(written)d events are in the timeline now, %(refused)d are still refused.")
    toasts.add(request, told % {"written": done.written + done.repeated, "refused": done.refused}, state=state)
    return redirect("console:source", source.pk)


@require_GET
@needs("sources.edit")
def export_refused(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The refused events as CSV, with the raw words. Who took it is written down."""
    source = get_object_or_404(Source, pk=source_id)
    refused = queries.refused_of(source.pk)
    staff.audit(who(request), "sources.edit", subject=request.path, details={"rows": refused.count()})
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["received_at", "reason", "detail", "raw"])
    for one in refused[:100_000]:
        writer.writerow([one.received_at.isoformat(), one.reason, guarded(one.detail), guarded(one.raw)])
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refused-{source.pk}.csv"'
    return answer
