# SPDX-License-Identifier: Apache-2.0
"""What a scenario notes on somebody's line of time: under a name of the house, which nobody takes for what a customer did."""

from typing import Any

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


def noted(graph: Graph) -> list[str]:
    """Give the names that a drawing notes, in the order of its steps."""
    names = [named(step["name"]) for _, step in graph.ordered() if step.kind == "record"]
    return [name for name in dict.fromkeys(names) if name]
