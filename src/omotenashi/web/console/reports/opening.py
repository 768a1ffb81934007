# SPDX-License-Identifier: Apache-2.0
"""A report as the analysis it is of: its address, its answer, its headline. Asked of the memory the figures share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.engagement.reports.models import Report
from omotenashi.insight import queries as insight
from omotenashi.insight.measures import params as parameters
from omotenashi.insight.measures import registry
from omotenashi.insight.measures.contract import Column
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.registry import UnknownMeasure
from omotenashi.people.staff import queries as staff
from omotenashi.web.console.figures import state, writing
from omotenashi.web.console.figures.blocks import Page, few, few_of
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.veils import veiled
from omotenashi.web.console.figures.views import LIMITS, held_for
from omotenashi.web.console.figures.writing import label, write

# A line of more points than this is no line any more at the size of a tile.
MOST_POINTS = 60
TOTALS = 3
UNREADABLE = (UnknownMeasure, BadParameter)


@dataclass(frozen=True)
class Headline:
    """The first totals of an answer, in words: the first is the large one."""

    value: str
    label: str
    others: list[tuple[str, str]]
    finding: str
    spark: list[float]


def state_of(report: Report, *, now: datetime) -> state.State:
    """Give the state of the page a report is of. Raises UnknownMeasure or BadParameter."""
    measure, today = registry.find(report.measure), insight.day_of_asking(now=now)
    # The owner may have changed shops, or come to work at one, since it was saved.
    values = {**report.values, **held_for(report.owner, measure)}
    params = parameters.parse(measure.params, values, as_of=today)
    return state.State(measure.under(params), params, today, report.view)


def href_of(read: state.State, person: Any, report: Report) -> str:
    """Give where somebody reads on: at the analysis, or, of one they may not ask themselves, on the page of the report."""
    here = reverse("console:report", args=[report.pk])
    return read.switch() if staff.may(person, read.measure.right) else here


def title_of(report: Report) -> str:
    """Give the name of the analysis; the code of one that is not known any more."""
    try:
        return _(registry.find(report.measure).title)
    except UnknownMeasure:
        return report.measure


def page_of(read: state.State, *, names: writing.Names, now: datetime, masks: bool) -> Page:
    """Give the answer as the layouts of the analysis pages want it."""
    day = read.params.as_of.isoformat()

    def ask(name: str, **values: str) -> Any:
        return insight.ask(name=name, values={**values, "as_of": day}, now=now, limit=LIMITS.get(name))

    return veiled(Page(read, ask(read.measure.name, **read.text), names, ask, masks))


def headline(page: Page) -> Headline:
    """Say the most important of an answer: a rate or an amount of money before a count."""
    answer = page.answer
    totals = sorted(answer.measure.totals, key=_weight)[:TOTALS]
    said = [(_total(page, one), label(one.label)) for one in totals]
    first = said[0] if said else ("", "")
    return Headline(first[0], first[1], said[1:], finding(page), _line(page))


def _weight(column: Column) -> tuple[bool, bool, bool]:
    """A mean says more than a share, a share more than a sum, a sum of money more than a count."""
    return column.name not in ("ltv", "median", "mean"), column.unit != "percent", column.unit != "money"


def _total(page: Page, column: Column) -> str:
    value = page.answer.population.get(column.name)
    return few_of(page, column, value) or write(value, column.unit, decimals=1 if column.unit == "percent" else 0)


def _line(page: Page) -> list[float]:
    hint, rows = page.answer.measure.chart, page.answer.rows
    if hint.kind not in ("line", "bar", "stack") or not hint.y or len(rows) > MOST_POINTS:
        return []
    if hint.series and len({row[hint.series] for row in rows}) > 1:
        return []
    is_count = hint.y[0] in page.answer.measure.counts
    values = [row[hint.y[0]] for row in rows if not (is_count and few(page, row[hint.y[0]]))]
    known = [float(value) for value in values if isinstance(value, int | float)]
    return known if len(known) > 2 else []
