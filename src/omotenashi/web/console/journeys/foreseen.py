# SPDX-License-Identifier: Apache-2.0
"""A simulation as numbers on the drawing."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.base import clock
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.journeys.queries import Counts, Foreseen, Graph, Step
from omotenashi.people.customers.models import Profile
from omotenashi.people.staff.queries import may
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.foretelling import campaigns
from omotenashi.web.console.journeys import drawing, numbers, page, words
from omotenashi.web.ui.tags.formats import day, money, number, percent

# From so many a day on tenths say nothing.
_MANY = 10


def walked(graph: Graph, *, now: datetime) -> Foreseen | None:
    """Walk the past through a drawing; nothing where it cannot be walked yet."""
    needs = {"list": "segment", "segment": "segment", "event": "event", "date": "what"}
    kind = str(graph.entry.get("kind"))
    lacks = kind in needs and not graph.entry.get(needs[kind])
    wrong = {one.reason for one in queries.troubles(graph)} - {
        "unpublished",
        "unreachable",
        "send",
        "control",
        "webhook",
        "tag",
        "profile",
        "record",
        "list",
        "loop",
        "task",
    }
    return None if lacks or wrong else queries.simulate(graph, now=now)


def told(found: Foreseen, graph: Graph, *, who: Any) -> dict[str, Any]:
    """Give what the canvas shows: figures, the numbers of each card, and who would have got each message."""
    cards = numbers.of_steps(counts(found), steps=graph.steps, results={})
    for name, one in cards.items():
        if name in found.sent:
            one["facts"] = [(_("would be sent"), number(found.sent[name]))]
        if name in graph.steps and graph.steps[name].kind in ("profile", "list", "record"):
            one["facts"] = _noted(found, name, graph.steps[name])
    return {
        "figures": figures(found, graph),
        "numbers": cards,
        "heard": _named(found, who) if may(who, "customers.view") else {},
        "note": _("Who is in a segment is taken as it is today, and clicks on messages that never went count as none."),
    }


def page_of(journey: Journey, graph: Graph, found: Foreseen | None) -> dict[str, Any]:
    """Give what the page of a simulation and the one of publishing show of it; `found` None: it cannot be walked yet."""
    names = page.names_of()
    return {
        "journey": journey,
        "found": found,
        "is_once": graph.entry.get("kind") == "list" and not graph.recurs,
        "entry": words.entry(graph, segments=names["segments"]),
        "figures": past(found, graph) if found else [],
        "by_day": by_day(found, graph) if found else "",
        "foreseen": campaigns.of_walk(graph, found.sent, days=found.days, now=clock.now()) if found else None,
        "cards": drawing.cards(graph, counts=counts(found) if found else Counts(), results={}, names=names),
    }


def _noted(found: Foreseen, name: str, step: Step) -> list[tuple[str, str]]:
    """Say at a step that changes something of people for how many it would, and for how many it is so already."""
    match step.kind, bool(step["off"]):
        case "list", False:
            would, already = _("would come on it"), _("are on it already")
        case "list", True:
            would, already = _("would go off it"), _("are not on it")
        case "record", _off:
            would, already = _("would be noted"), ""
        case _:
            would, already = _("would be set"), _("hold it already")
    facts = [(would, number(found.noted[name]))]
    return facts + ([(already, number(found.same[name]))] if found.same[name] else [])


def _named(found: Foreseen, who: Any) -> dict[str, list[dict[str, str]]]:
    """Give who would have got each message, the last first, as far as this reader may see it."""
    sight = Sight.of(who)
    profiles = Profile.objects.in_bulk({person for sent in found.heard.values() for person, _at in sent})
    return {
        name: [
            {
                "label": label(profiles[person], sight=sight), "href": reverse("console:customer", args=[person]),
                "at": day(at),
            }
            for person, at in reversed(sent)
            if person in profiles
        ]
        for name, sent in found.heard.items()
    }  # fmt: skip


def counts(found: Foreseen) -> Counts:
    """Give what would have been in the shape of what is."""
    return Counts(taken=found.taken, outcomes=found.outcomes)


def figures(found: Foreseen, graph: Graph) -> list[dict[str, Any]]:
    """Give the figures of the past, and what its messages may bring."""
    return [*past(found, graph), *campaigns.figures_of(graph, found.sent, days=found.days, now=clock.now())]


def by_day(found: Foreseen, graph: Graph) -> str:
    """Say how many come in on a day; nothing of what all of a segment come into."""
    if graph.entry.get("kind") == "list" or not found.days:
        return ""
    daily = found.runs / found.days
    return _("about %(n)s a day") % {"n": number(daily, 0 if daily >= _MANY else 1)}


def past(found: Foreseen, graph: Graph) -> list[dict[str, Any]]:
    """How many would have come in, heard something, and bought anyhow."""
    return [
        {"label": _("Would have come in"), "value": number(found.runs),
         "note": _("%(n)s persons in %(days)s days") % {"n": number(found.persons), "days": found.days}},
        *([{"label": _("Turns"), "value": number(found.turns), "note": ""}] if graph.recurs else []),
        {"label": _("Messages"), "value": number(found.messages),
         "note": _("at most %(n)s to one person") % {"n": found.busiest}},
        _cost(campaigns.cost_of(graph, found.sent)),
        {"label": _("Bought anyhow"), "value": percent(found.bought / found.runs) if found.runs else "—",
         "note": _("without any message: what the scenario has to beat")},
        {"label": _("Kept apart to measure"), "value": number(found.control), "note": ""},
    ]  # fmt: skip


def _cost(amount: int) -> dict[str, Any]:
    note = _("each by the first of its channels") if amount else _("mails from your own server")
    return {"label": pgettext("sending", "Cost"), "value": money(amount), "note": note}
