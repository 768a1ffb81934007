# SPDX-License-Identifier: Apache-2.0
"""Everything the page of a scenario shows."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.base import clock
from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging import queries as messaging
from omotenashi.people.staff.queries import may
from omotenashi.web.console.journeys import drawing, held, words
from omotenashi.web.ui.tags.formats import money, number, percent


def context_of(request: HttpRequest, journey: Journey) -> dict[str, Any]:
    """What the template draws from, beside the canvas."""
    graph = queries.draft_of(journey)
    names = names_of()
    counts = queries.counts_of([journey.pk])[journey.pk]
    results = results_of(journey, graph)
    return {
        "journey": journey,
        "state": words.state(journey, live=counts.live, waiting=sum(map(_waiting, results.values()))),
        "held": held.lines([queries.campaign_of(journey.pk, name) for name in results]),
        "cards": drawing.cards(graph, counts=counts, results=results, names=names),
        "entry": words.entry(graph, segments=names["segments"]),
        "figures": figures(counts, results),
        "counts": counts,
        "outcomes": [(words.OUTCOMES.get(key, key), n) for key, n in counts.outcomes.most_common()],
        "changed": is_changed(journey, graph),
        "better": [
            {"was": was, "says": says}
            for was, says in queries.better(journey.made_from, graph, now=clock.now()).values()
        ],
        "may_edit": may(request.user, "messages.edit") and journey.state != "archived",
        "may_publish": may(request.user, "messages.publish"),
    }


def is_changed(journey: Journey, graph: queries.Graph) -> bool:
    """Say whether a draft means something else than what lives, or its messages were worded anew: places and notes mean nothing."""
    live = queries.newest(journey)
    return live is not None and (_bare(queries.graph_of(live)) != _bare(graph) or _is_reworded(queries.graph_of(live)))


def _is_reworded(live: queries.Graph) -> bool:
    """Say whether a message has a newer version than the one that goes out: it goes out once the scenario is published anew."""
    sends = {str(step["version"]): str(step["template"]) for step in live.letters().values() if step["version"]}
    newest = messaging.templates().filter(archived_at=None, pk__in=sends.values(), versions__number=F("version"))
    return any(str(version) not in sends for version in newest.values_list("versions__pk", flat=True))


def names_of() -> dict[str, dict[str, str]]:
    """Give the names of everything that a step can name: five reads."""
    templates = messaging.templates().filter(archived_at=None).values_list("pk", "name")
    segments = audience.all_segments().filter(archived_at=None).values_list("pk", "name")
    journeys = Journey.objects.exclude(state="archived").order_by("name").values_list("pk", "name")
    coupons = Campaign.objects.filter(by_coupon=True, stopped_at=None).order_by("name").values_list("code", "name")
    return {
        "letters": {str(k): n for k, n in templates},
        "segments": {str(k): n for k, n in segments},
        "journeys": {str(k): n for k, n in journeys},
        "coupons": dict(coupons),
        "hooks": {str(k): n for k, n in queries.hooks().values_list("pk", "name")},
    }


def results_of(journey: Journey, graph: queries.Graph) -> dict[str, messaging.Results]:
    """Give what the messages of each step brought."""
    campaigns = {queries.campaign_of(journey.pk, name): name for name in graph.letters()}
    return {campaigns[key]: found for key, found in messaging.results_of(campaigns).items()}


def results_of_many(
    journeys: Iterable[Journey], graphs: Mapping[UUID, queries.Graph]
) -> dict[UUID, tuple[int, int, int]]:
    """Give for each scenario how many messages went, how many readers bought and how many wait: one read for all of them."""
    owner = {
        queries.campaign_of(journey.pk, name): journey.pk
        for journey in journeys
        for name in graphs[journey.pk].letters()
    }
    totals = dict.fromkeys(graphs, (0, 0, 0))
    for campaign, found in messaging.results_of(owner).items():
        sent, bought, waiting = totals[owner[campaign]]
        totals[owner[campaign]] = (sent + found.states["sent"], bought + found.bought, waiting + _waiting(found))
    return totals


def figures(counts: queries.Counts, results: dict[str, messaging.Results]) -> list[dict[str, Any]]:
    """How many came in and are on the way, and what the messages brought."""
    sent = sum(one.states["sent"] for one in results.values())
    clicked = sum(one.clicked for one in results.values())
    bought, sales = sum(one.bought for one in results.values()), sum(one.sales for one in results.values())
    waiting, kept = sum(map(_waiting, results.values())), sum(one.states["dropped"] for one in results.values())
    apart = _("%(waiting)s wait, %(kept)s not sent") % {"waiting": number(waiting), "kept": number(kept)}
    return [
        {"label": pgettext("scenario", "Came in"), "value": number(counts.entered), "note": _("%(n)s on the way") % {"n": number(counts.live)}},
        {"label": _("Messages sent"), "value": number(sent), "note": apart if waiting or kept else ""},
        {"label": pgettext("sending", "Cost"), "value": money(sum(one.cost for one in results.values())), "note": ""},
        {"label": _("Followed a link"), "value": number(clicked), "note": percent(clicked / sent) if sent else ""},
        {"label": _("Bought within 7 days"), "value": number(bought), "note": money(sales) if bought else ""},
    ]  # fmt: skip


def _waiting(found: messaging.Results) -> int:
    return sum(found.states[state] for state in held.WAITS)


def href(journey: Journey) -> str:
    """Give the address of a scenario."""
    return reverse("console:journey", args=[journey.pk])


def _bare(graph: queries.Graph) -> dict[str, Any]:
    kept = graph.kept()
    del kept["view"]
    for step in (*kept["steps"].values(), kept.get(queries.FAREWELL, {})):
        step.pop("version", None)
        step.pop("purpose", None)
    return kept
