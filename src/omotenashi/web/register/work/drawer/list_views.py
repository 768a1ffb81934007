# SPDX-License-Identifier: Apache-2.0
"""The shifts that were: a list with its filters, and the same as a file."""

import csv
import io
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from omotenashi.base.money import exponent
from omotenashi.base.text.spreadsheets import guarded
from omotenashi.commerce.payments.models import Shift
from omotenashi.people.staff import actions as staff
from omotenashi.web.register.work.desk import Desk, at_desk, whole
from omotenashi.web.register.work.drawer import reads


@require_GET
@at_desk("sales.make")
def show_shifts(desk: Desk) -> HttpResponse:
    """Show the shifts of this shop, the newest first."""
    given = desk.request.GET
    number = max(1, whole(given.get("page", "1"), most=999) or 1)
    first = (number - 1) * reads.SIZE
    rows = list(_chosen(desk)[first : first + reads.SIZE + 1])
    return desk.page(
        "shifts", place="shift", rows=rows[: reads.SIZE], more=len(rows) > reads.SIZE, number=number,
        terminals=reads.terminals(desk.shop), since=given.get("since", ""), until=given.get("until", ""),
        terminal=given.get("terminal", ""), may_export=desk.may("orders.export"),
    )  # fmt: skip


@require_GET
@at_desk("orders.export")
def export_shifts(desk: Desk) -> HttpResponse:
    """Give the shifts that match as a file for a spreadsheet; that it was taken is written down."""
    rows = list(_chosen(desk)[:10_000])
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(
        [_("Till"), _("Number"), _("Opened at"), _("Opened by"), _("Closed at"), _("Closed by"), _("Float at the opening"), _("Expected"),
         _("Cash counted"), _("Over or short"), _("Reason")]
    )  # fmt: skip
    sheet.writerows([guarded(cell) for cell in _cells(row)] for row in rows)
    staff.audit(desk.staff, "orders.export", subject="shifts", details={"rows": len(rows), "shop": desk.shop.code})
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    stamp = timezone.localtime(desk.now).strftime("%Y%m%d")
    answer["Content-Disposition"] = f'attachment; filename="shifts-{desk.shop.code}-{stamp}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _chosen(desk: Desk) -> QuerySet[Shift]:
    given = desk.request.GET
    until = reads.day_begins(given.get("until", ""))
    return reads.shifts(
        desk.shop, since=reads.day_begins(given.get("since", "")), until=until + timedelta(days=1) if until else None,
        terminal=given.get("terminal", "")[:40],
    )  # fmt: skip


def _cells(shift: Shift) -> list[str]:
    return [
        shift.terminal, str(shift.number), _moment(shift.opened_at), str(shift.opened_by or ""), _moment(shift.closed_at),
        str(shift.closed_by or ""), *(_plain(shift, amount) for amount in (
            shift.opening_amount, shift.expected_amount, shift.counted_amount, shift.difference)), shift.note,
    ]  # fmt: skip


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _plain(shift: Shift, amount: int | None) -> str:
    if amount is None:
        return ""
    digits = exponent(shift.currency)
    return str(amount) if not digits else f"{amount / 10**digits:.{digits}f}"
