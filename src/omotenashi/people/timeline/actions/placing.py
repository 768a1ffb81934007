# SPDX-License-Identifier: Apache-2.0
"""Which node an item hangs on. A visitor's next click is placed like the last one, without asking.

`customers` decides. What it said is remembered for some seconds, and only as long as it must be true: a visitor's key
that comes with a user is asked for anew unless it was the same user, and so is an item that is older than the last.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from omotenashi.people.customers.actions import anchors
from omotenashi.people.customers.actions.anchors import Anchored, Asked, Identifier
from omotenashi.people.timeline.rules import Item, clocks

type Keys = tuple[tuple[str, str], ...]
type Question = tuple[Keys, bytes]

SECONDS = 10.0
_MOST = 200_000
_HOUR, _MINUTE = 3_600_000_000, 60_000_000
_SPELLED = frozenset({"anonymous_id", "device_id"})


class _Said(NamedTuple):
    anchored: Anchored
    at: int
    until: float


_said: dict[Question, _Said] = {}
# The questions that named a visitor's key: all of them are open again when the key changes hands.
_of_visitor: defaultdict[tuple[str, str], set[Question]] = defaultdict(set)


def anchors_of(items: Sequence[Item], *, now: datetime) -> list[Anchored | None]:
    """Give the anchor of each item, in order; None where no key can be used."""
    found: list[Anchored | None] = [None] * len(items)
    clock = time.monotonic()
    asked: dict[tuple[Question, int], list[int]] = {}
    for place, item in enumerate(items):
        question = (item.keys, item.origin.source_id)
        said = _said.get(question)
        if said is not None and said.until > clock and 0 <= item.at - said.at < _HOUR:
            found[place] = said.anchored
        else:
            asked.setdefault((question, item.at // _MINUTE), []).append(place)
    if asked:
        _ask(items, asked, found, now=now)
    return found


def forget() -> None:
    """Forget what was said: between tests."""
    _said.clear()
    _of_visitor.clear()


def _ask(
    items: Sequence[Item],
    asked: dict[tuple[Question, int], list[int]],
    found: list[Anchored | None],
    *,
    now: datetime,
) -> None:
    """Ask once for what is alike within a minute; the earliest of them speaks for all."""
    firsts = [min(places, key=lambda place: items[place].at) for places in asked.values()]
    answers = anchors.resolve([_question(items[first]) for first in firsts], now=now)
    for places, answer in zip(asked.values(), answers, strict=True):
        for place in places:
            found[place] = answer
    newest = clocks.ticks(now) - _MINUTE
    fresh = [
        (question, answer, items[first].at)
        for (question, _minute), first, answer in zip(asked, firsts, answers, strict=True)
        if answer is not None
    ]
    transaction.on_commit(lambda: _remember(fresh, newest))


def _question(item: Item) -> Asked:
    identifiers = tuple(Identifier(kind, value) for kind, value in item.keys)
    return Asked(identifiers, clocks.moment(item.at), item.origin.shared, item.origin.verifying)


def _remember(fresh: Sequence[tuple[Question, Anchored, int]], newest: int) -> None:
    if len(_said) > _MOST:
        forget()
    until = time.monotonic() + SECONDS
    for question, _anchored, _at in fresh:
        if question[0][0][0] == "user_id":
            for key in question[0]:
                for open_again in _of_visitor.pop(key, ()):
                    _said.pop(open_again, None)
    several = _hands(fresh)
    for question, anchored, at in fresh:
        visitors = [key for key in question[0] if key[0] in _SPELLED]
        # An old moment of a visitor may belong to another spell than the next one.
        if any(key in several for key in visitors) or (at < newest and question[0][0][0] != "user_id"):
            continue
        _said[question] = _Said(anchored, at, until)
        for key in visitors:
            _of_visitor[key].add(question)


def _hands(fresh: Sequence[tuple[Question, Anchored, int]]) -> set[tuple[str, str]]:
    """Give the visitors' keys that came with more than one user in this batch."""
    users: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for (keys, _source), _anchored, _at in fresh:
        for key in keys:
            if key[0] in _SPELLED and keys[0][0] == "user_id":
                users[key].add(keys[0][1])
    return {key for key, who in users.items() if len(who) > 1}
