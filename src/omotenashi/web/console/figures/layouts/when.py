# SPDX-License-Identifier: Apache-2.0
"""購入時期: a week as a carpet, against the hours of the day, the months of the year, or the days since payday."""

from collections.abc import Sequence
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from omotenashi.insight.measures.purchase_time import SLOTS
from omotenashi.web.console.figures.blocks import Block, Page, few
from omotenashi.web.console.figures.layouts.cohorts import switch
from omotenashi.web.console.figures.layouts.generic import choice, totals
from omotenashi.web.console.figures.tables import named, table_block
from omotenashi.web.console.figures.wording import weekday
from omotenashi.web.console.figures.writing import label, write

VALUES = {"orders": "number", "per_day": "number", "amount": "money", "mean": "money"}
# No two paydays lie further apart.
_LONGEST = 34
# What was seen on fewer days than these is no finding.
_SURE = 5


def purchase_time(page: Page) -> list[Block]:
    """A week as a carpet: orders, amount or amount per order; one channel or all."""
    # Months and paydays came unequally often.
    usual = "orders" if page.state.text["by"] == "hour" else "per_day"
    value = page.state.view.get("value", usual)
    value = value if value in VALUES else usual
    shown = switch(
        page, _("What is shown"), "value", value,
        {"orders": _("Orders"), "per_day": _("Orders a day"), "amount": _("Amount"), "mean": _("Amount per order")},
    )  # fmt: skip
    by = choice(page, _("Against the weekday"), "by", {"hour": _("Hour"), "season": _("Season"), "payday": _("Payday")})
    slot = SLOTS[page.state.text["by"]]
    points, names = _points(page, slot)
    by_at = {(row["weekday"], row[slot]): row for row in page.answer.rows}
    across = next(one for one in page.answer.measure.columns if one.name == slot)
    spec: dict[str, Any] = {
        "kind": "heatmap",
        "title": _best(page, slot, value),
        "x": {"label": label(across.label), "values": names},
        "y": {"label": "", "format": VALUES[value]},
        "series": [
            {
                "name": weekday(day),
                "values": [_round(by_at[day, at][value]) if (day, at) in by_at else 0 for at in points],
                "hrefs": [_opens(page, by_at.get((day, at)), slot) for at in points],
            }
            for day in range(1, 8)
        ],
    }
    return [_totals(page), Block("switches", [by, shown, _channels(page)]), Block("chart", spec), table_block(page)]


def _best(page: Page, slot: str, value: str) -> str:
    """Where most is bought; the question where that would name somebody."""
    sure = [row for row in page.answer.rows if row["days"] >= _SURE] or page.answer.rows
    best = max(sure, key=lambda row: row[value])
    if few(page, best["customers"]):
        return _(page.answer.measure.question)
    one = next(one for one in page.answer.measure.columns if one.name == value)
    at = named(page, slot, best[slot])
    if slot == "since_payday" and best[slot]:
        at = _("%(days)s days after payday") % {"days": best[slot]}
    return _("Most on %(weekday)s, %(slot)s: %(what)s %(value)s") % {
        "weekday": weekday(best["weekday"]),
        "slot": at,
        "what": label(one.label),
        "value": write(best[value], one.unit),
    }


def _round(value: float) -> float:
    return round(value, 2)


def _points(page: Page, slot: str) -> tuple[Sequence[int], list[str]]:
    if slot == "hour":
        return range(24), [f"{hour}:00" for hour in range(24)]
    if slot == "month_of_year":
        return range(1, 13), [str(MONTHS_3[month]).capitalize() for month in range(1, 13)]
    last = min(max((row[slot] for row in page.answer.rows), default=0), _LONGEST)
    return range(last + 1), [_("Payday") if day == 0 else f"+{day}" for day in range(last + 1)]


def _opens(page: Page, row: dict[str, Any] | None, slot: str) -> str:
    if not row or not row["customers"] or few(page, row["customers"]):
        return ""
    return page.state.people({"weekday": row["weekday"], slot: row[slot]})


def _totals(page: Page) -> Block:
    made = totals(page, ("orders", "customers", "amount"))
    found = page.answer.population
    if found["busy_weekday"]:
        said = _("%(weekday)s %(hour)s:00") % {"weekday": weekday(found["busy_weekday"]), "hour": found["busy_hour"]}
        made.body.append({"label": _("Busiest hour"), "value": said})
    return made


def _channels(page: Page) -> dict[str, Any]:
    """One channel, or all."""
    from omotenashi.insight import queries as insight

    now = page.state.text["channel"]
    links = [{"label": _("All"), "href": page.state.url(channel=""), "active": not now}]
    links += [
        {"label": page.names.channel(code), "href": page.state.url(channel=code), "active": code == now}
        for code in insight.choices("channel")
    ]
    return {"label": _("Channel"), "links": links}
