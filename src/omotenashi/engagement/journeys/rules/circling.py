# SPDX-License-Identifier: Apache-2.0
"""Scenarios that begin each other in a circle: by what they note, the lists they keep, the tags and fields they set.

Somebody in such a circle would go round for ever, so the step that closes it is not published. Who is in a segment
already does not come into it again: by a tag or a field a circle closes only where it also leads out.
"""

from collections.abc import Collection, Iterator, Mapping

from omotenashi.base.text.forms import nfkc
from omotenashi.engagement.journeys.rules.attributes import fitted
from omotenashi.engagement.journeys.rules.graphs import BadGraph, Graph, Step
from omotenashi.engagement.journeys.rules.recording import named

# What sets a scenario off, as a pair: something that happens, the scenario by its id, or what is done to a person.
type Spark = tuple[str, str]
# What may bring somebody into each segment, and what out of it; the segment itself as ("segment", id), ("left", id).
type Doors = Mapping[str, tuple[Collection[Spark], Collection[Spark]]]
# What a step does that a drawing may begin by. One that leads into another scenario is looked at there.
DOING = frozenset({"record", "list", "tag", "profile"})


def sparks(graph: Graph) -> set[Spark]:
    """Give all that a drawing does."""
    return {spark for step in graph.steps.values() for spark in _done(step)}


def circles(graph: Graph, *, own: str, others: Mapping[str, Graph], doors: Doors) -> Iterator[BadGraph]:
    """Give the steps by which the drawing would begin again: at once or by others."""
    doors = {key: (_alike(enters), _alike(leaves)) for key, (enters, leaves) in doors.items()}
    does = {key: _alike(sparks(one)) for key, one in others.items()}
    begins = {key: _alike(_begun_by(one, doors) | {("journey", key)}) for key, one in others.items()}
    goal = _alike(_goal(graph, own, doors, _following(_alike(sparks(graph)), begins, does)))
    for name, step in graph.steps.items():
        if step.kind in DOING and _following(_alike(_done(step)), begins, does) & goal:
            yield BadGraph("loop", where=name)


def _alike(sparks: Collection[Spark]) -> set[Spark]:
    """Give them as segments compare them: in the plain form, so that two spellings of a name are one."""
    return {(what, nfkc(key)) for what, key in sparks}


def _goal(graph: Graph, own: str, doors: Doors, done: Collection[Spark]) -> set[Spark]:
    """Give what would begin the drawing again, knowing all that is done once it has begun."""
    kind, key = str(graph.entry.get("kind")), str(graph.entry.get(str(graph.entry.get("kind"))) or "")
    goal = {("journey", own), (kind, key) if kind in ("event", "segment") else ("", "")} - {("journey", ""), ("", "")}
    enters, leaves = doors.get(key, ((), ())) if kind == "segment" else ((), ())
    # Whoever comes once only does not come again, by whatever door.
    if graph.again_days is not None and not set(leaves).isdisjoint(done):
        goal |= set(enters)
    return goal


def _following(sparks: set[Spark], begins: Mapping[str, set[Spark]], does: Mapping[str, set[Spark]]) -> set[Spark]:
    """Give everything that is done, sooner or later, once these things are."""
    found, waiting = set[Spark](), sparks
    while waiting:
        found |= waiting
        waiting = {one for key, by in begins.items() if by & waiting for one in does[key]} - found
    return found


def _begun_by(graph: Graph, doors: Doors) -> set[Spark]:
    kind = str(graph.entry.get("kind"))
    key = str(graph.entry.get(kind) or "")
    if kind not in ("event", "segment") or not key:
        return set()
    return {(kind, key), *(doors[key][0] if kind == "segment" and key in doors else ())}


def _done(step: Step) -> set[Spark]:
    match step.kind:
        case "record":
            return _named("event", named(step["name"]))
        case "list":
            return _named("left" if step["off"] else "segment", step["segment"])
        case "tag":
            return _named("untag" if step["off"] else "tag", step["tag"])
        case "profile":
            field = str(step["field"])
            return _named(field, "" if step["of"] else fitted(field, step["value"]))
        case "journey":
            return _named("journey", step["journey"])
        case _:
            return set()


def _named(what: str, key: object) -> set[Spark]:
    return {(what, str(key))} if key else set()
