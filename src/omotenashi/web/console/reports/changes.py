# SPDX-License-Identifier: Apache-2.0
"""What is done to a report: saved, named and shared, pinned, put away and taken out."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.reports import actions as reports
from omotenashi.engagement.reports import queries
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import Role, may
from omotenashi.web.console.access import demand, needs, who
from omotenashi.web.console.figures.views import measure_of, read_of
from omotenashi.web.console.reports.views import context_of, seen
from omotenashi.web.ui import errors, toasts


@require_POST
@needs("measures.view")
def create_report(request: HttpRequest) -> HttpResponse:
    """Keep an analysis with its switches and filters. Pressed twice it is one."""
    by, now = who(request), clock.now()
    measure = measure_of(request.POST.get("measure", ""))
    if not demand(request, measure.right):
        return errors.forbidden(request)
    read = read_of(request.user, measure, QueryDict(request.POST.get("query", "")))
    try:
        made, _is_new = reports.save(
            key=f"console:{by.pk}:{request.POST.get('key') or new_id()}",
            name=request.POST.get("name", ""),
            measure=measure.name,
            values=read.values,
            view=read.view,
            owner=by.pk,
            roles=_roles(request),
            now=now,
        )
        if request.POST.get("pin"):
            reports.pin(made.pk, staff=by.pk, now=now)
    except reports.BadReport as refused:
        toasts.add(request, trouble(refused.code), state="bad")
        return redirect(read.switch())
    toasts.add(request, _("Saved"), undo=reverse("console:report-state", args=[made.pk]) + "?to=archived")
    return redirect("console:report", report_id=made.pk)


@require_POST
@needs("measures.view")
def put_name(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Name it anew, and say who sees it."""
    report = seen(request, report_id)
    if report.owner_id != who(request).pk:
        return errors.forbidden(request)
    try:
        reports.rename(report_id, name=request.POST.get("name", ""))
    except reports.BadReport as refused:
        context = context_of(request, report) | {"trouble": trouble(refused.code)}
        return render(request, "console/reports/one.html", context, status=422)
    if may(request.user, "measures.share"):
        reports.share(report_id, roles=_roles(request))
        staff.audit(request.user, "measures.share", subject=f"report:{report_id}", details={"roles": _roles(request)})
    toasts.add(request, _("Saved"))
    return redirect("console:report", report_id=report_id)


@require_POST
@needs("measures.view")
def put_state(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Archive it or take it back: the other way round is one press away."""
    report = seen(request, report_id)
    if report.owner_id != who(request).pk:
        return errors.forbidden(request)
    wanted = request.POST.get("to") or request.GET.get("to", "")
    if wanted == "archived" and reports.archive(report_id, now=clock.now()):
        undo = reverse("console:report-state", args=[report_id]) + "?to=restored"
        toasts.add(request, _("Archived. Nothing is lost."), undo=undo)
        return redirect("console:reports")
    if wanted == "restored" and reports.restore(report_id):
        toasts.add(request, _("It is in use again."))
    return redirect("console:report", report_id=report_id)


@require_POST
@needs("measures.view")
def put_pin(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Put it on one's own home page, or take it from there."""
    by, report = who(request), seen(request, report_id)
    wanted = request.POST.get("to") or request.GET.get("to", "")
    here = reverse("console:report-pin", args=[report.pk])
    if wanted == "off" and reports.unpin(report_id, staff=by.pk):
        toasts.add(request, _("It is no longer on your home page."), undo=f"{here}?to=on")
    if wanted == "on":
        try:
            reports.pin(report_id, staff=by.pk, now=clock.now())
        except reports.BadReport as refused:
            toasts.add(request, trouble(refused.code), state="bad")
        else:
            toasts.add(request, _("It stands on your home page."), undo=f"{here}?to=off")
    return redirect(
        "console:home" if request.POST.get("from") == "home" else reverse("console:report", args=[report_id])
    )


def trouble(code: str) -> str:
    """Say what is wrong, and what would be right."""
    return {
        "unnamed": _("A saved analysis needs a name."),
        "long": _("A name has at most %(n)s characters.") % {"n": queries.LONGEST_NAME},
        "many": _("Your home page holds at most %(n)s analyses: take one off first.") % {"n": queries.MOST_PINS},
    }.get(code, _("Please check when and how it is to be sent."))


def _roles(request: HttpRequest) -> list[str]:
    """Give the roles it is to be shared with; none for those who may not share."""
    known = set(Role)
    chosen = [role for role in request.POST.getlist("roles") if role in known]
    return chosen if may(request.user, "measures.share") else []
