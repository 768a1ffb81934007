# SPDX-License-Identifier: Apache-2.0
"""What comes for somebody who stands on a step, if nothing happens meanwhile: the steps and their moments. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import Graph, Step

# Which way somebody goes here is known when they come to it; how long a turnstile holds them too.
_OPEN = frozenset({"split", "cases", "random", "rate", "until_day"})


@dataclass(frozen=True, slots=True)
class Coming:
    """The steps ahead, each with its moment; `parts` says that the way is open from there on."""

    steps: Sequence[tuple[str, datetime]]
    parts: bool


def coming(graph: Graph, name: str, *, at: datetime, most: int, zone: ZoneInfo) -> Coming:
    """Give what follows the step on which somebody stands until `at`. Waits are no steps of their own."""
    found: list[tuple[str, datetime]] = []
    step = graph.steps.get(name)
    while step is not None and step.kind not in _OPEN:
        name = step.to.get(moves.left_by(step), "")
        step = graph.steps.get(name)
        if step is None or step.kind == "end":
            return Coming(found, parts=False)
        if _says(step):
            found.append((name, at))
        if len(found) == most:
            return Coming(found, parts=True)
        at = moves.waits(step, now=at, zone=zone) or at
    return Coming(found, parts=step is not None)


def _says(step: Step) -> bool:
    return step.kind not in {"wait", "until"} | _OPEN
