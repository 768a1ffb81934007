# SPDX-License-Identifier: Apache-2.0
"""A report by mail: arranged, paused, resumed, ended, and sent now."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.engagement.reports import actions as reports
from omotenashi.engagement.reports.models import Schedule
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.reading import whole
from omotenashi.web.console.reports.changes import trouble
from omotenashi.web.console.reports.views import recipients, seen
from omotenashi.web.ui import errors, toasts
from omotenashi.web.ui.tags.formats import moment

LANGUAGES = ("ja", "en")


@require_POST
@needs("measures.export")
def create_schedule(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Have it sent to oneself, or, from the office, to a colleague who may have it."""
    by, report = who(request), seen(request, report_id)
    said = {name: whole(request.POST.get(name, "")) for name in ("weekday", "day", "hour")}
    person = next((one for one in recipients(by) if str(one.pk) == request.POST.get("staff")), by)
    language = next((one for one in LANGUAGES if (get_language() or "").startswith(one)), LANGUAGES[0])
    try:
        made = reports.schedule(
            report.pk,
            staff=person.pk,
            rhythm=request.POST.get("rhythm", ""),
            file=request.POST.get("file", "csv"),
            language=language,
            origin=f"{request.scheme}://{request.get_host()}",
            by=by.pk,
            now=clock.now(),
            **{name: number for name, number in said.items() if number is not None},
        )
    except reports.BadReport as refused:
        toasts.add(request, trouble(refused.code), state="bad")
        return redirect("console:report", report_id=report_id)
    staff.audit(
        by, "measures.export", subject=f"report:{report_id}", details={"mail": made.rhythm, "to": str(person.pk)}
    )
    undo = reverse("console:report-schedule-state", args=[made.pk]) + "?to=ended"
    toasts.add(request, _("The first mail goes out on %(when)s.") % {"when": _plain(made)}, undo=undo)
    return redirect("console:report", report_id=report_id)


@require_POST
@needs("measures.view")
def put_state(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """Pause, resume or end it."""
    one = get_object_or_404(Schedule.objects.select_related("report", "staff"), pk=schedule_id)
    if not _may_change(request, one):
        return errors.forbidden(request)
    wanted, now = request.POST.get("to") or request.GET.get("to", ""), clock.now()
    here = reverse("console:report-schedule-state", args=[schedule_id])
    if wanted == "paused" and reports.pause(schedule_id, now=now):
        toasts.add(request, _("Paused: nothing is sent."), undo=f"{here}?to=going")
    if wanted == "going" and reports.resume(schedule_id, now=now):
        one.refresh_from_db()
        toasts.add(request, _("The next mail goes out on %(when)s.") % {"when": _plain(one)}, undo=f"{here}?to=paused")
    if wanted == "ended" and reports.stop(schedule_id, now=now):
        toasts.add(request, _("No more mails of this analysis are sent to %(name)s.") % {"name": one.staff.name})
    return redirect("console:report", report_id=one.report_id)


@require_POST
@needs("measures.export")
def create_sending(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """Send it now, beside its schedule."""
    one = get_object_or_404(Schedule.objects.select_related("report", "staff"), pk=schedule_id, ended_at=None)
    if not _may_change(request, one):
        return errors.forbidden(request)
    made = reports.ask_now(schedule_id, now=clock.now())
    lock = f"console.send_report:{made.pk}"
    app.configure_task("console.send_report", lock=lock).defer(sending_id=str(made.pk))
    toasts.add(request, _("It goes out to %(name)s now.") % {"name": one.staff.name})
    return redirect("console:report", report_id=one.report_id)


def _may_change(request: HttpRequest, one: Schedule) -> bool:
    """Say whether this is one's own schedule, one's own report, or one is the office."""
    mine = who(request).pk in (one.staff_id, one.report.owner_id)
    return mine or may(request.user, "settings.edit")


def _plain(one: Schedule) -> str:
    return strip_tags(str(moment(one.next_at)))
