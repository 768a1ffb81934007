# SPDX-License-Identifier: Apache-2.0
"""ポイント負債の月次報告: each month's postings to its end, what tills hold back, what will end; as CSV and JSON."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.base.text.spreadsheets import guarded
from omotenashi.commerce.loyalty.queries.months import Ending, Month, endings, months
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import retailer, zone
from omotenashi.web.console.access import needs, who

_COUNTS = (12, 24, 36)


@require_GET
@needs("points.view")
def show_months(request: HttpRequest) -> HttpResponse:
    """The months, the newest first."""
    now, count = clock.now(), _count(request.GET.get("months", ""))
    found = months(now=now, zone=zone(), count=count)
    context = {
        "months": found[::-1], "endings": endings(now=now, zone=zone()), "currency": retailer().currency, "count": count,
        "counts": _COUNTS, "now": found[-1], "chart": _chart(found), "may_export": may(request.user, "points.edit"),
    }  # fmt: skip
    return render(request, "console/points/months.html", context)


@require_POST
@needs("points.edit")
def export_months(request: HttpRequest) -> HttpResponse:
    """The report as a file: CSV for a spreadsheet, JSON for the books' own program. Audited."""
    now, kind = clock.now(), request.POST.get("format", "csv")
    found = months(now=now, zone=zone(), count=_count(request.POST.get("months", "")))
    ending = endings(now=now, zone=zone())
    staff.audit(who(request), "points.edit", subject="points-months", details={"format": kind, "months": len(found)})
    name = f"points-{now.astimezone(zone()):%Y%m%d}"
    if kind == "json":
        answer: HttpResponse = JsonResponse(
            _said(found, ending, now), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
    else:
        answer = HttpResponse(_written(found, ending), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{"json" if kind == "json" else "csv"}"'
    return answer


def _said(found: list[Month], ending: list[Ending], now: datetime) -> dict[str, object]:
    return {
        "as_of": now, "zone": str(zone()), "currency": retailer().currency, "months": [asdict(one) for one in found],
        "endings": [asdict(one) for one in ending],
    }  # fmt: skip


def _written(found: list[Month], ending: list[Ending]) -> str:
    """Write the months, an empty line, and what ends; with a mark so that a spreadsheet reads the signs."""
    sheet = io.StringIO()
    rows = csv.writer(sheet)
    for row in _rows(found, ending):
        rows.writerow([guarded(str(cell)) if isinstance(cell, str) else cell for cell in row])
    return f"\ufeff{sheet.getvalue()}"


def _rows(found: list[Month], ending: list[Ending]) -> Iterator[list[object]]:
    yield [
        _("Month"), _("At the beginning"), _("Earned"), _("Given back"), _("Used"), _("Clawed back"), _("Ended"),
        _("Corrected"), _("At the end"), _("In lots"), _("Owed by members"), _("Owed in the books"),
        _("Held back for tills"),
    ]  # fmt: skip
    for one in found:
        yield [
            f"{one.first:%Y-%m}", one.opening, one.earned, one.given_back, -one.used, -one.taken_back, -one.expired,
            one.adjusted, one.closing, one.outstanding, one.debt, one.liability, one.reserved,
        ]  # fmt: skip
    yield []
    yield [_("Ends in"), _("Points")]
    for each in ending:
        yield [f"{each.first:%Y-%m}" if each.first else _("never"), each.points]


def _chart(found: list[Month]) -> dict[str, object]:
    return {
        "kind": "line", "title": _("Points outstanding at the end of each month"),
        "x": {"label": _("Month"), "values": [f"{one.first:%Y-%m}" for one in found]},
        "y": {"label": _("Points"), "format": "number"},
        "series": [
            {"name": _("Outstanding"), "values": [one.outstanding for one in found]},
            {"name": _("Held back for tills"), "values": [one.reserved for one in found]},
        ],
    }  # fmt: skip


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and int(text) in _COUNTS else _COUNTS[0]
