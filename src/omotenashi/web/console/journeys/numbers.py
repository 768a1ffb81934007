# SPDX-License-Identifier: Apache-2.0
"""What stands on each card in figures: who is there, who came through, what its messages brought and why some did not go."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.journeys.queries import Counts, Graph
from omotenashi.engagement.messaging.queries import Results
from omotenashi.web.ui.tags.formats import money, number

ENTRY = "entry"
_BEFORE = ("intended", "held", "queued", "sending")


def of_steps(counts: Counts, *, steps: Iterable[str], results: Mapping[str, Results]) -> dict[str, Any]:
    """Give for the entry and each step what its card shows."""
    found = {name: _one(name, counts, results.get(name)) for name in steps}
    entered = {"here": 0, "through": counts.entered, "branches": {"first": counts.entered}, "facts": []}
    return {ENTRY: entered, **found}


def of_version(counts: Counts, graph: Graph, brought: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """Give the figures of one version: what its own messages brought stands on their cards."""
    found = of_steps(counts, steps=graph.steps, results={})
    for name, step in graph.steps.items():
        if step.kind == "send":
            sent, bought = brought.get(name, (0, 0))
            facts = [(pgettext("card", "sent"), number(sent)), (pgettext("card", "bought"), number(bought))]
            found[name]["facts"] = facts
    return found


def _one(name: str, counts: Counts, came: Results | None) -> dict[str, Any]:
    # Whoever was led over to another version took no branch.
    branches = {branch: n for (step, branch), n in counts.taken.items() if step == name and branch != "moved"}
    return {
        "here": counts.standing[name],
        "through": sum(branches.values()),
        "branches": branches,
        "facts": _brought(came) if came is not None else [],
    }


def _brought(came: Results) -> list[tuple[str, str]]:
    waiting = sum(came.states[state] for state in _BEFORE)
    facts = [
        (pgettext("card", "sent"), came.states["sent"]), (pgettext("card", "clicked"), came.clicked),
        (pgettext("card", "bought"), came.bought), (pgettext("card", "opened"), came.opened), (pgettext("message", "Waits"), waiting), (_("Not sent"), came.states["dropped"]),
        (pgettext("scenario", "Came back"), came.states["failed"]),
    ]  # fmt: skip
    sales = [(_("Sales within 7 days"), money(came.sales))] if came.bought else []
    return [(label, number(n)) for label, n in facts] + sales
