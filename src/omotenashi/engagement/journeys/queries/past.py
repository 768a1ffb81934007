# SPDX-License-Identifier: Apache-2.0
"""Simulation: what a drawing would have done with the people of the past weeks. Nothing is written, nobody hears of it.

What cannot be known of the past is taken as it is today (who is in a segment, who may be written to), and clicks on
messages that never went count as none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.audience.models import Membership
from omotenashi.engagement.journeys.queries import dates, turns
from omotenashi.engagement.journeys.queries.answers import first_orders_of
from omotenashi.engagement.journeys.queries.holding import held_of
from omotenashi.engagement.journeys.rules import graphs, joining, moves
from omotenashi.engagement.journeys.rules.attributes import fitted
from omotenashi.engagement.journeys.rules.graphs import Graph, Step
from omotenashi.engagement.journeys.rules.moves import arm
from omotenashi.engagement.journeys.rules.walking import Happened, walk
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.queries import clocks_among
from omotenashi.people.timeline.models import Entry
from omotenashi.places.locations.queries import zone

DAYS = 90
# So many who would have got a message are named.
NAMED = 50
_ORDERED = ("orders.OrderPlaced", "orders.OrderCompleted")


@dataclass(slots=True)
class Foreseen:
    """What would have been: runs, persons, branches taken, messages by step, ends, and who would have bought anyhow.

    `turns` is how often all of a segment would have come in; `noted` counts by step those of whom a field, a list or what is noted would be another, `same` those of whom it is so.
    """

    days: int
    runs: int = 0
    persons: int = 0
    control: int = 0
    turns: int = 0
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    bought: int = 0
    busiest: int = 0
    heard: dict[str, list[tuple[UUID, datetime]]] = field(default_factory=dict)

    @property
    def messages(self) -> int:
        """Give how many messages would have gone."""
        return sum(self.sent.values())


@dataclass(frozen=True, slots=True)
class _Known:
    members: Mapping[str, set[UUID]]
    tagged: Mapping[str, set[UUID]]
    first_orders: Mapping[UUID, datetime]
    # By step that sets a field, or a list: who holds what there now.
    held: Mapping[str, Mapping[UUID, str]]


def simulate(graph: Graph, *, now: datetime, days: int = DAYS) -> Foreseen:
    """Walk everybody who would have come in within the last days through a drawing."""
    since = now - timedelta(days=days)
    starts = _starts(graph, since=since, now=now)
    pasts = _pasts({*graph.heard(), *_ORDERED}, set(starts), asked=_asked(graph), since=since)
    people = set(starts)
    known = _Known(_members(graph), _tagged(graph, people), first_orders_of(starts), _held(graph, people))
    lefts = _lefts(graph, since=since) if graph.leaving else {}
    found = Foreseen(days=days, persons=len(starts), turns=len(turns.moments(graph, since=since, now=now)))
    clocks = clocks_among(people, house=zone())
    for person, moments in starts.items():
        past, written = pasts.get(person, []), 0
        in_control = bool(graph.control) and arm("control", str(person), share=graph.control) == "a"
        for began in moments if graph.again_days is not None or graph.entry.get("key") else moments[:1]:
            done = walk(
                graph, person=str(person), began=began, past=past, until=now, zone=clocks.of(person),
                is_yes=partial(_is_yes, known, person, began, past), left=lefts.get((person, began)),
            )  # fmt: skip
            found.runs += 1
            found.taken.update(done.taken)
            found.outcomes[done.outcome] += 1
            if in_control:
                found.control += 1
            else:
                found.sent.update(name for name, _ in done.sent)
                _remember(found, person, done.sent)
                _note(found, graph, known, person, done.noted)
                written += len(done.sent)
            end = began + timedelta(days=int(graph.goal.get("days") or 14))
            found.bought += any(one.name in _ORDERED and began < one.at <= end for one in past)
        found.busiest = max(found.busiest, written)
    return found


def _remember(found: Foreseen, person: UUID, sent: list[tuple[str, datetime]]) -> None:
    """Keep of each message some who would have got it: those of the last to come in."""
    for name, at in sent:
        kept = found.heard.setdefault(name, [])
        kept.append((person, at))
        del kept[:-NAMED]


def _note(found: Foreseen, graph: Graph, known: _Known, person: UUID, noted: list[str]) -> None:
    """Count of whom something would change. A value that comes with an event is not known beforehand and counts as new."""
    for name in noted:
        is_same = _is_same(graph.steps[name], known.held.get(name, {}).get(person, ""))
        (found.same if is_same else found.noted)[name] += 1


def _is_same(step: Step, held: str) -> bool:
    if step.kind == "list":
        return bool(held) != bool(step["off"])
    return bool(held) and bool(step["only_empty"] or (not step["of"] and held == fitted(step["field"], step["value"])))


def _starts(graph: Graph, *, since: datetime, now: datetime) -> dict[UUID, list[datetime]]:
    """Give when each person would have come in."""
    starts: dict[UUID, list[datetime]] = defaultdict(list)
    kind = graph.entry.get("kind")
    if kind == "event":
        came = Entry.objects.filter(name=graph.entry["event"], at__gte=since, at__lte=now, received_at__gte=since)
        rows = list(came.order_by("at", "seq").values_list("node_id", "at", "props"))
        persons = customers.persons_of({node for node, _, _ in rows})
        for node, at, props in rows:
            if node in persons and graph.admits(props or {}):
                starts[persons[node]].append(at)
    elif kind == "date":
        for person, at in _days(graph, since=since, now=now):
            starts[person].append(at)
    elif kind == "list":
        starts |= turns.starts(graph, since=since, now=now)
    elif kind == "segment":
        entered = Membership.objects.filter(segment_id=graph.entry["segment"], entered_at__gte=since, merged_into=None)
        for person, at in entered.order_by("entered_at").values_list("person_id", "entered_at"):
            starts[person].append(at)
        if graph.takes_all:
            # Whoever was in it then comes in as it begins, and not again.
            was = Membership.objects.filter(segment_id=graph.entry["segment"], entered_at__lt=since, merged_into=None)
            for person in was.exclude(left_at__lte=since).values_list("person_id", flat=True):
                starts[person].insert(0, since)
    return starts


def _lefts(graph: Graph, *, since: datetime) -> dict[tuple[UUID, datetime], datetime]:
    """Give by person and entry when they left the segment again."""
    gone = Membership.objects.filter(segment_id=graph.entry["segment"], entered_at__gte=since, merged_into=None)
    rows = gone.exclude(left_at=None).values_list("person_id", "entered_at", "left_at")
    return {(person, entered): left for person, entered, left in rows if left is not None}


def _days(graph: Graph, *, since: datetime, now: datetime) -> Iterator[tuple[UUID, datetime]]:
    """Give who would have come in by a day, each day looked at when it was its turn."""
    days, house = int(graph.entry.get("days") or 0), zone()
    first, last = (at.astimezone(house).date() - timedelta(days=days) for at in (since, now))
    found = dates.days_of(graph.entry, first=first, last=last, now=None)
    clocks = clocks_among({one.person_id for one in found}, house=house)
    for one in found:
        at = joining.begins(one.day, days=days, at=graphs.hour_of(graph.entry), zone=clocks.of(one.person_id))
        if since <= at <= now:
            yield one.person_id, at


def _pasts(names: set[str], persons: set[UUID], *, asked: set[str], since: datetime) -> Mapping[UUID, list[Happened]]:
    pasts: dict[UUID, list[Happened]] = defaultdict(list)
    if persons:
        for person, name, at, props in bulk.rows(_PAST, [list(asked), list(persons), list(names), since, since]):
            pasts[person].append(Happened(name, at, props or {}))
    return pasts


def _asked(graph: Graph) -> set[str]:
    """Name the events of which more matters than that they happened."""
    return {
        str(one["on"]) for step in graph.steps.values() if step.kind == "wait_any" for one in step.cases if one["prop"]
    }


def _questions(graph: Graph) -> list[Step]:
    splits = [step for step in graph.steps.values() if step.kind == "split"]
    splits += [moves.in_segment(step) for step in graph.steps.values() if step.kind == "wait_segment"]
    return splits + [one for step in graph.steps.values() if step.kind == "cases" for one in step.cases]


def _members(graph: Graph) -> dict[str, set[UUID]]:
    asked = {str(one["segment"]) for one in _questions(graph) if one["what"] == "segment"}
    return {key: set(audience.members_of(UUID(key)).values_list("person_id", flat=True)) for key in asked}


def _tagged(graph: Graph, persons: set[UUID]) -> dict[str, set[UUID]]:
    asked = {str(one["tag"]) for one in _questions(graph) if one["what"] == "tag"}
    return {tag: customers.tagged(tag, among=persons) for tag in asked}


def _held(graph: Graph, persons: set[UUID]) -> dict[str, Mapping[UUID, str]]:
    held: dict[str, Mapping[UUID, str]] = {
        name: held_of(str(step["field"]), persons) for name, step in graph.steps.items() if step.kind == "profile"
    }
    lists = {
        name: str(step["segment"]) for name, step in graph.steps.items() if step.kind == "list" and step["segment"]
    }
    return held | {name: dict.fromkeys(_on(key, persons), "on") for name, key in lists.items()}


def _on(segment: str, persons: set[UUID]) -> list[UUID]:
    members = audience.members_of(UUID(segment)).filter(person_id__in=persons)
    return list(members.values_list("person_id", flat=True))


def _is_yes(known: _Known, person: UUID, began: datetime, past: list[Happened], step: Step, at: datetime) -> bool:
    match step["what"]:
        case "segment":
            return person in known.members[str(step["segment"])]
        case "tag":
            return person in known.tagged[str(step["tag"])]
        case "first_order":
            return known.first_orders.get(person, began) >= began
        case "bought":
            return any(one.name in _ORDERED and began < one.at <= at for one in past)
        case _:
            return False


_PAST = """
SELECT p.person_id, e.name, e.at, CASE WHEN e.name = ANY(%s) THEN e.props END FROM customers_nodeperson p JOIN timeline_entry e ON e.node_id = p.node_id
WHERE p.person_id = ANY(%s) AND e.name = ANY(%s) AND e.at >= %s AND e.received_at >= %s ORDER BY e.at, e.seq
"""
