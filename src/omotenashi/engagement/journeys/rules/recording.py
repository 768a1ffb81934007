# SPDX-License-Identifier: Apache-2.0
"""What a scenario notes on somebody's line of time: under a name of the house, which nobody takes for what a customer did."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from omotenashi.base.text.forms import nfkc
from omotenashi.engagement.journeys.rules.graphs import Graph

# What stands before every name that a scenario notes.
PREFIX = "scenario:"
LONGEST = 60


def named(said: Any) -> str:
    """Give the name under which something is noted; empty where none was chosen."""
    tidy = " ".join(str(said or "").replace("\x00", "").split()).removeprefix(PREFIX).strip()
    return PREFIX + tidy if tidy else ""


def is_sound(said: Any) -> bool:
    """Say whether something can be noted under a name."""
    return 0 < len(named(said).removeprefix(PREFIX)) <= LONGEST


def shown(name: str) -> str:
    """Give the name that the house chose; empty for what no scenario noted."""
    return name.removeprefix(PREFIX) if name.startswith(PREFIX) else ""


def settled(graph: Graph, *, known: Collection[str]) -> Graph:
    """Give a drawing with what it notes as the house spells it already, else in the plain form.

    Segments compare in that form: two spellings of one name would be two notes to scenarios and one to segments.
    """
    spelt = {nfkc(name): name for name in known}
    steps = dict(graph.steps)
    for key, step in graph.steps.items():
        if step.kind == "record" and (name := nfkc(named(step["name"]))):
            steps[key] = replace(step, values={**step.values, "name": shown(spelt.get(name, name))})
    return replace(graph, steps=steps)


def noted(graph: Graph) -> list[str]:
    """Give the names that a drawing notes, in the order of its steps."""
    names = [named(step["name"]) for _, step in graph.ordered() if step.kind == "record"]
    return [name for name in dict.fromkeys(names) if name]
