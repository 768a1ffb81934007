# SPDX-License-Identifier: Apache-2.0
"""What a chart says, in one sentence, from its numbers. Pure; an empty text when there is nothing to say."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.web.console.figures.blocks import Page
from omotenashi.web.console.figures.writing import split_of
from omotenashi.web.ui.tags.formats import money, number, percent

type Row = dict[str, Any]


def finding(page: Page) -> str:
    """The sentence for the title of the chart; the question of the measure when nothing can be said."""
    say = _SAY.get(page.answer.measure.name)
    said = say(page.answer.rows, page.answer.population) if say and page.answer.rows else _by_group(page)
    return said or _(page.answer.measure.question)


def share(value: float | None) -> str:
    """A rate in percent as text."""
    return percent(None if value is None else value / 100)


def _f2(rows: list[Row], _population: Row) -> str:
    known = [row for row in rows if row["pct"] is not None and row["group"] == ""]
    if not known:
        return ""
    last = known[-1]
    return _("%(pct)s of new customers buy again within %(days)s days") % {
        "pct": share(last["pct"]),
        "days": number(last["days"]),
    }


def _fn(rows: list[Row], _population: Row) -> str:
    by_n = {row["n"]: row for row in rows if row["group"] == ""}
    if 3 not in by_n:
        return ""
    return _("%(second)s reach the second purchase, %(third)s the third") % {
        "second": share(by_n[2]["residual_pct"]),
        "third": share(by_n[3]["residual_pct"]),
    }


def _flow(rows: list[Row], _population: Row) -> str:
    worst = max(rows, key=lambda row: row["churned"])
    return _("Most are lost after purchase %(n)s: %(churned)s customers (%(pct)s)") % {
        "n": worst["n"],
        "churned": number(worst["churned"]),
        "pct": share(worst["churned_pct"]),
    }


def _interval(_rows: list[Row], population: Row) -> str:
    if population.get("median") is None:
        return ""
    return _("Half of those who come back do so within %(days)s days") % {"days": number(population["median"])}


def _decile(rows: list[Row], _population: Row) -> str:
    return _("The best tenth of customers bring %(pct)s of the amount") % {"pct": share(rows[0]["share"])}


def _cross_use(_rows: list[Row], population: Row) -> str:
    return _("%(pct)s of active customers use two channels or more, and bring %(share)s of the amount") % {
        "pct": share(population["pct"]),
        "share": share(population["amount_share_pct"]),
    }


def _churn(_rows: list[Row], population: Row) -> str:
    return _("%(pct)s of all customers have gone silent") % {"pct": share(population["pct"])}


def _new_repeat(rows: list[Row], _population: Row) -> str:
    total = sum(row["amount"] for row in rows)
    if total <= 0:
        return ""
    part = sum(row["returning_amount"] for row in rows) / total
    return _("Returning customers bring %(pct)s of the amount") % {"pct": percent(part)}


def _ltv(_rows: list[Row], population: Row) -> str:
    if population["ltv"] is None:
        return ""
    return _("A customer has brought %(ltv)s on average") % {"ltv": money(population["ltv"])}


def _by_group(page: Page) -> str:
    """Of the LTV curve: the best group against the least, at the last day that all have reached."""
    rows, split = page.answer.rows, split_of(page.answer.params)
    if page.answer.measure.name != "ltv-curve" or split == "none":
        return ""
    last = {row["group"]: row["days"] for row in rows if row["ltv"] is not None and row["group"]}
    days = min(last.values(), default=0)
    here = {row["ltv"]: row["group"] for row in rows if row["days"] == days and row["ltv"] and row["group"]}
    if len(here) < 2:
        return ""
    best, least = max(here), min(here)
    return _("After %(days)s days, customers of %(best)s are worth %(times)s times those of %(least)s") % {
        "days": number(days),
        "best": page.names.group(split, here[best]),
        "least": page.names.group(split, here[least]),
        "times": number(best / least, 1),
    }


def _rfm_ranks(rows: list[Row], _population: Row) -> str:
    best = rows[0]
    return _("Rank %(rank)s is %(share)s of customers and %(amount)s of the amount") % {
        "rank": best["rank"],
        "share": share(best["share"]),
        "amount": share(best["amount_share"]),
    }


_SAY: dict[str, Callable[[list[Row], Row], str]] = {
    "f2": _f2,
    "fn": _fn,
    "flow": _flow,
    "interval": _interval,
    "decile": _decile,
    "cross-use": _cross_use,
    "churn": _churn,
    "new-repeat": _new_repeat,
    "ltv": _ltv,
    "rfm-ranks": _rfm_ranks,
}
