# SPDX-License-Identifier: Apache-2.0
"""Which node an item hangs on. A visitor's next click is placed like the last one, without asking.

`customers` decides. What it said is remembered for a while, and only as long as it must be true: a visitor's key that
comes with a user is asked for anew unless it was the same user, and so is an item that is older than the last.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from omotenashi.people.customers.actions import anchors
from omotenashi.people.customers.actions.anchors import Anchored, Asked, Identifier
from omotenashi.people.timeline.actions import writing
from omotenashi.people.timeline.rules import Item, clocks

type Keys = tuple[tuple[str, str], ...]
type Question = tuple[Keys, bytes]

# Of a key that came without a user: another process may have seen somebody sign in with it, and `hear` missed it.
SECONDS = 10.0
HEAR_SECONDS = 0.25
# Of a key that came with its user: whatever happened elsewhere, it is that user's place. With what `anchors` remembers
# it stays below the ten minutes after which an erasure looks again.
USER_SECONDS = 120.0
# How long it counts as said that the nodes of a place are one human. As long as `anchors` remembers its nodes.
TOLD_SECONDS = 300.0
_MOST = 200_000
_HOUR, _MINUTE = 3_600_000_000, 60_000_000
_SPELLED = frozenset({"anonymous_id", "device_id"})


class Place:
    """A node and those that appeared with it, as they are written; and whether that was said before.

    Said is what a committed entry holds that the identity reader looks at, for a moment that is no later.
    """

    __slots__ = ("placed", "several", "told_at", "told_until")

    def __init__(self, node: UUID, others: tuple[UUID, ...]) -> None:
        self.placed, self.several = writing.placed(node, others), bool(others)
        self.told_at, self.told_until = 0, 0.0

    def tells(self, at: int, clock: float) -> bool:
        """Say whether an item of a moment says anything of who is who that was not said before."""
        return self.several and (self.told_until < clock or at < self.told_at)

    def note_told(self, at: int) -> None:
        """Note that it was said of a moment; only what is committed was said."""
        clock = time.monotonic()
        self.told_at = min(at, self.told_at) if self.told_until >= clock else at
        self.told_until = clock + TOLD_SECONDS


class _Said(NamedTuple):
    place: Place
    at: int
    until: float


@dataclass(slots=True)
class _Heard:
    """Up to which node this process knows of hands, and when it asks again."""

    number: int = 0
    due: float = 0.0


_heard = _Heard()
_said: dict[Question, _Said] = {}
_places: dict[tuple[UUID, ...], Place] = {}
# The questions that named a visitor's key: all of them are open again when the key changes hands.
_of_visitor: defaultdict[tuple[str, str], set[Question]] = defaultdict(set)


def places_of(items: Sequence[Item], *, now: datetime) -> list[Place | None]:
    """Give the place of each item, in order; None where no key can be used."""
    found: list[Place | None] = [None] * len(items)
    clock = time.monotonic()
    asked: dict[tuple[Question, int], list[int]] = {}
    for number, item in enumerate(items):
        question = (item.keys, item.origin.source_id)
        said = _said.get(question)
        if said is not None and said.until > clock and 0 <= item.at - said.at < _HOUR:
            found[number] = said.place
        else:
            asked.setdefault((question, item.at // _MINUTE), []).append(number)
    if asked:
        _ask(items, asked, found, now=now)
    return found


def hear(*, clock: float) -> None:
    """Open again what other processes of the server may know better by now: keys that came to other hands."""
    if clock < _heard.due:
        return
    _heard.number, keys = anchors.changed(_heard.number)
    _heard.due = clock + HEAR_SECONDS
    for key in keys:
        for open_again in _of_visitor.pop((key.type, key.value), ()):
            _said.pop(open_again, None)


def forget() -> None:
    """Forget what was said: between tests."""
    _said.clear()
    _places.clear()
    _of_visitor.clear()
    _heard.number, _heard.due = 0, 0.0


def _ask(
    items: Sequence[Item], asked: dict[tuple[Question, int], list[int]], found: list[Place | None], *, now: datetime
) -> None:
    """Ask once for what is alike within a minute; the earliest of them speaks for all."""
    firsts = [min(numbers, key=lambda number: items[number].at) for numbers in asked.values()]
    answers = anchors.resolve([_question(items[first]) for first in firsts], now=now)
    if len(_said) > _MOST or len(_places) > _MOST:
        forget()
    places = [None if answer is None else _place(answer) for answer in answers]
    for numbers, place in zip(asked.values(), places, strict=True):
        for number in numbers:
            found[number] = place
    newest = clocks.ticks(now) - _MINUTE
    fresh = [
        (question, place, items[first].at)
        for (question, _minute), first, place in zip(asked, firsts, places, strict=True)
        if place is not None
    ]
    transaction.on_commit(lambda: _remember(fresh, newest))


def _question(item: Item) -> Asked:
    identifiers = tuple(Identifier(kind, value) for kind, value in item.keys)
    return Asked(identifiers, clocks.moment(item.at), item.origin.shared, item.origin.verifying)


def _place(answer: Anchored) -> Place:
    """Give the one place of these nodes, whoever asked for it."""
    key = (answer.node_id, *answer.others)
    place = _places.get(key)
    if place is None:
        place = _places[key] = Place(answer.node_id, answer.others)
    return place


def _remember(fresh: Sequence[tuple[Question, Place, int]], newest: int) -> None:
    clock = time.monotonic()
    for question, _place, _at in fresh:
        if question[0][0][0] == "user_id":
            for key in question[0]:
                for open_again in _of_visitor.pop(key, ()):
                    _said.pop(open_again, None)
    several = _hands(fresh)
    for question, place, at in fresh:
        visitors = [key for key in question[0] if key[0] in _SPELLED]
        # An old moment of a visitor may belong to another spell than the next one.
        if any(key in several for key in visitors) or (at < newest and question[0][0][0] != "user_id"):
            continue
        _said[question] = _Said(place, at, clock + (USER_SECONDS if question[0][0][0] == "user_id" else SECONDS))
        for key in visitors:
            _of_visitor[key].add(question)


def _hands(fresh: Sequence[tuple[Question, Place, int]]) -> set[tuple[str, str]]:
    """Give the visitors' keys that came with more than one user in this batch."""
    users: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for (keys, _source), _place, _at in fresh:
        for key in keys:
            if key[0] in _SPELLED and keys[0][0] == "user_id":
                users[key].add(keys[0][1])
    return {key for key, who in users.items() if len(who) > 1}
