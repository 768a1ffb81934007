# SPDX-License-Identifier: Apache-2.0
"""Walk a drawing through the past of one person: when each step would have been taken, and how it would have ended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from omotenashi.engagement.journeys.rules import moves
from omotenashi.engagement.journeys.rules.graphs import FAREWELL, Graph, Step

_NOTED = frozenset({"profile", "list", "record"})


@dataclass(frozen=True, slots=True)
class Happened:
    """Something somebody did."""

    name: str
    at: datetime
    props: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Walk:
    """What would have been: the steps taken with their branches, when messages would have gone, and the end."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    sent: list[tuple[str, datetime]] = field(default_factory=list)
    # The steps that would have changed something of a person: a field, a list, what is noted.
    noted: list[str] = field(default_factory=list)
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
    left: datetime | None = None,
) -> Walk:
    """Walk from the first step on. `past` is sorted; `until` is where the known past ends: whoever waits then is waiting.

    `left` is when the person left the segment by which they came in.
    """
    done, at, name = Walk(), began, graph.first
    goal = {str(graph.goal["event"])} if graph.goal.get("event") and graph.goal.get("ends") else set()
    leaves = next(((one.at, "goal" if one.name in goal else "exit") for one in past
                   if one.at > began and one.name in {*graph.exits, *goal}), (None, ""))  # fmt: skip
    if graph.leaving and left is not None and (leaves[0] is None or left < leaves[0]):
        leaves = (left, graph.leaving)
    while name:
        step = graph.steps[name]
        if step.kind == "send":
            done.sent.append((name, at))
        if step.kind in _NOTED:
            done.noted.append(name)
        branch, later = _next(step, person=person, name=name, at=at, past=past, zone=zone, is_yes=is_yes)
        if leaves[0] is not None and leaves[0] <= later:
            return _left(done, graph, leaves[1], leaves[0])
        if later > until:
            return done
        done.taken.append((name, branch))
        if branch == moves.EXIT:
            return _left(done, graph, "exit", later)
        name, at = step.to.get(branch, ""), later
    done.outcome = "end"
    return done


def _left(done: Walk, graph: Graph, outcome: str, at: datetime) -> Walk:
    """End a walk before its last step; whoever leaves by an exit hears the last message, where there is one."""
    done.outcome = outcome
    if outcome == "exit" and FAREWELL in graph.letters():
        done.sent.append((FAREWELL, at))
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
    match step.kind:
        case "wait" | "wait_event" | "wait_any" if wake_at is not None:
            return _heard(step, at=at, wake_at=wake_at, past=past, zone=zone)
        case "wait_segment" if wake_at is not None:
            return ("event", at) if is_yes(moves.in_segment(step), at) else ("timeout", wake_at)
        case "until_day":
            return moves.arrive_at_day(step, {}, now=at, zone=zone).branch or "next", wake_at or at
        case "split":
            return ("yes" if is_yes(step, at) else "no"), at
        case "cases":
            return next((str(one["key"]) for one in step.cases if is_yes(one, at)), "else"), at
        case "random":
            return _drawn(step, name, person), at
    # Nobody does a task of the past.
    if wake_at is not None:
        return moves.left_by(step), wake_at
    return ("next" if step.to else ""), at


def _heard(
    step: Step, *, at: datetime, wake_at: datetime, past: Sequence[Happened], zone: ZoneInfo
) -> tuple[str, datetime]:
    """Give the first of what a step waits for, or the end of the time, which what begins it anew puts off."""
    branches = step.cases if step.kind == "wait_any" else [Step(step.kind, {"key": "event", "on": step["on"]}, {})]
    anew, often = moves.renewing(step), 0
    for one in past:
        met = next((case for case in branches if case["on"] == one.name and moves.fits(case, one.props)), None)
        if met is not None and at <= one.at <= wake_at:
            return str(met["key"]), one.at
        if one.name == anew and at < one.at < wake_at and often < moves.MOST_ANEW:
            at, often = one.at, often + 1
            wake_at = moves.later(step, now=at, zone=zone)
    return moves.left_by(step), wake_at


def _drawn(step: Step, name: str, person: str) -> str:
    """Draw an arm. Who would have waited for the winner goes with the first: nobody knows which it would have been."""
    return moves.draw(name, person, moves.shares_of(step)) or str(step.cases[0]["key"])
