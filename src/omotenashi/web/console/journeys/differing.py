# SPDX-License-Identifier: Apache-2.0
"""What a drawing means otherwise than the version that lives: steps new, gone and changed, words changed, entry and frame."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from omotenashi.engagement.journeys.queries import Graph, Step
from omotenashi.engagement.messaging.models import TemplateVersion
from omotenashi.web.console.journeys import words
from omotenashi.web.console.journeys.letters import Letter
from omotenashi.web.console.messages.publishing import changes

type Names = Mapping[str, Mapping[str, str]]
HOW: Mapping[str, str | Promise] = {
    "added": pgettext_lazy("scenario", "New"),
    "removed": pgettext_lazy("scenario", "Gone"),
    "changed": pgettext_lazy("scenario", "Changed"),
    "worded": pgettext_lazy("scenario", "Words"),
    "anew": pgettext_lazy("scenario", "Begun anew, all draw again"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One thing that is otherwise: `says` names it, `was` and `now` are what it said before and says now."""

    how: str
    says: str
    was: str = ""
    now: str = ""
    href: str = ""

    @property
    def name(self) -> str:
        """Give how it differs, in a word."""
        return str(HOW[self.how])


def differences(before: Graph, after: Graph, names: Names, letters: tuple[Letter, ...] = ()) -> list[Difference]:
    """Give in words what is new, gone or different; where a card stands is no difference."""
    # As they are met; what no way leads to comes last.
    met = {**dict(after.ordered()), **after.steps}
    new, gone = [one for one in met if one not in before.steps], [one for one in before.steps if one not in met]
    return [
        *(Difference(how="added", says=named(after.steps[one], names)) for one in new),
        *(Difference(how="removed", says=named(before.steps[one], names)) for one in gone),
        *_changed(before, after, names, moved={*new, *gone}),
        *_worded(before, letters),
        *_framed(before, after, names),
    ]


def named(step: Step, names: Names) -> str:
    """Name a step by what it does, or by its kind where nothing is chosen yet."""
    return words.step(step, names=names) or str(words.KINDS.get(step.kind, ("", step.kind))[1])


def _changed(before: Graph, after: Graph, names: Names, *, moved: set[str]) -> Iterator[Difference]:
    for name, step in after.steps.items():
        was = before.steps.get(name)
        if step.kind == "random" and step["anew"]:
            yield Difference(how="anew", says=named(step, names))
        if was is None:
            continue
        if _said(was) != _said(step):
            old, new = _told(was, names), _told(step, names)
            kind = str(words.KINDS.get(step.kind, ("", step.kind))[1])
            # Where both read the same, what differs lies deeper than its sentence.
            told = {"says": kind, "was": old, "now": new} if old != new else {"says": named(step, names)}
            yield Difference(how="changed", **told)
        elif elsewhere := _elsewhere(was, step, moved):
            yield Difference(how="changed", says=named(step, names), now=_leads(elsewhere, after, names))


def _elsewhere(was: Step, step: Step, moved: set[str]) -> str | None:
    """Give where a step leads now and did not before, unless what came or went between says so already."""
    for branch in {**was.to, **step.to}:
        old, new = was.to.get(branch, ""), step.to.get(branch, "")
        if old != new and not {old, new} & moved:
            return new or "end"
    return None


def _leads(to: str, after: Graph, names: Names) -> str:
    step = after.steps.get(to)
    return _("leads to: %(step)s") % {"step": named(step, names) if step else _("End")}


def _worded(before: Graph, letters: tuple[Letter, ...]) -> Iterator[Difference]:
    """Say of messages that have a newer version than the one that goes out now what its words are."""
    olds = {name: str(step["version"] or "") for name, step in before.letters().items()}
    known = {str(one.pk): one for one in TemplateVersion.objects.filter(pk__in=filter(None, olds.values()))}
    for one in letters:
        old = known.get(olds.get(one.step, ""))
        if old is None or one.version is None or old.pk == one.version.pk or old.template_id != one.template.pk:
            continue
        told = {"name": one.name, "was": old.number, "now": one.version.number}
        says = _("“%(name)s” from version %(was)s to %(now)s") % told
        parts = changes(old, one.version)
        first = parts[0] if parts else {"was": "", "now": ""}
        href = reverse("console:message-versions", args=[one.template.pk])
        yield Difference(how="worded", says=says, was=first["was"], now=first["now"], href=href)


def _framed(before: Graph, after: Graph, names: Names) -> Iterator[Difference]:
    if (before.entry, before.again_days) != (after.entry, after.again_days):
        was, now = (_entry(graph, names) for graph in (before, after))
        yield Difference(how="changed", says=pgettext("scenario", "Who comes in"), was=was, now=now)
    elsewhere = after.first if before.first in after.steps and after.first in before.steps else before.first
    if before.first != after.first == elsewhere:
        yield Difference(how="changed", says=_("First step"), now=_leads(after.first, after, names))
    if before.control != after.control:
        was, now = (f"{graph.control / 100:g}%" for graph in (before, after))
        yield Difference(how="changed", says=_("Kept apart to measure"), was=was, now=now)
    if _frame(before) != _frame(after):
        yield Difference(how="changed", says=_("Goal, exits, last message"))


def _entry(graph: Graph, names: Names) -> str:
    return " · ".join(filter(None, [words.entry(graph, segments=names["segments"]), words.entry_note(graph)]))


def _told(step: Step, names: Names) -> str:
    return " · ".join(filter(None, [named(step, names), words.note(step)]))


def _said(step: Step) -> tuple[str, dict[str, Any]]:
    return step.kind, {key: value for key, value in step.values.items() if key not in ("version", "purpose") and value}


def _frame(graph: Graph) -> tuple[Any, ...]:
    return graph.goal, graph.exits, graph.farewell.get("template")
