# SPDX-License-Identifier: Apache-2.0
"""The drawing of a journey: where people come in, the steps, how they leave. Read from JSON and checked before it lives."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_STEPS = 200
LONGEST_WAIT_DAYS = 730
MOST_POINTS = 1_000_000
DRAW = 10_000
# How people come in: once all of a segment (a broadcast), by entering a segment, by something they did, by a day of
# theirs, by a call.
ENTRIES = ("list", "segment", "event", "date", "api")
# Days of somebody: their birthday, the last day of points of theirs, the day they last bought.
DATES = ("birthday", "points", "last_order")
MOST_DAYS = 730
# A step and the branches that lead on from it.
KINDS: Mapping[str, tuple[str, ...]] = {
    "send": ("next",),
    "wait": ("next",),
    "until": ("next",),
    "wait_event": ("event", "timeout"),
    "split": ("yes", "no"),
    "random": ("a", "b"),
    "points": ("next",),
    "coupon": ("next",),
    "journey": ("next",),
    "end": (),
}
CONDITIONS = ("segment", "bought", "first_order", "clicked")


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

    def kept(self) -> dict[str, Any]:
        """Give it as it is stored."""
        return {
            "entry": dict(self.entry), "first": self.first, "exits": list(self.exits), "goal": dict(self.goal),
            "again_days": self.again_days, "control": self.control, "view": dict(self.view),
            "steps": {name: {"kind": step.kind, **step.values, **step.to} for name, step in self.steps.items()},
        }  # fmt: skip

    def heard(self) -> frozenset[str]:
        """Name the events that matter to it."""
        waited = {str(step["on"]) for step in self.steps.values() if step.kind == "wait_event"}
        begins = {str(self.entry["event"])} if self.entry.get("kind") == "event" else set()
        goal = {str(self.goal["event"])} if self.goal.get("event") else set()
        return frozenset(waited | begins | goal | set(self.exits))

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
    steps = {}
    if not isinstance(raw.get("steps", {}), dict) or len(raw.get("steps", {})) > MOST_STEPS:
        raise BadGraph("steps")
    for name, said in raw.get("steps", {}).items():
        if not isinstance(said, dict) or said.get("kind") not in KINDS:
            raise BadGraph("kind", where=name)
        branches = KINDS[said["kind"]]
        to = {branch: str(said.get(branch) or "") for branch in branches}
        steps[name] = Step(
            said["kind"], {key: value for key, value in said.items() if key not in {*branches, "kind"}}, to
        )
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
    )


def checked(graph: Graph) -> Graph:
    """Give a drawing that can live. Raises BadGraph for the first thing that stands in its way."""
    for wrong in troubles(graph):
        raise wrong
    return graph


def troubles(graph: Graph) -> Iterator[BadGraph]:
    """Give everything that keeps a drawing from living: what concerns it as a whole first, then step by step."""
    yield from _entry_troubles(graph.entry)
    if graph.first not in graph.steps:
        yield BadGraph("first")
    if not 0 <= graph.control <= DRAW // 2:
        yield BadGraph("control")
    met = {name for name, _ in graph.ordered()}
    for name, step in graph.steps.items():
        if not _is_sound(step):
            yield BadGraph(step.kind, where=name)
        astray = next((to for to in step.to.values() if to and to not in graph.steps), "")
        if astray:
            yield BadGraph("astray", where=name, detail=astray)
        if name not in met:
            yield BadGraph("unreachable", where=name)
    if circle := _circle(graph):
        yield BadGraph("circle", where=circle)


def _entry_troubles(entry: Mapping[str, Any]) -> Iterator[BadGraph]:
    needs = {"list": "segment", "segment": "segment", "event": "event", "date": "what"}.get(str(entry.get("kind")))
    if entry.get("kind") not in ENTRIES:
        yield BadGraph("entry")
    elif needs and not entry.get(needs):
        yield BadGraph("entry", detail=needs)
    elif entry["kind"] == "date" and not _is_day(entry):
        yield BadGraph("date")


def _is_sound(step: Step) -> bool:
    try:
        return step.kind not in _SOUND or _SOUND[step.kind](step)
    except (TypeError, ValueError):
        # A word where a number is meant.
        return False


def _waits_soundly(step: Step) -> bool:
    return 0 < minutes(step) <= LONGEST_WAIT_DAYS * 1440


def _is_day(entry: Mapping[str, Any]) -> bool:
    days = entry.get("days") or 0
    return entry["what"] in DATES and isinstance(days, int) and abs(days) <= MOST_DAYS and _is_time(hour_of(entry))


def hour_of(entry: Mapping[str, Any]) -> str:
    """Give at which hour of the day people come in by a date."""
    return str(entry.get("at") or "10:00")


def _asks_soundly(step: Step) -> bool:
    return step["what"] in CONDITIONS and (step["what"] != "segment" or bool(step["segment"]))


def minutes(step: Step) -> int:
    """Give how long a step waits at most, in minutes."""
    return int(step["days"] or 0) * 1440 + int(step["hours"] or 0) * 60 + int(step["minutes"] or 0)


def _is_time(text: Any) -> bool:
    hour, _, minute = str(text or "").partition(":")
    return hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60


# What each kind of step must say to be carried out.
_SOUND: Mapping[str, Callable[[Step], bool]] = {
    "send": lambda step: bool(step["template"]),
    "wait": _waits_soundly,
    "until": lambda step: _is_time(step["at"]),
    "wait_event": lambda step: bool(step["on"]) and _waits_soundly(step),
    "split": _asks_soundly,
    "random": lambda step: 0 < int(step["share"] or 0) < DRAW,
    "points": lambda step: 0 < int(step["points"] or 0) <= MOST_POINTS,
    "coupon": lambda step: bool(step["campaign"]) and 0 <= int(step["expires_days"] or 0) <= MOST_DAYS,
    "journey": lambda step: bool(step["journey"]),
}


def _circle(graph: Graph) -> str:
    """Name a step that leads back to itself: nobody walks in a circle for ever."""
    done: set[str] = set()

    def walk(name: str, above: frozenset[str]) -> str:
        if name in above:
            return name
        if name not in graph.steps or name in done:
            return ""
        found = next(filter(None, (walk(to, above | {name}) for to in graph.steps[name].to.values())), "")
        done.add(name)
        return found

    return next(filter(None, (walk(name, frozenset()) for name in graph.steps)), "")
