# SPDX-License-Identifier: Apache-2.0
"""打ち手の記録: what was expected of scenarios and experiments, how they were made, what came, what was learnt; found by words."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.engagement.journeys import queries as journeys
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging import queries as messaging
from omotenashi.insight import actions as insight
from omotenashi.insight import queries
from omotenashi.insight.models import Experiment
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.effects import page
from omotenashi.web.console.journeys import page as scenarios
from omotenashi.web.console.journeys import words
from omotenashi.web.ui import toasts
from omotenashi.web.ui.tags.formats import money, number, percent

MOST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """One measure: what was expected, how it was made, what came, what was learnt, and where to use it again."""

    name: str
    kind: str
    href: str
    at: datetime
    hypothesis: str
    setting: str
    result: str
    learning: str
    again: str

    def holds(self, wanted: list[str]) -> bool:
        """Say whether every word stands somewhere in it."""
        text = _folded(" ".join((self.name, self.hypothesis, self.setting, self.result, self.learning)))
        return all(word in text for word in wanted)


@require_GET
@needs("measures.view")
def show_knowledge(request: HttpRequest) -> HttpResponse:
    """All of them, the last changed first; those with words are what is searched for."""
    asked = request.GET.get("q", "").strip()[:100]
    wanted = _folded(asked).split()
    notes = sorted([*_of_journeys(), *_of_experiments(clock.now())], key=lambda one: one.at, reverse=True)
    written = [one for one in notes if one.hypothesis or one.learning]
    context = {
        "asked": asked, "notes": [one for one in written if one.holds(wanted)][:MOST], "count": len(written),
        "unwritten": [one for one in notes if not one.learning][:5],
    }  # fmt: skip
    return render(request, "console/effects/knowledge.html", context)


@require_POST
@needs("segments.edit")
def put_note(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what was expected of an experiment and what was learnt."""
    said = {name: request.POST.get(name, "") for name in ("hypothesis", "learning")}
    if not insight.note_experiment(experiment=key, **said):
        raise Http404(key)
    staff.audit(who(request), "segments.edit", subject=f"experiment:{key}", details={"noted": True})
    toasts.add(request, _("Kept. It is found under what was learnt."))
    return redirect("console:effect", key)


def _of_journeys() -> Iterator[Note]:
    found = list(journeys.journeys()[:MOST])
    graphs = {one.pk: _graph(one) for one in found}
    names = scenarios.names_of()
    steps = {
        journeys.campaign_of(one.pk, name): one.pk
        for one in found for name, step in graphs[one.pk].steps.items() if step.kind == "send"
    }  # fmt: skip
    results = messaging.results_of(steps)
    for one in found:
        mine = [results[key] for key, owner in steps.items() if owner == one.pk]
        sent, bought = sum(each.states["sent"] for each in mine), sum(each.bought for each in mine)
        sales = sum(each.sales for each in mine)
        letters = [
            names["letters"].get(str(step["template"]), "")
            for _n, step in graphs[one.pk].ordered()
            if step.kind == "send"
        ]
        setting = " / ".join(filter(None, [words.entry(graphs[one.pk], segments=names["segments"]), *letters]))
        yield Note(
            name=one.name, kind=_("Scenario"), href=scenarios.href(one), at=one.changed_at, hypothesis=one.hypothesis,
            setting=setting, result=_came(sent, bought, sales), learning=one.learning, again=scenarios.href(one),
        )  # fmt: skip


def _graph(journey: Journey) -> journeys.Graph:
    live = journeys.newest(journey)
    return journeys.graph_of(live) if live else journeys.draft_of(journey)


def _of_experiments(now: datetime) -> Iterator[Note]:
    for one in Experiment.objects.exclude(key__startswith="journey:").prefetch_related("arms")[:MOST]:
        if one.kind == "holdout":
            continue
        yield Note(
            name=one.name, kind=_("Experiment"), href=reverse("console:effect", args=[one.key]), at=one.began_at,
            hypothesis=one.hypothesis, setting=_setting(one), result=_result(one, now=now) if one.learning else "",
            learning=one.learning, again=reverse("console:effect-plan") if one.key.startswith("hand-") else "",
        )  # fmt: skip


def _setting(one: Experiment) -> str:
    arms = "、".join(f"{page.arm_name(arm.code)} {percent(arm.weight / 10_000)}" for arm in one.arms.all())
    judged = _("%(measure)s within %(days)s days") % {
        "measure": page.NAMES[one.measure],
        "days": number(one.window_days),
    }
    return f"{arms} / {judged}"


def _result(one: Experiment, *, now: datetime) -> str:
    head = queries.effect_of(one, now=now, windows=[one.window_days], measures=[one.measure])
    return page.sentence(head[0]) if head else ""


def _came(sent: int, bought: int, sales: int) -> str:
    if not sent:
        return ""
    return _("%(sent)s sent, %(bought)s bought within 7 days, %(sales)s") % {
        "sent": number(sent), "bought": number(bought), "sales": money(sales),
    }  # fmt: skip


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
