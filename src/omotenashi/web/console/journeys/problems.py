# SPDX-License-Identifier: Apache-2.0
"""課題から選ぶ: what the house's own numbers say is wrong, each in one sentence beside the scenario that answers it.

Every number is that of an analysis, asked with the same words as its page, and the sentence leads there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.insight import queries as insight
from omotenashi.web.console.journeys import page
from omotenashi.web.ui.tags.formats import number, percent

# Of fewer people a share says nothing; and less than one cart in ten that leads nowhere is as it should be.
ENOUGH = 30
_USUAL = 10
F2_DAYS = 180
type Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong: the sentence, where its numbers come from, and the scenario that answers it.

    `there` is the page of that scenario where the house has it already.
    """

    code: str
    words: str
    why: str
    answer: str
    promise: str
    there: str = ""


def problems(*, now: datetime) -> list[Problem]:
    """Give what the record says is wrong, as far as it knows enough."""
    if not insight.lake_version():
        return []
    found, taken = [], adopted()
    for code, tell in _TOLD.items():
        ready = queries.ready(code)
        for words, why in tell(now):
            found.append(
                Problem(
                    code=code, words=words, why=why, answer=str(ready.name), promise=str(ready.promise),
                    there=taken.get(code, ""),
                )
            )  # fmt: skip
    return found


def adopted() -> dict[str, str]:
    """Give by ready-made scenario the page of the one that the house has of it, for everybody."""
    known = Journey.objects.exclude(state="archived").exclude(draft__entry__kind="segment").order_by("changed_at")
    return {one.made_from: page.href(one) for one in known}


def _second(now: datetime) -> Iterator[tuple[str, str]]:
    """How many come a second time, and after how many days half of them were there."""
    asked = {"days": str(F2_DAYS)}
    rows: Sequence[Row] = insight.ask(name="f2", values=asked, now=now).rows
    known = next((row for row in rows if row["days"] == F2_DAYS and row["customers"] >= ENOUGH), None)
    if known is None:
        return
    median = insight.ask(name="interval", values={"n": "1"}, now=now).population["median"]
    told = {"share": percent(known["pct"] / 100), "days": F2_DAYS, "n": number(known["customers"])}
    if median is None:
        yield _("%(share)s of %(n)s new customers buy a second time within %(days)s days.") % told, _page("f2", asked)
        return
    words = _("%(share)s of %(n)s new customers buy a second time within %(days)s days; half of those who do, within %(median)s days.")  # fmt: skip
    yield words % {**told, "median": number(round(median))}, _page("f2", asked)


def _silent(now: datetime) -> Iterator[tuple[str, str]]:
    """How many fell silent for longer than people here usually do."""
    found: Row = insight.ask(name="flow", values={}, now=now).population
    if found["customers"] < ENOUGH or not found["churned"]:
        return
    told = {"n": number(found["churned"]), "share": percent(found["churned"] / found["customers"])}
    yield _("%(n)s customers, %(share)s of all, have bought nothing for more than 180 days.") % told, _page("flow", {})


def _carts(now: datetime) -> Iterator[tuple[str, str]]:
    """How many left a cart and bought nowhere: one that ended in a shop is not lost."""
    found: Row = insight.ask(name="funnel-channels", values={}, now=now).population
    if (found["carted"] or 0) < ENOUGH or found["left"] * _USUAL < found["carted"]:
        return
    told = {"n": number(found["carted"]), "left": number(found["left"])}
    yield _("Of %(n)s who put something into the cart, %(left)s bought nowhere.") % told, _page("funnel-channels", {})


def _page(name: str, asked: Mapping[str, str]) -> str:
    return reverse("console:figure", args=[name]) + (f"?{urlencode(asked)}" if asked else "")


_TOLD: Mapping[str, Callable[[datetime], Iterator[tuple[str, str]]]] = {
    "second-purchase": _second, "dormant": _silent, "basket": _carts,
}  # fmt: skip
