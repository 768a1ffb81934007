# SPDX-License-Identifier: Apache-2.0
"""Answers and the people behind a cell as files. Each export, and each refusal, is in the audit log."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.base.text.spreadsheets import guarded
from omotenashi.insight import queries as insight
from omotenashi.insight.measures.params import BadParameter
from omotenashi.people.customers import queries as customers
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs
from omotenashi.web.console.figures import printing, state, views
from omotenashi.web.console.figures.writing import label

BOM = "\ufeff"
BATCH = 2_000


@require_GET
@needs("measures.view")
def figure(request: HttpRequest, name: str) -> HttpResponseBase:
    """All rows of an answer as CSV or JSON, or its page as PDF."""
    measure = views.measure_of(name)
    read = views.read_of(request.user, measure, request.GET)
    if not staff.audit(request.user, "measures.export", subject=measure.name, details={"params": read.values}):
        raise PermissionDenied
    answer = insight.ask(name=measure.name, values=read.text, now=clock.now())
    stem = f"{measure.name}-{read.params.as_of.isoformat()}"
    if request.GET.get("format") == "json":
        text = json.dumps(answer.as_dict(), ensure_ascii=False, indent=1)
        return _file(HttpResponse(text, content_type="application/json"), f"{stem}.json")
    if request.GET.get("format") == "pdf":
        paper = printing.made(views.page_of(request, read), title=_(measure.title), now=clock.now())
        return _file(HttpResponse(paper, content_type="application/pdf"), f"{stem}.pdf")
    names = [column.name for column in answer.measure.columns]
    heads = [label(column.label) for column in answer.measure.columns]
    rows = ([row[key] for key in names] for row in answer.rows)
    return _file(csv_response([heads], rows), f"{stem}.csv")


@require_GET
@needs("measures.view")
def people(request: HttpRequest, name: str) -> HttpResponseBase:
    """Everybody behind a cell as CSV."""
    measure = views.measure_of(name)
    read = views.read_of(request.user, measure, request.GET)
    cell = state.cell_of(request.GET)
    details = {"params": read.values, "cell": cell}
    if not staff.audit(request.user, "customers.export", subject=measure.name, details=details):
        raise PermissionDenied
    asked: dict[str, Any] = {"name": measure.name, "values": read.text, "cell": cell, "now": clock.now()}
    try:
        seqs = insight.people_behind(**asked)
    except BadParameter as problem:
        return HttpResponse(_(problem.phrase.message) % problem.phrase.values, status=400, content_type="text/plain")
    heads = [
        _("Member number"),
        _("Name"),
        _("Kana"),
        _("Mail"),
        _("Phone"),
        _("Orders"),
        _("Spend to date"),
        _("Last order"),
    ]
    return _file(csv_response([heads], _lines(seqs)), f"{measure.name}-customers.csv")


def csv_response(heads: Iterable[Sequence[Any]], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV that Excel opens as UTF-8 and cannot run as a formula."""
    writer = csv.writer(_Echo())

    def written() -> Iterator[str]:
        yield BOM
        for part in (heads, rows):
            for row in part:
                yield writer.writerow([_cell(value) for value in row])

    return StreamingHttpResponse(written(), content_type="text/csv; charset=utf-8")


def _lines(seqs: Sequence[int]) -> Iterator[list[Any]]:
    for start in range(0, len(seqs), BATCH):
        found = list(
            customers.profiles_by_seq(seqs[start : start + BATCH]).select_related("person").order_by("person__seq")
        )
        scores = insight.scores_of(one.person_id for one in found)
        for one in found:
            score = scores.get(one.person_id)
            numbers = [score.orders, score.sales, score.last_day] if score else [None, None, None]
            yield [one.member_no, one.name, one.kana, one.email, one.phone, *numbers]


def _cell(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else "" if value is None else value


def _file[R: HttpResponseBase](response: R, name: str) -> R:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    """What the CSV writer writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line
