# SPDX-License-Identifier: Apache-2.0
"""Two that share a telephone are not one human when what is known of them contradicts: pure.

A family has one landline and one mail address, and clerks mistype. So an edge that rests on a key that several people
may share counts only where given names and days of birth leave room for one human (ADR 0024).
"""

from collections.abc import Iterable
from enum import IntEnum

from omotenashi.people.customers.rules.identifiers import rule_of
from omotenashi.people.customers.rules.matching import fields, similarity
from omotenashi.people.customers.rules.matching.comparing import is_reading

# What is known of somebody, as (kind, key): a given name in kana, in kanji or in letters, a day of birth.
type Traits = frozenset[tuple[str, str]]

REASON = "contradiction"
TRAIT_FIELDS = ("name", "kana", "birth_date")
_KANA, _WRITTEN, _LATIN, _BIRTH = "kana", "written", "latin", "birth"
# Short readings that differ in one sound are sisters (ユミ, ユキ); long ones are a slip of the hand.
_LONG = 4


class Ground(IntEnum):
    """What an edge rests on: what is one human's alone, a key that several may share, or a guess."""

    SURE = 0
    SHARED = 1
    GUESS = 2


def ground_of(rule: str, one: str, other: str) -> Ground:
    """Say what an edge between nodes of two types rests on."""
    if rule.startswith("link:"):
        return Ground.GUESS if rule == "link:suggestion" else Ground.SURE
    return Ground.SURE if _is_own(one) and _is_own(other) else Ground.SHARED


def traits_of(values: Iterable[tuple[str, str]]) -> Traits:
    """Give the traits that follow from values of the fields `TRAIT_FIELDS`."""
    return frozenset(trait for field, value in values if (trait := _trait(field, value)) is not None)


def contradict(one: Traits, other: Traits, *, ground: Ground) -> bool:
    """Say whether an edge on this ground would make one human of two.

    Given names decide; where they cannot be compared, the days of birth. A guess needs both to leave room.
    """
    if ground is Ground.SURE or not one or not other:
        return False
    named = same_name(one, other)
    if named is None or (named and ground is Ground.GUESS):
        return same_birth(one, other) is False
    return not named


def same_name(one: Traits, other: Traits) -> bool | None:
    """Say whether the given names leave room for one human; None where they cannot be compared."""
    return _agree(one, other, (_KANA, _WRITTEN, _LATIN))


def same_birth(one: Traits, other: Traits) -> bool | None:
    """Say whether the days of birth leave room for one human; None where one is not known."""
    return _agree(one, other, (_BIRTH,))


def _is_own(kind: str) -> bool:
    return kind == "receipt" or rule_of(kind).priority <= rule_of("line_user_id").priority


def _trait(field: str, value: str) -> tuple[str, str] | None:
    if field == "birth_date":
        day = value.replace("-", "")
        return (_BIRTH, day) if day else None
    if field == "kana":
        _family, given = fields.split_name(value)
        key = fields.kana_key(given)
        return (_KANA, key) if key else None
    if field != "name":
        return None
    _family, given = fields.split_name(value)
    if not given or not (key := fields.name_key(given)):
        return None
    return (_LATIN if key.isascii() else _KANA if is_reading(key) else _WRITTEN, key)


def _agree(one: Traits, other: Traits, kinds: Iterable[str]) -> bool | None:
    """Say whether any value of one side fits any of the other; None where none can be compared."""
    found: bool | None = None
    for kind in kinds:
        mine = [key for name, key in one if name == kind]
        theirs = [key for name, key in other if name == kind]
        if mine and theirs:
            if any(_fits(kind, a, b) for a in mine for b in theirs):
                return True
            found = False
    return found


def _fits(kind: str, a: str, b: str) -> bool:
    if a == b:
        return True
    if kind == _LATIN:
        # A second name, or an initial.
        return a.startswith(b) or b.startswith(a)
    near = kind == _BIRTH or (kind == _KANA and min(len(a), len(b)) >= _LONG)
    return near and abs(len(a) - len(b)) <= 1 and similarity.damerau(a, b) <= 1
