# SPDX-License-Identifier: Apache-2.0
"""Everything the canvas of a scenario is told: the drawing, what its cards say, what is wrong, and its numbers."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey, JourneyVersion
from omotenashi.people.staff.queries import may
from omotenashi.web.console.journeys import canvas_words, kinds, numbers, page, step_words, words
from omotenashi.web.ui.drawings import ICONS

_ICONS = (
    "people", "warn", "undo", "tree", "edit", "plus", "gear", "close", "copy", "trash", "external", "clock", "left", "flag", "info", "chat", "up",
)  # fmt: skip


def page_of(request: HttpRequest, journey: Journey, *, version: JourneyVersion | None = None) -> dict[str, Any]:
    """Give the page of a drawing: the draft, or an old version that nobody changes any more."""
    graph = queries.graph_of(version) if version else queries.draft_of(journey)
    names = page.names_of()
    every = kinds.kinds()
    icons = {*_ICONS, *(one["icon"] for one in every.values())}
    return {
        **told(journey, graph, names),
        "drawing": {"name": journey.name, **graph.kept()},
        "numbers": numbers_of(journey, version) if journey.version else {},
        "kinds": every,
        "groups": kinds.groups(),
        "entry": kinds.entry(),
        "settings": kinds.settings(),
        "lists": kinds.lists(names, own=str(journey.pk)),
        "icons": {name: ICONS[name] for name in sorted(icons)},
        "words": canvas_words.spoken(),
        "may_edit": version is None and may(request.user, "messages.edit") and journey.state != "archived",
        "is_draft": journey.state == "draft",
        "hrefs": {
            "drawing": reverse("console:journey-drawing", args=[journey.pk]),
            "copy": reverse("console:journey-copy", args=[journey.pk]),
            "numbers": reverse("console:journey-numbers", args=[journey.pk]) if journey.version and not version else "",
            "simulation": reverse("console:journey-simulation", args=[journey.pk]),
        },
    }


def told(journey: Journey, graph: queries.Graph, names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Give what the house says of a drawing: what its cards read, what stands in the way of publishing it."""
    return {
        "seen": journey.changed_at.isoformat(),
        "said": {numbers.ENTRY: _entry(graph, names), **{name: _said(one, names) for name, one in graph.steps.items()}},
        "troubles": [
            {"where": wrong.where, "text": words.trouble(wrong)} for wrong in queries.troubles(graph, own=journey.pk)
        ],
        "is_changed": page.is_changed(journey, graph),
    }


def numbers_of(journey: Journey, version: JourneyVersion | None = None) -> dict[str, Any]:
    """Give the figures of each step that somebody may stand on, or those of one version alone."""
    if version is not None:
        brought = queries.brought_by(journey).get(version.pk, queries.Brought())
        return numbers.of_version(queries.counts_of_version(version), queries.graph_of(version), brought.by_step)
    live = queries.newest(journey)
    graph = queries.graph_of(live) if live else queries.draft_of(journey)
    counts = queries.counts_of([journey.pk])[journey.pk]
    return numbers.of_steps(counts, steps=graph.steps, results=page.results_of(journey, graph))


def _entry(graph: queries.Graph, names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {"text": words.entry(graph, segments=names["segments"]), "note": words.entry_note(graph)}


def _said(one: queries.Step, names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    said: dict[str, Any] = {"text": words.step(one, names=names), "note": words.note(one)}
    if one.cases:
        said["branches"] = {key: step_words.short(text) for key, text in words.branches(one, names=names).items()}
    if one.kind == "send" and str(one["template"] or "") in names["letters"]:
        said["href"] = reverse("console:message", args=[one["template"]])
    return said
