# SPDX-License-Identifier: Apache-2.0
"""What a chart says, in one sentence, from its numbers. Pure; an empty text when there is nothing to say."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.web.console.figures.blocks import Page
from omotenashi.web.console.figures.wording import facts
from omotenashi.web.console.figures.writing import split_of, write
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
    return _("Half of those who come back do so within %(days)s") % {"days": write(population["median"], "days")}


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
    # Of a product, a handful of customers is no finding.
    least = 30 if split in ("product", "category") else 1
    here = {
        row["ltv"]: row["group"]
        for row in rows
        if row["days"] == days and row["ltv"] and row["group"] and row["customers"] >= least
    }
    if len(here) < 2:
        return ""
    best, worst = max(here), min(here)
    return _("After %(days)s days, customers of %(best)s are worth %(times)s times those of %(least)s") % {
        "days": number(days),
        "best": page.names.group(split, here[best]),
        "least": page.names.group(split, here[worst]),
        "times": number(best / worst, 1),
    }


def _rfm_ranks(rows: list[Row], _population: Row) -> str:
    best = rows[0]
    return _("Rank %(rank)s is %(share)s of customers and %(amount)s of the amount") % {
        "rank": best["rank"],
        "share": share(best["share"]),
        "amount": share(best["amount_share"]),
    }


def _basket(rows: list[Row], _population: Row) -> str:
    best = max(rows, key=lambda row: (row["confidence"], row["both"]))
    return _("%(pct)s of the baskets with %(a)s hold %(b)s as well") % _pair(best, "a", "b", share_of="confidence")


def _pair(row: Row, a: str, b: str, *, share_of: str = "pct") -> dict[str, str]:
    """Two things by their names, or their codes where a name is not known, and the share of those between them."""
    return {"pct": share(row[share_of]), "a": row[f"{a}_name"] or row[a], "b": row[f"{b}_name"] or row[b]}


def _product_conversion(rows: list[Row], _population: Row) -> str:
    others = [row for row in rows if not row["same"]]
    if not others:
        return ""
    best = max(others, key=lambda row: (row["pct"], row["customers"]))
    return _("%(pct)s of those who bought %(a)s buy %(b)s later") % _pair(best, "source", "target")


def _first_product(rows: list[Row], population: Row) -> str:
    sure = [row for row in rows if row["pct"] is not None and row["customers"] >= 30]
    if not sure or population["pct"] is None:
        return ""
    best = max(sure, key=lambda row: row["pct"])
    return _("Who begins with %(name)s comes back in %(pct)s of cases; everybody: %(all)s") % {
        "name": best["name"] or best["item"],
        "pct": share(best["pct"]),
        "all": share(population["pct"]),
    }


def _retention(rows: list[Row], _population: Row) -> str:
    grown = [row for row in rows if row["later"] == 1 and row["active"] is not None]
    heads = sum(row["customers"] for row in grown)
    if not heads:
        return ""
    return _("%(pct)s of new customers buy again in the month after") % {
        "pct": share(sum(row["active"] for row in grown) * 100 / heads)
    }


def _cpm(_rows: list[Row], population: Row) -> str:
    if population["active_pct"] is None:
        return ""
    return _("%(pct)s of customers are still here; %(best)s of them are the best") % {
        "pct": share(population["active_pct"]),
        "best": number(population["best"]),
    }


def _funnel(_rows: list[Row], population: Row) -> str:
    if not population["viewed"]:
        return ""
    return _("%(pct)s of known customers who look buy, %(saved)s of them outside the web") % {
        "pct": share(population["pct"]),
        "saved": number(population["saved"]),
    }


def _paths(_rows: list[Row], population: Row) -> str:
    if population["touches"] is None:
        return ""
    return _("A way has %(touches)s touches; %(pct)s end in a purchase") % {
        "touches": number(population["touches"], 1),
        "pct": share(population["pct"]),
    }


def _media(rows: list[Row], _population: Row) -> str:
    sure = [row for row in rows if row["medium"] and row["customers"] >= 10]
    if not sure:
        return ""
    best = max(sure, key=lambda row: row["ltv"] or 0)
    return _("Customers of %(medium)s are worth most: %(ltv)s each; one may cost %(limit)s") % {
        "medium": best["medium"],
        "ltv": money(best["ltv"]),
        "limit": money(best["limit"]),
    }


def _year_on_year(_rows: list[Row], population: Row) -> str:
    if population["pct"] is None:
        return ""
    return _("Sales are %(pct)s of those of the year before") % {"pct": share(population["pct"])}


def _lost_to(rows: list[Row], _population: Row) -> str:
    pairs = [row for row in rows if row["won"]]
    if not pairs:
        return ""
    best = max(pairs, key=lambda row: (row["customers"], row["pct"]))
    return _("%(pct)s of those who looked at %(a)s bought %(b)s in its place") % _pair(best, "seen", "won")


def _companions(rows: list[Row], _population: Row) -> str:
    best = max(rows, key=lambda row: (row["customers"], row["pct"]))
    return _("%(pct)s of those who buy %(a)s take %(b)s along") % _pair(best, "source", "target")


def _bought_along(_rows: list[Row], population: Row) -> str:
    return _("%(pct)s of pick-ups bring another sale in the shop: %(amount)s") % {
        "pct": share(population["pct"]),
        "amount": money(population["amount"]),
    }


def _shared_credit(_rows: list[Row], population: Row) -> str:
    if not population["helped"]:
        return ""
    return _("%(pct)s of what is credited goes to those who helped a sale of others") % {
        "pct": share(population["helped_pct"])
    }


def _subscription(rows: list[Row], population: Row) -> str:
    # Of all groups together: the headline speaks of the whole, however it is divided.
    at = 3 if any(row["cycle"] == 3 and row["pct"] is not None for row in rows) else rows[-1]["cycle"] if rows else 0
    shipped, cancelled = (sum(row[name] for row in rows if row["cycle"] == at) for name in ("shipped", "cancelled"))
    if not shipped + cancelled:
        return ""
    return _("%(pct)s of the decided contracts reach delivery %(n)s; %(active)s of %(contracts)s go on") % {
        "pct": share(shipped * 100 / (shipped + cancelled)),
        "n": at,
        "active": population["active"],
        "contracts": population["contracts"],
    }


_ENOUGH = 30


def _purchase_reason(rows: list[Row], population: Row) -> str:
    # Of a handful of customers a rate says nothing.
    told = [row for row in rows if row["pct"] is not None and row["observed"] >= _ENOUGH]
    if not told:
        return ""
    best = max(told, key=lambda row: (row["pct"], row["observed"]))
    return _(
        "%(answered)s of orders have an answer; who came because of “%(reason)s” buys again most often: %(pct)s"
    ) % {
        "answered": share(population["pct"]),
        "reason": best["reason"],
        "pct": share(best["pct"]),
    }


def _completeness(rows: list[Row], population: Row) -> str:
    if population["score"] is None:
        return ""
    only_bought = all(not row["known"] for row in rows if row["fact"] not in ("bought", "profile"))
    if only_bought:
        return _("Only purchases are known: why people buy, and what they looked at before, nobody can say")
    least = min(rows, key=lambda row: row["known"])
    return _("%(score)s of what could be known is known; least of all: %(fact)s") % {
        "score": share(population["score"]),
        "fact": facts().get(least["fact"], least["fact"]),
    }


def _visitors(_rows: list[Row], population: Row) -> str:
    if not population["visitors"]:
        return ""
    return _("%(returning)s of the visitors were here before; we know %(known)s of them, and %(pct)s bought") % {
        "returning": share(population["returning_pct"]),
        "known": share(population["customers"] * 100 / population["visitors"]),
        "pct": share(population["pct"]),
    }


def _interest(_rows: list[Row], population: Row) -> str:
    if population["pct"] is None:
        return _("No answer and no first touch name a way that could be compared")
    return _("What people say and what was seen first agree in %(pct)s of %(compared)s orders") % {
        "pct": share(population["pct"]),
        "compared": number(population["compared"]),
    }


_SAY: dict[str, Callable[[list[Row], Row], str]] = {
    "f2": _f2,
    "fn": _fn,
    "flow": _flow,
    "interval": _interval,
    "conversion-days": _interval,
    "basket": _basket,
    "product-conversion": _product_conversion,
    "first-product": _first_product,
    "retention-table": _retention,
    "cpm": _cpm,
    "funnel-channels": _funnel,
    "paths": _paths,
    "media": _media,
    "decile": _decile,
    "cross-use": _cross_use,
    "churn": _churn,
    "new-repeat": _new_repeat,
    "ltv": _ltv,
    "rfm-ranks": _rfm_ranks,
    "year-on-year": _year_on_year,
    "lost-to": _lost_to,
    "purchase-reason": _purchase_reason,
    "visitors": _visitors,
    "interest": _interest,
    "subscription": _subscription,
    "companions": _companions,
    "completeness": _completeness,
    "bought-along": _bought_along,
    "shared-credit": _shared_credit,
}
