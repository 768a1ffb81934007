# SPDX-License-Identifier: Apache-2.0
"""Any list as a CSV file: the rows that match, the columns that are shown, safe to open in a spreadsheet.

Excel in Japan opens UTF-8 with a byte order mark or CP932; what CP932 cannot say becomes a near sign or 〓.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, override

from omotenashi.base.money import exponent
from omotenashi.base.text.encodings import replaced
from omotenashi.base.text.spreadsheets import guarded
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console import paging
from omotenashi.web.console.access import who
from omotenashi.web.console.listing import Listing
from omotenashi.web.ui import lists
from omotenashi.web.ui.tags.icons import channel_name
from omotenashi.web.ui.tags.listing import shown_columns

ENCODINGS = {"utf-8": "utf-8-sig", "cp932": "cp932"}


def export(request: HttpRequest, listing: Listing) -> HttpResponseBase:
    """Answer GET with what the file will hold, POST with the file. The caller guards; the file is audited."""
    state = lists.ListState.read(listing.spec, request.GET)
    number, about = paging.count(listing.matching(state))
    if request.method != "POST":
        context = {"listing": listing, "state": state, "count": number, "about": about, "back": f"../{state.url()}"}
        return render(request, "console/export.html", {**context, "columns": shown_columns(state)})
    chosen = request.POST.get("encoding", "utf-8")
    details = {"query": state.url(), "rows": number, "encoding": chosen, "columns": list(state.columns)}
    staff.audit(who(request), listing.export_permission, subject=listing.spec.name, details=details)
    return _file(listing, state, encoding=ENCODINGS.get(chosen, "utf-8-sig"))


def sheet(name: str, rows: Iterable[Sequence[object]], *, encoding: str = "utf-8") -> HttpResponse:
    """Give rows that are no list of their own as a file; the first row names the columns. The caller guards and audits."""
    code = ENCODINGS.get(encoding, "utf-8-sig")
    body = b"".join(_line([str(cell) for cell in row], code) for row in rows)
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M")
    answer = HttpResponse(b"\xef\xbb\xbf" * (code == "utf-8-sig") + body, content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{stamp}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _file(listing: Listing, state: lists.ListState, *, encoding: str) -> HttpResponseBase:
    charset = "Shift_JIS" if encoding == "cp932" else "utf-8"
    # The file is written after the request, whose language may be gone by then.
    lines = _lines(listing, state, encoding, language=get_language())
    answer = StreamingHttpResponse(lines, content_type=f"text/csv; charset={charset}")
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M")
    answer["Content-Disposition"] = f'attachment; filename="{listing.spec.name}-{stamp}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _lines(listing: Listing, state: lists.ListState, encoding: str, *, language: str | None) -> Iterator[bytes]:
    columns, currency = shown_columns(state), retailer().currency
    if encoding == "utf-8-sig":
        yield "\ufeff".encode()
    yield _line([str(column.label) for column in columns], encoding)
    for keys in paging.everything(listing.parts(state)):
        with override(language):
            cells = [
                [written(row.cells.get(c.key), c.kind, currency=currency) for c in columns]
                for row in listing.rows(keys)
            ]
        yield b"".join(_line(row, encoding) for row in cells)


def _line(cells: list[str], encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([guarded(cell) for cell in cells])
    return replaced(out.getvalue()).encode("cp932") if encoding == "cp932" else out.getvalue().encode()


def written(value: object, kind: str, *, currency: str) -> str:
    """One cell as a machine reads it: plain numbers, ISO days, money in major units, unknown as nothing."""
    if value is None:
        return ""
    if kind == "money":
        minor, own = value if isinstance(value, tuple) else (value, currency)
        return format(Decimal(minor).scaleb(-exponent(own)), "f")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if kind == "interval" and isinstance(value, tuple):
        return " ".join(part for part in value if part)
    if kind in ("badge", "link") and isinstance(value, tuple):
        return str(value[1])
    if kind == "channels" and isinstance(value, list | tuple):
        return "・".join(channel_name(code) for code in value)
    return channel_name(str(value)) if kind == "channel" else str(value)
