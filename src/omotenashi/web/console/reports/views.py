# SPDX-License-Identifier: Apache-2.0
"""保存した分析, the page of one, and the tiles of the home page."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.engagement.reports import queries as reports
from omotenashi.engagement.reports.models import Report
from omotenashi.people.staff import queries as staff
from omotenashi.people.staff.models import Staff
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.figures import filters, writing
from omotenashi.web.console.reports import listing as everything
from omotenashi.web.console.reports import opening, words
from omotenashi.web.console.reports.tiles import tiles

LAST = 12


@require_GET
@needs("measures.view")
def show_reports(request: HttpRequest) -> HttpResponse:
    """保存した分析."""
    shown = listing.page(request, everything.listing(who=request.user))
    return render(request, "console/reports/list.html", {"page": shown})


@require_http_methods(["GET", "POST"])
@needs("measures.export")
def export_reports(request: HttpRequest) -> HttpResponseBase:
    """The list as a file."""
    return exporting.export(request, everything.listing(who=request.user))


@require_GET
@needs("measures.view")
def show_tiles(request: HttpRequest) -> HttpResponse:
    """The pinned reports, for the home page."""
    return render(request, "console/reports/tiles.html", {"tiles": tiles(request.user, now=clock.now())})


@require_GET
@needs("measures.view")
def show_report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report: what it says today, who sees it, to whom it is sent, what became of each mail."""
    return render(request, "console/reports/one.html", context_of(request, seen(request, report_id)))


def seen(request: HttpRequest, report_id: UUID) -> Report:
    """Give a report that this person sees. Raises Http404: what is not theirs is not there."""
    report = reports.seen_by(request.user).filter(pk=report_id).first()
    if report is None:
        raise Http404
    return report


def context_of(request: HttpRequest, report: Report) -> dict[str, Any]:
    """Everything the page of a report shows."""
    now, names, person = clock.now(), writing.names(), request.user
    context: dict[str, Any] = {
        "report": report,
        "analysis": opening.title_of(report),
        "is_mine": report.owner_id == person.pk,
        "is_pinned": report.pk in reports.pins_among(person, [report.pk]),
        "roles": words.roles(report.roles),
        "may_share": staff.may(person, "measures.share"),
        "may_get": staff.may(person, "measures.export"),
        "schedules": [words.schedule_words(one) for one in reports.schedules_of([report.pk])],
        "log": [words.sending_words(one) for one in reports.sendings_of(report.pk)[:LAST]],
        "choices": words.choices(recipients(person)),
    }
    try:
        read = opening.state_of(report, now=now)
        page = opening.page_of(read, names=names, now=now, masks=not staff.may(person, "customers.export"))
    except opening.UNREADABLE as problem:
        return context | {"problem": str(problem)}
    href = read.switch() if staff.may(person, read.measure.right) else ""
    context |= {"open_href": href, "definition": filters.definition(read, names), "day": read.params.as_of}
    return context | {"headline": opening.headline(page), "question": _(read.measure.question)}


def recipients(person: Any) -> list[Staff]:
    """Give to whom somebody may have reports sent: themselves; the office also to everybody who may have them."""
    if not staff.may(person, "settings.edit"):
        return [person]
    others = Staff.objects.filter(dismissed_at=None).exclude(pk=person.pk).order_by("name")
    return [person, *(one for one in others if staff.may(one, "measures.export"))]
