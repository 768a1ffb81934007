# SPDX-License-Identifier: Apache-2.0
"""Whom a definition means today: a cell by its measure, a rule by putting together who meets each condition."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from omotenashi.engagement.audience import rules
from omotenashi.engagement.audience.queries import facts
from omotenashi.engagement.audience.rules import Cell, Condition, Definition, Group, Manual, Rule
from omotenashi.insight import queries as insight
from omotenashi.insight.measures.conditions import CONDITIONS


@dataclass(frozen=True)
class Sifted:
    """What a rule gives: who, out of how many, and how many meet each condition by itself, in reading order."""

    persons: Set[int]
    everybody: int
    each: tuple[int, ...]


def is_of_record(what: str) -> bool:
    """Say whether a condition is answered by the lake (as of its day) and not by the database (as of now)."""
    return what in CONDITIONS


def meant(definition: Definition, *, now: datetime) -> list[int]:
    """Give the keys of whom a definition means. Raises UnknownMeasure or BadParameter where it cannot be asked."""
    if isinstance(definition, Rule):
        return sorted(sift(definition, now=now).persons)
    cell = definition.origin if isinstance(definition, Manual) else definition
    return [] if cell is None else _behind(cell, now=now)


def sift(rule: Rule, *, now: datetime) -> Sifted:
    """Ask each condition once and put the answers together."""
    known: dict[tuple[str, tuple[tuple[str, str], ...]], Set[int]] = {}
    people: list[Set[int]] = []

    def everybody() -> Set[int]:
        if not people:
            people.append(facts.everybody())
        return people[0]

    def ask(one: Condition) -> Set[int]:
        key = (one.what, tuple(sorted(one.values.items())))
        if key not in known:
            known[key] = _asked(one, now=now)
        return known[key]

    found = rules.persons(rule.of, ask=ask, everybody=everybody)
    alone = tuple(len(rules.persons(one, ask=ask, everybody=everybody)) for one in rules.conditions(rule.of))
    return Sifted(found, len(everybody()), alone)


def _asked(one: Condition, *, now: datetime) -> Set[int]:
    if is_of_record(one.what):
        return set(insight.persons_where(what=one.what, values=one.values, now=now))
    if one.what == "kind":
        return _of_kind(one, now=now)
    return facts.meeting(one.what, one.values)


def _of_kind(one: Condition, *, now: datetime) -> Set[int]:
    """CPM: ``kind`` and ``state`` name cells of its measure."""
    found: set[int] = set()
    for kind in one.values.get("kind", "").split(","):
        for state in one.values.get("state", "active,gone").split(","):
            found |= set(_behind(Cell("cpm", {}, {"kind": kind, "state": state}), now=now))
    return found


def _behind(cell: Cell, *, now: datetime) -> list[int]:
    return insight.people_behind(name=cell.measure, values=cell.values, cell=cell.cell, now=now)


def is_empty(group: Group) -> bool:
    """Say whether nothing is asked yet."""
    return not rules.conditions(group)
