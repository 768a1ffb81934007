# SPDX-License-Identifier: Apache-2.0
"""Which days 前年比 compares: one example, and each day whose partner is not the usual one."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.alike_days import Alike, pairs
from omotenashi.insight.measures.year_on_year import WEEKS, YearParams, since
from omotenashi.web.console.figures.blocks import Block, Page
from omotenashi.web.ui.tags.formats import day as written

MOST = 60


def block(page: Page) -> Block:
    """The rule in one sentence with the last day as its example, and the days that differ from it."""
    params = page.answer.params
    assert isinstance(params, YearParams)  # noqa: S101  # the only measure of this layout
    last = min(params.end or params.as_of, params.as_of)
    told = pairs(since(params), last) if params.against == "holiday" else ()
    special = [one for one in told if one.why != "weekday"]
    example = {"day": written(last), "before": written(_partner(params, last, told))}
    body = {
        "rule": _rule(params.against),
        "example": _("%(day)s is compared with %(before)s.") % example,
        "days": [_line(one) for one in reversed(special)][:MOST],
        "all": len(special),
    }
    return Block("compared", body)


def _partner(params: YearParams, day: date, told: tuple[Alike, ...]) -> date:
    if told:
        return told[-1].before
    if params.against == "weekday":
        return day - timedelta(days=WEEKS)
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28) if is_leap_day else day.replace(year=day.year - 1)


def _rule(against: str) -> str:
    said = {
        "weekday": _("The same weekday 364 days earlier."),
        "holiday": _(
            "The same holiday; Golden Week, Obon and the turn of the year by their dates; else the same weekday."
        ),
        "date": _("The same date of the year before."),
    }
    return said[against]


def _line(one: Alike) -> dict[str, Any]:
    return {"day": written(one.day), "before": written(one.before), "why": _why(one)}


def _why(one: Alike) -> str:
    seasons = {
        "golden-week": _("Golden Week"),
        "obon": _("Obon"),
        "new-year": _("Turn of the year"),
    }
    name = seasons.get(one.name, one.name)
    if one.why == "moved":
        return _("The usual day was %(feast)s, so the nearest week without one") % {"feast": name}
    return name
