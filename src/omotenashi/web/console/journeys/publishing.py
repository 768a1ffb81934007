# SPDX-License-Identifier: Apache-2.0
"""What publishing a drawing would mean: for whoever is on the way, for whoever comes, and what differs from what lives."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.base import clock
from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Journey
from omotenashi.engagement.messaging.queries import hours
from omotenashi.web.console.journeys import page, words


def preview(journey: Journey) -> dict[str, Any]:
    """Give what the dialog says before somebody publishes."""
    graph, names = queries.draft_of(journey), page.names_of()
    live = queries.newest(journey)
    return {
        "journey": journey,
        "number": journey.version + 1,
        "entry": words.entry(graph, segments=names["segments"]),
        "entry_note": words.entry_note(graph),
        "at_once": _at_once(graph),
        "letters": [names["letters"].get(str(one["template"]), "—") for one in _letters(graph)],
        "control": graph.control // 100,
        "next_turn": queries.next_turn(graph, now=clock.now()),
        "now_in_it": _members(graph) if graph.recurs else None,
        "quiet_until": hours.quiet_until(clock.now()) if graph.entry.get("kind") == "list" and not graph.recurs else None,
        "inside": inside(journey),
        "troubles": [
            (wrong.where or "entry", words.trouble(wrong), _letter_of(graph, wrong, names["letters"]))
            for wrong in queries.troubles(graph, own=journey.pk)
        ],
        "differences": differences(queries.graph_of(live), graph, names) if live else [],
        "changed": live is None or page.is_changed(journey, graph),
    }  # fmt: skip


def _letter_of(graph: queries.Graph, wrong: queries.BadGraph, letters: dict[str, str]) -> tuple[str, str] | None:
    """Give the message that stands in the way, with its page: there it is published or approved."""
    step = {**graph.letters(), **graph.steps}.get(wrong.where)
    key = str(step["template"] or "") if step is not None and wrong.reason in ("unpublished", "approval") else ""
    return (letters[key], reverse("console:message", args=[key])) if key in letters else None


def inside(journey: Journey) -> list[tuple[int, int]]:
    """Give by version how many are on the way."""
    live = Enrolment.objects.filter(journey=journey, ended_at=None).values_list("version__number")
    return list(live.annotate(n=Count("id")).order_by("version__number"))


def differences(before: queries.Graph, after: queries.Graph, names: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """Give in words what is new, gone or different; where a card stands is no difference."""
    found = [
        (pgettext("scenario", "New"), _named(after.steps[name], names))
        for name in after.steps
        if name not in before.steps
    ]
    found += [
        (pgettext("scenario", "Gone"), _named(before.steps[name], names))
        for name in before.steps
        if name not in after.steps
    ]
    for name in after.steps:
        was = before.steps.get(name)
        if was is not None and _bare(was) != _bare(after.steps[name]):
            found.append((pgettext("scenario", "Changed"), _named(after.steps[name], names)))
    begun = [step for step in after.steps.values() if step.kind == "random" and step["anew"]]
    found += [(pgettext("scenario", "Begun anew, all draw again"), _named(step, names)) for step in begun]
    if before.entry != after.entry or before.again_days != after.again_days:
        found.append((pgettext("scenario", "Changed"), words.entry(after, segments=names["segments"])))
    if _frame(before) != _frame(after):
        found.append((pgettext("scenario", "Changed"), _("Goal, exits, control group")))
    return found


def _letters(graph: queries.Graph) -> list[queries.Step]:
    """Give what is sent in the order in which it is met, what is said on an exit last."""
    last = graph.letters().get(queries.FAREWELL)
    return [*(one for _name, one in graph.ordered() if one.kind == "send"), *([last] if last else [])]


def _frame(graph: queries.Graph) -> tuple[Any, ...]:
    return graph.goal, graph.exits, graph.control, graph.farewell.get("template")


def _at_once(graph: queries.Graph) -> int | None:
    """Count who comes in as soon as it is published; nothing where people come one by one."""
    return _members(graph) if graph.takes_all else None


def _members(graph: queries.Graph) -> int | None:
    if not graph.entry.get("segment"):
        return None
    return audience.members_of(UUID(str(graph.entry["segment"]))).count()


def _named(step: queries.Step, names: dict[str, dict[str, str]]) -> str:
    return words.step(step, names=names) or str(words.KINDS.get(step.kind, ("", step.kind))[1])


def _bare(step: queries.Step) -> tuple[str, dict[str, Any], dict[str, str]]:
    said = {key: value for key, value in step.values.items() if key not in ("version", "purpose") and value}
    return step.kind, said, dict(step.to)
