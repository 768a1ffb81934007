# SPDX-License-Identifier: Apache-2.0
"""Spells: whose a visitor's key is at a moment. A browser that another user signs in on begins a new spell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

SHARED_WITHIN = timedelta(days=30)
SHARED_FROM = 3
_SEEN_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """One spell of a key: its node, whose it is, from when, and when that user was last seen on it."""

    node_id: UUID
    seq: int
    number: int
    bound: UUID | None
    since: datetime
    last: datetime
    shared: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do with a key: use a spell, bind it to the user first, note that its user is back, or open the next."""

    act: str
    spell: Spell | None


def choose(spells: Sequence[Spell], *, user: UUID | None, at: datetime) -> Choice:
    """Choose the spell that something seen at a moment belongs to. The order of arrival says nothing.

    Without a user: the spell whose user was last seen before that moment. With a user: the user's own spell; else the
    one that is still nobody's; else the next.
    """
    if not spells:
        return Choice("open", None)
    if user is None or any(spell.shared for spell in spells):
        return Choice("use", _at(spells, at))
    own = next((spell for spell in spells if spell.bound == user), None)
    if own is not None:
        newest = max(spell.last for spell in spells)
        back = at > own.last and (own.last < newest or at - own.last > _SEEN_AGAIN)
        return Choice("touch" if back else "use", own)
    free = next((spell for spell in spells if spell.bound is None), None)
    return Choice("bind", free) if free else Choice("open", None)


def is_shared(spells: Sequence[Spell], *, at: datetime) -> bool:
    """Say whether so many users used a key around a moment that it tells nothing about any of them."""
    near = {
        spell.bound
        for spell in spells
        if spell.bound and spell.since - SHARED_WITHIN <= at <= spell.last + SHARED_WITHIN
    }
    return len(near) >= SHARED_FROM


def _at(spells: Sequence[Spell], at: datetime) -> Spell:
    begun = [(max(m for m in (spell.since, spell.last) if m <= at), spell) for spell in spells if spell.since <= at]
    if not begun:
        return min(spells, key=lambda spell: (spell.since, spell.number))
    return max(begun, key=lambda found: (found[0], found[1].number))[1]
