# SPDX-License-Identifier: Apache-2.0
"""What a scenario notes on somebody's line of time: under a name of the house, which nobody takes for what a customer did.

Who notes something may begin another scenario by it, and that one the first again; what leads back is not published.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from omotenashi.engagement.journeys.rules.graphs import BadGraph, Graph, Step

# What stands before every name that a scenario notes.
PREFIX = "scenario:"
LONGEST = 60
# What sets a scenario off, as a pair: something that happens, a segment somebody comes into, or the scenario by its id.
type Spark = tuple[str, str]


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


def begun_by(graph: Graph) -> Spark:
    """Give what a drawing begins with, as far as another drawing may cause it."""
    kind = str(graph.entry.get("kind"))
    return (kind, str(graph.entry.get(kind) or "")) if kind in ("event", "segment") else ("", "")


def led_back(graph: Graph, *, own: str, others: Mapping[str, Graph]) -> Iterator[BadGraph]:
    """Give the steps that note something, or put on a list, by which the drawing would begin again: at once or by others."""
    goal: set[Spark] = {("journey", own), begun_by(graph)} - {("journey", ""), ("", "")}
    for name, step in graph.steps.items():
        if step.kind in ("record", "list") and (spark := _spark(step)) and _reaches(spark, goal, others):
            yield BadGraph("loop", where=name)


def _reaches(spark: Spark, goal: Collection[Spark], others: Mapping[str, Graph]) -> bool:
    waiting, seen = {spark}, set[Spark]()
    while waiting:
        if waiting & set(goal):
            return True
        seen |= waiting
        begun = [one for key, one in others.items() if {("journey", key), begun_by(one)} & waiting]
        waiting = {found for one in begun for step in one.steps.values() if (found := _spark(step))} - seen
    return False


def _spark(step: Step) -> Spark | None:
    match step.kind:
        case "record":
            return ("event", named(step["name"])) if named(step["name"]) else None
        case "list":
            return ("segment", str(step["segment"])) if step["segment"] and not step["off"] else None
        case "journey":
            return ("journey", str(step["journey"])) if step["journey"] else None
        case _:
            return None
