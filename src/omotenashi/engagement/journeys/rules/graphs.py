# SPDX-License-Identifier: Apache-2.0
"""The drawing of a journey: where people come in, the steps, how they leave. Read from JSON and checked before it lives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from omotenashi.engagement.journeys.rules import kinds
from omotenashi.engagement.journeys.rules.kinds import KINDS

MOST_STEPS = 200
# Under which name the message is kept that is said to whoever leaves by an exit; no step has it.
FAREWELL = "farewell"
LONGEST_WAIT_DAYS = 730
MOST_POINTS = 1_000_000
# How people come in: once all of a segment (a broadcast), by entering a segment, by something they did, by a day of
# theirs, by a call.
ENTRIES = ("list", "segment", "event", "date", "api")
# Days of somebody: their birthday, a day that staff noted, the last day of points of theirs, the day they last bought.
DATES = ("birthday", "anniversary", "points", "last_order")
MOST_DAYS = 730
# What it means to leave the segment by which somebody came in: nothing, the way out, or that the goal is reached.
LEAVINGS = ("", "exit", "goal")
CONDITIONS = ("segment", "bought", "first_order", "clicked", "tag")


class BadGraph(Exception):
    """A drawing that cannot live. `reason` is a word of ours, `where` the step."""

    def __init__(self, reason: str, *, where: str = "", detail: str = "") -> None:
        super().__init__(f"{reason} at {where}: {detail}")
        self.reason, self.where, self.detail = reason, where, detail


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its kind, what it needs to know, and where each branch leads ("" is the end)."""

    kind: str
    values: Mapping[str, Any]
    to: Mapping[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    @property
    def cases(self) -> list["Step"]:
        """Give the branches that somebody drew, each with what it says, in the order in which they are tried."""
        return [Step(self.kind, one, {}) for one in self.values.get(kinds.CASES) or []]


@dataclass(frozen=True, slots=True)
class Graph:
    """A whole drawing. `control` in ten thousand are kept apart; `again_days` is None where one comes once only."""

    entry: Mapping[str, Any]
    first: str
    steps: Mapping[str, Step]
    exits: tuple[str, ...] = ()
    goal: Mapping[str, Any] = field(default_factory=dict)
    again_days: int | None = None
    control: int = 0
    # Where the cards of the canvas stand, and what is noted beside them: kept, and of no meaning to a walk.
    view: Mapping[str, Any] = field(default_factory=dict)
    # What is said once to whoever leaves by an exit: the template, and its version once it lives.
    farewell: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """Give it as it is stored."""
        return {
            "entry": dict(self.entry), "first": self.first, "exits": list(self.exits), "goal": dict(self.goal),
            "again_days": self.again_days, "control": self.control, "view": dict(self.view),
            "steps": {name: {"kind": step.kind, **step.values, **step.to} for name, step in self.steps.items()},
            **({FAREWELL: dict(self.farewell)} if self.farewell.get("template") else {}),
        }  # fmt: skip

    def letters(self) -> dict[str, Step]:
        """Give the steps that send a message, and beside them the message that is said on an exit."""
        sends = {name: step for name, step in self.steps.items() if step.kind == "send"}
        return sends | ({FAREWELL: Step("send", self.farewell, {})} if self.farewell.get("template") else {})

    def heard(self) -> frozenset[str]:
        """Name the events that matter to it."""
        waited = {str(step["on"]) for step in self.steps.values() if step.kind == "wait_event"}
        waited |= {str(one["on"]) for step in self.steps.values() if step.kind == "wait_any" for one in step.cases}
        waited |= {str(one["anew"]) for one in self.steps.values() if one["anew"]}
        begins = {str(self.entry["event"])} if self.entry.get("kind") == "event" else set()
        goal = {str(self.goal["event"])} if self.goal.get("event") else set()
        return frozenset(waited | begins | goal | set(self.exits))

    @property
    def leaving(self) -> str:
        """Give how a run ends whose person leaves the segment by which they came in; empty where it goes on."""
        return str(self.entry.get("leaves") or "") if self.entry.get("kind") == "segment" else ""

    @property
    def takes_all(self) -> bool:
        """Say whether it begins with everybody of a segment: a broadcast, or one that also takes who is in it already."""
        kind = self.entry.get("kind")
        return (kind == "list" and not self.recurs) or (kind == "segment" and bool(self.entry.get("members_too")))

    @property
    def recurs(self) -> bool:
        """Say whether all of a segment come in again and again."""
        return self.entry.get("kind") == "list" and bool(self.entry.get("every"))

    def admits(self, props: Mapping[str, Any]) -> bool:
        """Say whether what happened is of the kind that lets in: every property as the entry names it."""
        return all(str(props.get(name, "")) == str(value) for name, value in (self.entry.get("where") or {}).items())

    def ordered(self) -> Iterator[tuple[str, Step]]:
        """Give the steps as they are met from the first on, each once."""
        waiting, seen = [self.first], set()
        while waiting:
            name = waiting.pop(0)
            if name in seen or name not in self.steps:
                continue
            seen.add(name)
            yield name, self.steps[name]
            waiting += [to for to in self.steps[name].to.values() if to]


def read(raw: Mapping[str, Any]) -> Graph:
    """Read a drawing, as far as it goes: a draft may be unfinished. Raises BadGraph."""
    if (
        not isinstance(raw.get("steps", {}), dict)
        or FAREWELL in raw.get("steps", {})
        or len(raw.get("steps", {})) > MOST_STEPS
    ):
        raise BadGraph("steps")
    steps = {name: _step(name, said) for name, said in raw.get("steps", {}).items()}
    again = raw.get("again_days")
    return Graph(
        entry=dict(raw.get("entry") or {}),
        first=str(raw.get("first") or ""),
        steps=steps,
        exits=tuple(raw.get("exits") or ()),
        goal=dict(raw.get("goal") or {}),
        again_days=int(again) if again is not None else None,
        control=int(raw.get("control") or 0),
        view=dict(raw.get("view") or {}),
        farewell=dict(raw.get(FAREWELL) or {}),
    )


def _step(name: str, raw: Any) -> Step:
    if not isinstance(raw, dict) or raw.get("kind") not in KINDS:
        raise BadGraph("kind", where=name)
    said = kinds.renewed(raw)
    try:
        branches = kinds.branches_of(said)
    except kinds.BadCases as wrong:
        raise BadGraph("cases", where=name) from wrong
    to = {branch: str(said.get(branch) or "") for branch in branches}
    return Step(said["kind"], {key: value for key, value in said.items() if key not in {*branches, "kind"}}, to)


def hour_of(entry: Mapping[str, Any]) -> str:
    """Give at which hour of the day people come in by a date."""
    return str(entry.get("at") or "10:00")


def minutes(step: Step) -> int:
    """Give how long a step waits at most, in minutes."""
    return int(step["days"] or 0) * 1440 + int(step["hours"] or 0) * 60 + int(step["minutes"] or 0)
