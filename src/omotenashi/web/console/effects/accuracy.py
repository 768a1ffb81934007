# SPDX-License-Identifier: Apache-2.0
"""How well sends were foretold: what was said before, what came, how often it lay within the range."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Forecast
from omotenashi.insight.forecasts.campaigns import LEAST_RUNS, LEVEL, backtest
from omotenashi.web.console.access import needs
from omotenashi.web.console.messages import words
from omotenashi.web.ui.tags.formats import money, number, percent

MOST, GROUPS = 100, 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """One send: the share of buyers that was said, between what and what, and the share that came."""

    name: str
    channel: str
    at: datetime | str
    people: int
    said: float
    low: float
    high: float
    came: float

    @property
    def held(self) -> bool:
        """Whether it lay within the range."""
        return self.low <= self.came <= self.high


@require_GET
@needs("measures.view")
def show_forecasts(request: HttpRequest) -> HttpResponse:
    """Every forecast that was kept, beside what came; and the same for earlier runs, foretold from what lay before each."""
    now = clock.now()
    kept = list(Forecast.objects.order_by("-made_at", "-id")[:MOST])
    said, earlier = [_pair(one) for one in kept if one.actual_people], _earlier(now)
    context = {
        "kept": [(one, _row(one)) for one in kept],
        "said": summary(said),
        "earlier": summary(earlier),
        "chart": chart(said or earlier, is_kept=bool(said)) if said or earlier else None,
        "pairs": [(one, percent(one.said), f"{percent(one.low)} 〜 {percent(one.high)}", percent(one.came)) for one in reversed(earlier[-MOST:])],
        "needed": LEAST_RUNS,
        "level": percent(LEVEL),
        "open": sum(one.settled_at is None for one in kept),
    }  # fmt: skip
    return render(request, "console/effects/forecasts.html", context)


def summary(pairs: Sequence[Pair]) -> dict[str, str] | None:
    """Give how often the range held, how far off it was, and whether it said too much or too little."""
    if not pairs:
        return None
    people = sum(one.people for one in pairs)
    said, came = (sum(getattr(one, name) * one.people for one in pairs) / people for name in ("said", "came"))
    off = sum(abs(one.said - one.came) for one in pairs) / len(pairs)
    return {
        "n": number(len(pairs)), "held": percent(sum(one.held for one in pairs) / len(pairs)), "off": _points(off),
        "said": percent(said), "came": percent(came),
    }  # fmt: skip


def chart(pairs: Sequence[Pair], *, is_kept: bool) -> dict[str, Any]:
    """Sends in groups from the lowest to the highest forecast: what was said beside what came."""
    ordered = sorted(pairs, key=lambda one: one.said)
    size = max(1, -(-len(ordered) // GROUPS))
    groups = [ordered[at : at + size] for at in range(0, len(ordered), size)]
    source = _("written down before each send") if is_kept else _("foretold afterwards, each from what lay before it")
    return {
        "kind": "bar",
        "title": _("Did what was foretold come?"),
        "x": {"label": _("Sends from the lowest to the highest forecast"), "values": [_range(one) for one in groups]},
        "y": {"label": _("Share who bought within 7 days"), "format": "percent"},
        "series": [
            {"name": _("Foretold"), "values": [_mean(one, "said") for one in groups]},
            {"name": pgettext("sends", "Came"), "values": [_mean(one, "came") for one in groups]},
        ],
        "note": source,
    }


def _range(group: Sequence[Pair]) -> str:
    return f"{percent(group[0].said)}〜{percent(group[-1].said)} (n={len(group)})"


def _mean(group: Sequence[Pair], name: str) -> float:
    people = sum(one.people for one in group)
    total: float = sum(getattr(one, name) * one.people for one in group)
    return round(total / people, 5)


def _pair(one: Forecast) -> Pair:
    people = one.actual_people or 1
    return Pair(
        name=one.name, channel=words.channel_name(one.channel), at=one.made_at, people=people, said=one.rate,
        low=one.rate_low, high=one.rate_high, came=(one.actual_buyers or 0) / people,
    )  # fmt: skip


def _earlier(now: datetime) -> list[Pair]:
    return [
        Pair(
            name=run.campaign, channel=words.channel_name(run.channel), at=run.week, people=run.people, said=said.rate,
            low=said.rate_low, high=said.rate_high, came=run.buyers / run.people,
        )
        for run, said in backtest(queries.earlier_runs(now=now))
    ]  # fmt: skip


def _row(one: Forecast) -> dict[str, str]:
    """Say one kept forecast: before and after."""
    is_open, people = one.settled_at is None, one.actual_people or 0
    came = (one.actual_buyers or 0) / people if people else None
    held = came is not None and one.rate_low <= came <= one.rate_high
    state, word = (
        ("info", _("Not over yet")) if is_open else ("good", _("Within the range")) if held else ("warn", _("Outside"))
    )
    if not is_open and not people:
        state, word = "", _("Never went")
    return {
        "channel": words.channel_name(one.channel), "said": percent(one.rate),
        "range": f"{percent(one.rate_low)} 〜 {percent(one.rate_high)}", "people": number(one.people),
        "came": percent(came) if came is not None else "—", "reached": number(people) if not is_open else "—",
        "margin": money(one.margin), "margin_came": money(one.actual_margin) if one.actual_margin is not None else "—",
        "state": state, "word": word,
    }  # fmt: skip


def _points(value: float) -> str:
    return _("%(n)s pt") % {"n": number(value * 100, 1)}
