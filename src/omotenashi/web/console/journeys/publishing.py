# SPDX-License-Identifier: Apache-2.0
"""What publishing a drawing would mean: for whoever is on the way, for whoever comes, and what stands in its way."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import ngettext

from omotenashi.base import clock
from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Journey
from omotenashi.engagement.messaging.queries import hours
from omotenashi.web.console.journeys import differing, letters, obstacles, page, words
from omotenashi.web.ui.tags.formats import number


def preview(journey: Journey) -> dict[str, Any]:
    """Give what the page says before somebody publishes."""
    graph, names, now = queries.draft_of(journey), page.names_of(), clock.now()
    live, found = queries.newest(journey), letters.letters(graph)
    checks = obstacles.checks(journey, graph, found, names, now=now)
    different = differing.differences(queries.graph_of(live), graph, names, found) if live else []
    changed = live is None or page.is_changed(journey, graph) or bool(different)
    is_idle, inside_ = not changed and journey.state == "live", inside(journey, graph, names)
    return {
        "journey": journey,
        "live": live,
        "number": journey.version + 1 if changed else journey.version,
        "checks": [one for one in checks if one.state != "good"],
        "sound": [one for one in checks if one.state == "good"],
        "verdict": obstacles.verdict(checks, is_idle=is_idle),
        "idle": is_idle,
        "stopped": any(one.stops for one in checks),
        "differences": different,
        "tally": tally(different),
        "changed": changed,
        "letters": letters.approvals(found, readers=_readers(graph)),
        "rule": letters.rule_in_words(),
        "control": graph.control // 100,
        "inside": inside_,
        "on_the_way": sum(one["people"] for one in inside_),
        "outline": [(words.KINDS[step.kind][0], differing.named(step, names), words.note(step)) for _n, step in graph.ordered()],
        **_coming(graph, names),
    }  # fmt: skip


def inside(journey: Journey, graph: queries.Graph, names: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """Give by version who is on the way and on which step, and which of them the new drawing has a place for."""
    live = Enrolment.objects.filter(journey=journey, ended_at=None)
    people = dict(live.order_by().values_list("version").annotate(n=Count("id")))
    found = []
    for version in journey.versions.filter(pk__in=people).order_by("-number"):
        before = queries.graph_of(version)
        standing, same = queries.standing_of(version), queries.proposed(source=before, target=graph)
        rows = [
            {"icon": words.KINDS[step.kind][0], "says": differing.named(step, names), "people": standing[name],
             "moves": name in same}
            for name, step in before.ordered() if standing.get(name)
        ]  # fmt: skip
        moving = sum(n for name, n in standing.items() if name in same)
        found.append({"number": version.number, "people": people[version.pk], "rows": rows, "moving": moving})
    return found


def tally(found: list[differing.Difference]) -> str:
    """Count what is different, kind by kind."""
    count = {how: sum(one.how == how for one in found) for how in differing.HOW}
    said = [
        (count["added"], ngettext("%(n)s step new", "%(n)s steps new", count["added"])),
        (count["removed"], ngettext("%(n)s step gone", "%(n)s steps gone", count["removed"])),
        (count["changed"] + count["anew"], ngettext("%(n)s thing changed", "%(n)s things changed", count["changed"] + count["anew"])),
        (count["worded"], ngettext("%(n)s message in new words", "%(n)s messages in new words", count["worded"])),
    ]  # fmt: skip
    return " · ".join(text % {"n": number(n)} for n, text in said if n)


def _coming(graph: queries.Graph, names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Say who comes in, how many at once, and when."""
    now, is_once = clock.now(), graph.entry.get("kind") == "list" and not graph.recurs
    return {
        "entry": words.entry(graph, segments=names["segments"]),
        "entry_note": words.entry_note(graph),
        "at_once": _members(graph) if graph.takes_all else None,
        "next_turn": queries.next_turn(graph, now=now),
        "now_in_it": _members(graph) if graph.recurs else None,
        "quiet_until": hours.quiet_until(now) if is_once else None,
    }


def _readers(graph: queries.Graph) -> int | None:
    """Count the readers of what goes to a segment; nobody knows them where people come in one by one."""
    return _members(graph) if graph.entry.get("kind") == "list" else None


def _members(graph: queries.Graph) -> int | None:
    if not graph.entry.get("segment"):
        return None
    return audience.members_of(UUID(str(graph.entry["segment"]))).count()
