# SPDX-License-Identifier: Apache-2.0
"""What stands in the way of letting a drawing live: as a whole, and step by step."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from omotenashi.engagement.journeys.rules import attributes, kinds, recording, recurring
from omotenashi.engagement.journeys.rules.graphs import (
    CONDITIONS,
    DATES,
    ENTRIES,
    LEAVINGS,
    LONGEST_WAIT_DAYS,
    MOST_DAYS,
    MOST_POINTS,
    BadGraph,
    Graph,
    Step,
    hour_of,
    minutes,
)
from omotenashi.engagement.journeys.rules.kinds import DRAW

MOST_AT_ONCE = 1_000_000
LONGEST_TAG = 40
LONGEST_TASK = 200
LONGEST_LIFE_HOURS = 720
WINNERS = ("", "clicked", "bought")
LATE = ("go_on", "exit", "way")


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
    elif not recurring.is_sound(entry):
        yield BadGraph("every")
    elif (entry.get("leaves") or "") not in LEAVINGS:
        yield BadGraph("entry", detail="leaves")
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


def _renews_soundly(step: Step) -> bool:
    """What leads on does not begin anew."""
    anew, cases = step["anew"] or "", step.cases if step.kind == "wait_any" else [step]
    return isinstance(anew, str) and (not anew or all(one["on"] != anew or one["prop"] for one in cases))


def _is_day(entry: Mapping[str, Any]) -> bool:
    days = entry.get("days") or 0
    return entry["what"] in DATES and isinstance(days, int) and abs(days) <= MOST_DAYS and _is_time(hour_of(entry))


def _asks_soundly(step: Step) -> bool:
    needs = {"segment": "segment", "tag": "tag"}.get(str(step["what"]))
    return step["what"] in CONDITIONS and (needs is None or bool(step[needs]))


def _draws_soundly(step: Step) -> bool:
    """Each arm somebody, and all of them somewhere: without a winner to wait for nobody is left over."""
    shares, held = [int(one["share"] or 0) for one in step.cases], int(step["held"] or 0)
    least, most = kinds.CASED["random"]
    whole = sum(shares) + held
    fits = whole <= DRAW if step["winner"] else whole == DRAW
    asks = step["winner"] in (None, *WINNERS) and (not step["winner"] or _waits_soundly(step))
    return least <= len(shares) <= most and min(shares) > 0 and held >= 0 and fits and asks


def _knows_day(step: Step) -> bool:
    days, late = int(step["offset"] or 0), step["late"] or "go_on"
    if not (_is_time(step["at"]) and abs(days) <= MOST_DAYS and late in LATE):
        return False
    return bool(step["value"]) if step["what"] == "value" else bool(date.fromisoformat(str(step["day"] or "")))


def _is_sent_soundly(step: Step) -> bool:
    life, channels = int(step["lifetime_hours"] or 1), step["channels"] or []
    return (
        bool(step["template"])
        and 0 < life <= LONGEST_LIFE_HOURS
        and all(isinstance(some, list) for some in (channels, step["topics"] or []))
    )


def _is_task(step: Step) -> bool:
    text = str(step["title"] or "").strip()
    return 0 < len(text) <= LONGEST_TASK and 0 <= minutes(step) <= LONGEST_WAIT_DAYS * 1440


def _is_time(text: Any) -> bool:
    hour, _, minute = str(text or "").partition(":")
    return hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60


# What each kind of step must say to be carried out.
_SOUND: Mapping[str, Callable[[Step], bool]] = {
    "send": _is_sent_soundly,
    "wait": lambda step: _waits_soundly(step) and _renews_soundly(step),
    "until": lambda step: _is_time(step["at"]) and all(str(day) in "0123456" for day in step["weekdays"] or []),
    "until_day": _knows_day,
    "wait_event": lambda step: bool(step["on"]) and _waits_soundly(step) and _renews_soundly(step),
    "wait_any": lambda step: (
        bool(step.cases) and all(one["on"] for one in step.cases) and _waits_soundly(step) and _renews_soundly(step)
    ),
    "wait_segment": lambda step: bool(step["segment"]) and _waits_soundly(step),
    "split": _asks_soundly,
    "cases": lambda step: bool(step.cases) and all(map(_asks_soundly, step.cases)),
    "random": _draws_soundly,
    "rate": lambda step: 0 < int(step["most"] or 0) <= MOST_AT_ONCE and _waits_soundly(step),
    "points": lambda step: 0 < int(step["points"] or 0) <= MOST_POINTS,
    "coupon": lambda step: bool(step["campaign"]) and 0 <= int(step["expires_days"] or 0) <= MOST_DAYS,
    "tag": lambda step: 0 < len(str(step["tag"] or "").strip()) <= LONGEST_TAG,
    "profile": lambda step: attributes.is_sound(step["field"], step["of"], step["value"]),
    "record": lambda step: recording.is_sound(step["name"]),
    "list": lambda step: bool(step["segment"]),
    "task": _is_task,
    "webhook": lambda step: bool(step["hook"]),
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
