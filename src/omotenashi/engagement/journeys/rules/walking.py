# SPDX-License-Identifier: Apache-2.0
"""Walk a drawing through the past of one person: when each step would have been taken, and how it would have ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import Graph, Step


@dataclass(frozen=True, slots=True)
class Happened:
    """Something somebody did."""

    name: str
    at: datetime


@dataclass(slots=True)
class Walk:
    """What would have been: the steps taken with their branches, when messages would have gone, and the end."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    sent: list[tuple[str, datetime]] = field(default_factory=list)
    outcome: str = "waiting"


def walk(
    graph: Graph,
    *,
    person: str,
    began: datetime,
    past: Sequence[Happened],
    until: datetime,
    zone: ZoneInfo,
    is_yes: Callable[[Step, datetime], bool],
) -> Walk:
    """Walk from the first step on. `past` is sorted; `until` is where the known past ends: whoever waits then is waiting."""
    done, at, name = Walk(), began, graph.first
    goal = {str(graph.goal["event"])} if graph.goal.get("event") and graph.goal.get("ends") else set()
    leaves = next(((one.at, "goal" if one.name in goal else "exit") for one in past
                   if one.at > began and one.name in {*graph.exits, *goal}), (None, ""))  # fmt: skip
    while name:
        step = graph.steps[name]
        if step.kind == "send":
            done.sent.append((name, at))
        branch, later = _next(step, person=person, name=name, at=at, past=past, zone=zone, is_yes=is_yes)
        if leaves[0] is not None and leaves[0] <= later:
            done.outcome = leaves[1]
            return done
        if later > until:
            return done
        done.taken.append((name, branch))
        name, at = step.to.get(branch, ""), later
    done.outcome = "end"
    return done


def _next(
    step: Step,
    *,
    person: str,
    name: str,
    at: datetime,
    past: Sequence[Happened],
    zone: ZoneInfo,
    is_yes: Callable[[Step, datetime], bool],
) -> tuple[str, datetime]:
    """Give the branch by which a step is left, and when."""
    wake_at = moves.waits(step, now=at, zone=zone)
    if step.kind == "wait_event" and wake_at is not None:
        came = next((one.at for one in past if one.name == step["on"] and at <= one.at <= wake_at), None)
        return ("event", came) if came is not None else ("timeout", wake_at)
    if wake_at is not None:
        return "next", wake_at
    if step.kind == "split":
        return ("yes" if is_yes(step, at) else "no"), at
    if step.kind == "random":
        return moves.arm(name, person, share=int(step["share"])), at
    return ("next" if step.to else ""), at
