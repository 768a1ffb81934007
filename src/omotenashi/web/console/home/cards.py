# SPDX-License-Identifier: Apache-2.0
"""The four figures, the tree, the charts and the cross-use table of the home page, ready to be drawn."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.insight.measures import registry
from omotenashi.insight.measures.run import Answer
from omotenashi.web.console.figures import charts, state
from omotenashi.web.console.figures.basis import basis_of
from omotenashi.web.console.figures.blocks import Page
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts import channel
from omotenashi.web.console.figures.trees import change
from omotenashi.web.console.figures.writing import Names, write
from omotenashi.web.console.home.numbers import F2_DAYS, Ask, Figure, Numbers
from omotenashi.web.console.home.sentence import change_words
from omotenashi.web.ui.tags.formats import money, number, percent

MONTHS = 13


def page_for(answer: Answer, ask: Ask, names: Names, *, masks: bool) -> Page:
    """An answer as the layouts of the analysis pages want it."""
    return Page(state.State(answer.measure, answer.params, answer.params.as_of), answer, names, ask, masks)


def figures(numbers: Numbers, pages: dict[str, Page]) -> list[dict[str, Any]]:
    """LTV, active customers, F2 conversion, cross-use: value, change in words, sparkline, basis, link."""
    half = _("half a year ago") if numbers.ltv.half_year else _("last year")
    n = _("n = %(count)s")
    return [
        _figure(
            _("Customer LTV (12 months)"),
            money(numbers.ltv.value),
            numbers.ltv,
            pages["kpi-tree"],
            _url("kpi-tree"),
            half,
        )
        | {"note": n % {"count": number(numbers.ltv.n)}},
        _figure(
            _("Active customers"), number(numbers.active.value), numbers.active, pages["new-repeat"], _url("new-repeat")
        )
        | {"note": _("Bought in the last 12 months; the line is by month"), "basis": _active_basis(pages["kpi-tree"])},
        _rate(_("F2 conversion"), numbers.f2, pages["f2"], _url("f2", "by=month&days=90"))
        | {"note": _("within %(days)s days, n = %(count)s") % {"days": F2_DAYS, "count": number(numbers.f2.n)}},
        _rate(_("Cross-use rate"), numbers.cross_use, pages["cross-use"], _url("cross-use"))
        | {"note": n % {"count": number(numbers.cross_use.n)}},
    ]


def tree(numbers: Numbers) -> dict[str, Any]:
    """LTV = amount per purchase × purchases per active month × active months; each opens by channel."""
    found, with_ = numbers.tree.population, numbers.compared
    period = {"half": _("half a year ago"), "year": _("last year")}.get(with_, "")

    def node(name: str, label: str, unit: str, note: str, by: str, operator: str = "") -> dict[str, Any]:
        return {
            "label": label,
            "value": write(found[name], unit),
            "change": change(found[name], found[f"{name}_before"]) if with_ else None,
            "period": period,
            "href": _url("kpi-tree", f"by={by}"),
            "note": note,
            "operator": operator,
        }

    children = [
        node("price", _("Amount"), "money", _("per purchase"), "channel"),
        node("frequency", _("Times"), "ratio", _("per active month"), "channel", "×"),
        node("retention", _("Staying"), "ratio", _("active months"), "location", "×"),
    ]
    return {**node("ltv", _("12-month LTV"), "money", "", "channel"), "children": children}


def ltv_lines(page: Page) -> dict[str, Any]:
    """LTV by first channel; where few have been observed for so long, the line is grey."""
    one = charts.column(page, "ltv")
    return charts.spec(page, [one], "line", finding(page)) | {
        "basis": basis_of(page, rows_href=_url("ltv-curve", "#rows"))
    }


def sales_bars(page: Page) -> dict[str, Any]:
    """Sales by channel of the last thirteen months."""
    months = sorted({row["period"] for row in page.answer.rows})[-MONTHS:]
    rows = [row for row in page.answer.rows if row["period"] in months]
    cut = Answer(page.answer.measure, page.answer.params, page.answer.population, rows)
    short = Page(page.state, cut, page.names, page.ask, page.masks)
    return charts.spec(short, [charts.column(page, "amount")], "stacked", _("Sales by channel and month"))


def combos(page: Page) -> tuple[str, list[dict[str, Any]]]:
    """The combinations of channels and what they say."""
    block = channel.combos_block(page)
    return block.title, block.body


def _figure(label: str, value: str, figure: Figure, page: Page, href: str, period: str = "") -> dict[str, Any]:
    return {
        "label": label,
        "value": value,
        **_said(figure.change, period or _("last year")),
        "spark": figure.spark,
        "href": href,
        "basis": basis_of(page, rows_href=f"{href.partition('#')[0]}#rows"),
    }


def _rate(label: str, figure: Figure, page: Page, href: str) -> dict[str, Any]:
    made = _figure(label, percent(None if figure.value is None else figure.value / 100), figure, page, href)
    points = figure.points
    mood = "flat" if points is None or abs(points) < 0.05 else "good" if points > 0 else "bad"
    return made | {"words": change_words(figure), "mood": mood}


def _said(change: float | None, period: str) -> dict[str, str]:
    """A relative change in words, and whether it is good."""
    if change is None:
        return {"words": "", "mood": "flat"}
    if abs(change) < 0.0005:
        return {"words": _("same as %(period)s") % {"period": period}, "mood": "flat"}
    words = _("%(share)s up on %(period)s") if change > 0 else _("%(share)s down on %(period)s")
    return {"words": words % {"share": percent(abs(change)), "period": period}, "mood": "good" if change > 0 else "bad"}


def _active_basis(page: Page) -> dict[str, Any]:
    return basis_of(page, rows_href=_url("kpi-tree", "#rows")) | {
        "formula": _("Customers with a purchase in the last 12 months."),
        "population": _("Active customers %(count)s") % {"count": number(page.answer.population["active"])},
    }


def _url(name: str, query: str = "") -> str:
    path = reverse("console:figure", args=[registry.find(name).name])
    return f"{path}{query}" if query.startswith("#") else f"{path}?{query}" if query else path
