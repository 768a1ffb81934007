# SPDX-License-Identifier: Apache-2.0
"""おもてなしの旅 of one person: the scenarios somebody is or was on, where they stand, what comes next and when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, StepLog
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.queries import clocks_of
from omotenashi.web.console.journeys import page, words

MOST, AHEAD = 40, 4
_COLOURS = {"": "info", "goal": "good"}


@dataclass(frozen=True, slots=True)
class Line:
    """One step in words, when it was taken or comes, and by which branch it was left."""

    text: str
    at: datetime | None
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """One run: of which scenario, how it stands, where, and the steps before and after."""

    name: str
    href: str
    state: str
    colour: str
    came: datetime
    ended: datetime | None
    arm: str
    here: str
    until: datetime | None
    ahead: Sequence[Line]
    parted: bool
    behind: Sequence[Line]


def walks_of(node_ids: Collection[UUID]) -> list[Walk]:
    """Give the runs of somebody, those on the way first, by their own clock: ten reads, however many."""
    found = list(queries.runs_of(node_ids).select_related("version")[:MOST])
    if not found:
        return []
    names, taken = page.names_of(), _taken(found)
    runs = sorted(found, key=lambda run: run.ended_at is not None)
    clocks = clocks_of(customers.persons_of({run.node_id for run in runs}))
    return [_walk(run, taken.get(run.pk, []), names, clocks.of(run.node_id)) for run in runs]


def _taken(runs: Sequence[Enrolment]) -> dict[UUID, list[StepLog]]:
    found: dict[UUID, list[StepLog]] = {}
    for line in StepLog.objects.filter(enrolment__in=[run.pk for run in runs]).order_by("visit"):
        found.setdefault(line.enrolment_id, []).append(line)
    return found


def _walk(run: Enrolment, taken: Sequence[StepLog], names: Mapping[str, Mapping[str, str]], zone: ZoneInfo) -> Walk:
    graph, is_live = queries.graph_of(run.version), run.ended_at is None
    step, until = graph.steps.get(run.step), run.wake_at if run.is_waiting else None
    ahead, parted = _ahead(graph, run, names, zone) if is_live and run.arm != "control" else ([], False)
    stands = run.journey.state == "paused" and is_live
    return Walk(
        name=run.journey.name, href=reverse("console:journey", args=[run.journey_id]), came=run.entered_at, ended=run.ended_at,
        state=pgettext("walk", "Held") if stands else str(words.OUTCOMES.get(run.outcome, run.outcome)),
        colour="warn" if stands else _COLOURS.get(run.outcome, "quiet"),
        arm=pgettext("group", "Kept apart") if run.arm == "control" else "", here=words.step(step, names=names) if step and is_live else "",
        until=None if stands else until, ahead=ahead, parted=parted, behind=[_line(one, graph, names) for one in taken],
    )  # fmt: skip


def _ahead(
    graph: queries.Graph, run: Enrolment, names: Mapping[str, Mapping[str, str]], zone: ZoneInfo
) -> tuple[list[Line], bool]:
    """Give the steps that come if nothing happens meanwhile, up to where the way parts."""
    coming = queries.coming(graph, run.step, at=run.wake_at or run.stepped_at, most=AHEAD, zone=zone)
    return [Line(words.step(graph.steps[name], names=names), at) for name, at in coming.steps], coming.parts


def _line(one: StepLog, graph: queries.Graph, names: Mapping[str, Mapping[str, str]]) -> Line:
    step = graph.steps.get(one.step)
    if step is None:
        return Line(_("Led over to another version") if one.branch == "moved" else one.step, one.at)
    drawn = words.branches(step, names=names) if step.cases else {}
    return Line(words.step(step, names=names), one.at, drawn.get(one.branch) or words.branch(step.kind, one.branch))
