# SPDX-License-Identifier: Apache-2.0
"""An answer as a file to be sent: paper, CSV that cannot run as a formula, or a workbook with its definition on a sheet."""

import csv
import io
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from omotenashi.base.text.spreadsheets import guarded
from omotenashi.insight.measures.run import Answer
from omotenashi.web.console.figures import printing
from omotenashi.web.console.figures.blocks import Page
from omotenashi.web.console.figures.writing import label

TYPES = {
    "pdf": ("application", "pdf"),
    "csv": ("text", "csv"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_FORMATS = {"money": "#,##0", "percent": "0.00", "ratio": "0.00", "people": "#,##0", "count": "#,##0"}


def made(kind: str, page: Page, *, title: str, definition: str, now: datetime) -> bytes:
    """Give the file."""
    answer = page.answer
    if kind == "pdf":
        return printing.made(page, title=title, now=now)
    return _workbook(answer, definition) if kind == "xlsx" else _csv(answer)


def _heads(answer: Answer) -> list[str]:
    return [label(column.label) for column in answer.measure.columns]


def _csv(answer: Answer) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(head) for head in _heads(answer)])
    names = [column.name for column in answer.measure.columns]
    writer.writerows([_plain(row[name]) for name in names] for row in answer.rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else "" if value is None else value


def _workbook(answer: Answer, definition: str) -> bytes:
    out = io.BytesIO()
    # Text stays text: a name that begins with "=" is no formula, one that looks like an address no link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(out, options) as book:
        bold, days = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        formats = {unit: book.add_format({"num_format": how}) for unit, how in _FORMATS.items()}
        sheet = book.add_worksheet(_("Numbers"))
        for at, column in enumerate(answer.measure.columns):
            sheet.write_string(0, at, label(column.label), bold)
            sheet.set_column(at, at, 16)
            for line, row in enumerate(answer.rows, start=1):
                _write(sheet, line, at, row[column.name], formats.get(column.unit), days)
        sheet.freeze_panes(1, 0)
        about = book.add_worksheet(_("Definition"))
        about.set_column(0, 0, 100)
        lines = (_(answer.measure.title), _(answer.measure.question), definition, _(answer.measure.formula))
        for line, text in enumerate(lines):
            about.write_string(line, 0, text)
    return out.getvalue()


def _write(sheet: Any, line: int, at: int, value: Any, look: Any, days: Any) -> None:
    if value is None:
        return
    if isinstance(value, date | datetime):
        sheet.write_datetime(line, at, value, days)
    elif isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, at, value, look)
    else:
        sheet.write_string(line, at, str(value))
