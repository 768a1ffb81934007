# SPDX-License-Identifier: Apache-2.0
"""Whom a definition means now: a cell by its measure, a rule by putting together who meets each condition.

What the record holds is answered by the lake, which lags: of whom something was recorded since the lake was written, the
database is asked. So an answer is of this moment, whatever the age of the lake, and an older lake undoes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings

from omotenashi.base import bulk, clock
from omotenashi.engagement.audience import rules
from omotenashi.engagement.audience.queries import facts, lake, numbers, record
from omotenashi.engagement.audience.queries.numbers import Keys
from omotenashi.engagement.audience.queries.record import Turns
from omotenashi.engagement.audience.rules import Cell, Condition, Definition, Group, Manual, Moment, Rule, asking
from omotenashi.engagement.audience.rules.asking import Asked
from omotenashi.engagement.audience.rules.sets import Mask
from omotenashi.insight import queries as insight
from omotenashi.insight.lake.feed import last_entry
from omotenashi.insight.lake.schemas import APPENDED
from omotenashi.insight.lake.store import Lake
from omotenashi.places.locations import queries as locations

# An entry that reached us so long before the lake was written is in it, however long its transaction took.
_SLACK = timedelta(hours=1)


type Answer = tuple[Keys, Turns]
# How the conditions on what is known now are asked.
type AskFacts = Callable[[Asked, Moment], Answer]
type Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Sifted:
    """What a rule gives: who (keys of the lake, in order), out of how many, how many meet each condition by itself in
    reading order, and the turns: when that may next change for whom, as far as it is soon.
    """

    keys: Keys
    everybody: int
    each: tuple[int, ...]
    turns: Turns = field(default_factory=dict)

    @property
    def persons(self) -> set[int]:
        """Give who, as a set."""
        return set(self.keys.tolist())


def moment_of(now: datetime) -> Moment:
    """Give the moment of asking. A record that woke up after the lake was written is asked as of today."""
    zone = locations.zone()
    today, day = clock.day_of(now, zone=zone), insight.day_of_asking(now=now)
    if day != today:
        [(newest,)] = bulk.rows("SELECT max(placed_at) FROM orders_order WHERE placed_at <= %s", [now])
        if newest and clock.day_of(newest, zone=zone) > day:
            day = today
    return Moment(now, day, zone, awake=day == today)


def meant(definition: Definition, *, now: datetime) -> list[int]:
    """Give the keys of whom a definition means. Raises UnknownMeasure or BadParameter where it cannot be asked."""
    if isinstance(definition, Rule):
        found: list[int] = sift(definition, now=now).keys.tolist()
        return found
    cell = definition.origin if isinstance(definition, Manual) else definition
    if isinstance(cell, Rule):
        return meant(cell, now=now)
    return [] if cell is None else _behind(cell, now=now)


@dataclass(frozen=True)
class Known:
    """What the lake says to the conditions of a rule, as of a moment, and up to where the lake reaches."""

    moment: Moment
    version: int
    said: Mapping[Key, Answer]
    reaches: Mapping[str, Any] | None


def know(rule: Rule, *, now: datetime) -> Known:
    """Ask the lake what a rule asks of it. Takes longest, and needs no transaction: what is younger comes with `put_together`."""
    moment = moment_of(now)
    # Where the lake reaches is read before its answers: these may be newer than that, never older.
    version, reaches = insight.lake_version(), _reaches()
    # A lake that was written before it held notes says nothing of them: the database does.
    has_notes = "notes" in insight.lake_rows()
    said: dict[Key, Answer] = {}
    for one in rules.conditions(rule.of):
        if one.what in asking.RECORD and version and (one.what != "noted" or has_notes):
            said.setdefault(_key(one), lake.meeting(asking.read(one, day=moment.day), moment))
    return Known(moment, version, said, reaches)


def sift(rule: Rule, *, now: datetime) -> Sifted:
    """Say who meets a rule now, and how many meet each condition by itself."""
    return put_together(rule, know(rule, now=now), alone=True)


def put_together(rule: Rule, known: Known, *, alone: bool = False, ask_facts: AskFacts = facts.meeting) -> Sifted:
    """Ask the database for the rest, each condition once, and put the answers together; `alone`: count each, too."""
    answers: dict[Key, Mask] = {}
    turns: Turns = {}
    late = since_the_lake(known.reaches)
    people = facts.everybody()

    def ask(one: Condition) -> Mask:
        if _key(one) not in answers:
            found, soon = _asked(one, known, late, ask_facts)
            answers[_key(one)] = np.isin(people, numbers.of(found))
            for seq, turn in soon.items():
                turns[seq] = min(turn, turns.get(seq, turn))
        return answers[_key(one)]

    found = rules.persons(rule.of, ask=ask, size=len(people))
    each = rules.conditions(rule.of) if alone else ()
    counted = tuple(int(rules.persons(one, ask=ask, size=len(people)).sum()) for one in each)
    return Sifted(people[found], len(people), counted, turns)


def _asked(one: Condition, known: Known, late: Mapping[int, UUID], ask_facts: AskFacts) -> Answer:
    asked = asking.read(one, day=known.moment.day)
    if one.what not in asking.RECORD:
        return ask_facts(asked, known.moment)
    if _key(one) not in known.said:
        return record.meeting(asked, known.moment)
    found, turns = known.said[_key(one)]
    if not late or not rules.is_live(one):
        return found, turns
    # What the lake says, but for those of whom something was recorded since.
    fresh, soon = record.meeting(asked, known.moment, among=sorted(late.values()))
    kept = np.setdiff1d(numbers.of(found), numbers.of(late))
    return np.union1d(kept, fresh), {seq: turn for seq, turn in turns.items() if seq not in late} | soon


def since_the_lake(reaches: Mapping[str, Any] | None) -> dict[int, UUID]:
    """Give those of whom something was recorded since the lake was written; nobody where it was not filled from here."""
    return dict(bulk.rows(_LATE, reaches)) if reaches else {}


def _reaches() -> dict[str, Any] | None:
    store = Lake(settings.LAKE_PATH)
    manifest = store.manifest()
    if manifest.watermark is None:
        return None
    return {
        "since": manifest.watermark,
        "entry": max(last_entry(store, name) for name in APPENDED),
        "received": datetime.fromisoformat(manifest.written_at) - _SLACK,
    }


def _key(one: Condition) -> Key:
    return one.what, tuple(sorted(one.values.items()))


def _behind(cell: Cell, *, now: datetime) -> list[int]:
    return insight.people_behind(name=cell.measure, values=cell.values, cell=cell.cell, now=now)


def is_empty(group: Group) -> bool:
    """Say whether nothing is asked yet."""
    return not rules.conditions(group)


# A transaction older than the lake's watermark is in it; what younger ones changed, and what was said, may not be.
_LATE = """
SELECT DISTINCT p.seq, p.id FROM (
  SELECT node_id FROM orders_order WHERE changed_in >= %(since)s
  UNION ALL SELECT node_id FROM orders_return WHERE changed_in >= %(since)s
  UNION ALL SELECT id FROM customers_node WHERE changed_in >= %(since)s
  UNION ALL SELECT x.node_id FROM customers_nodeperson x JOIN customers_person c ON c.id = x.person_id WHERE c.changed_in >= %(since)s
  UNION ALL SELECT node_id FROM timeline_entry WHERE seq > %(entry)s AND received_at >= %(received)s
) late JOIN customers_nodeperson o ON o.node_id = late.node_id JOIN customers_person p ON p.id = o.person_id
"""
