# SPDX-License-Identifier: Apache-2.0
"""One pair on two columns: what differs character by character, what each field weighs, what a join would bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from omotenashi.base.text import postal
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import LinkSuggestion, Profile
from omotenashi.web.console.customers import joins, words
from omotenashi.web.console.customers.listing import shown_phone
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.matching.queue import profiles

FIELDS: dict[str, str | Promise] = {
    "family_kana": lazy("Family name"),
    "given_kana": lazy("Given name"),
    "whole": lazy("Name"),
    "birth": lazy("Birth date"),
    "gender": lazy("Gender"),
    "phone": lazy("Phone number"),
    "email": lazy("Mail address"),
    "street": lazy("Address"),
}
LEVELS: dict[str, tuple[str, str | Promise]] = {
    "same": ("good", lazy("the same")),
    "sound": ("good", lazy("sounds the same")),
    "written": ("good", lazy("written the same")),
    "street": ("good", lazy("the same street")),
    "mailbox": ("info", lazy("the same name before @")),
    "near_1": ("info", lazy("one character differs")),
    "near_2": ("warn", lazy("two characters differ")),
    "postcode": ("info", lazy("the same postal code")),
    "else": ("bad", lazy("different")),
    "missing": ("quiet", lazy("not known of both")),
}
# The picture: its width, and the bits from its left to its right edge.
_WIDTH, _BITS = 320.0, (-24.0, 48.0)


@dataclass(frozen=True)
class Piece:
    """A run of characters that stands in both, or only here."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Line:
    """One field of both, and how they differ."""

    label: str | Promise
    left: list[Piece]
    right: list[Piece]


@dataclass(frozen=True)
class Bar:
    """One step of the waterfall: from where to where, in units of the picture."""

    label: str | Promise
    mood: str
    word: str | Promise
    weight: float
    x: float
    width: float
    end: float
    total: bool = False


def pieces(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Cut two texts into what they share and what they do not."""
    left: list[Piece] = []
    right: list[Piece] = []
    if not one or not other:
        return [Piece(one, False)] if one else [], [Piece(other, False)] if other else []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if a < b:
            left.append(Piece(one[a:b], kind != "equal"))
        if c < d:
            right.append(Piece(other[c:d], kind != "equal"))
    return left, right


def waterfall(evidence: Sequence[dict[str, Any]], *, weight: float) -> list[Bar]:
    """Give the bits that each field adds or takes, from what every pair begins with to the sum."""
    spoken = [one for one in evidence if one["level"] != "missing"]
    at = weight - sum(one["weight"] for one in spoken)
    bars = [_bar(lazy("Any two customers"), "quiet", "", 0.0, at, at)]
    for one in spoken:
        mood, word = LEVELS.get(one["level"], ("info", lazy("similar")))
        if one["weight"] < 0:
            mood = "bad"
        name = FIELDS.get(one["field"], one["field"])
        bars.append(_bar(name, mood, word, at, at + one["weight"], one["weight"]))
        at += one["weight"]
    return [*bars, _bar(lazy("Sum of the weights"), "good" if at > 0 else "bad", "", 0.0, at, at, total=True)]


def lines(one: Profile, other: Profile, *, sight: Sight) -> list[Line]:
    """Give what is known of both, field by field; nothing where neither has it."""
    both = [_values(profile, sight) for profile in (one, other)]
    return [Line(label, *pieces(a, b)) for (label, a), (_label, b) in zip(*both, strict=True) if a or b]


def pair(found: LinkSuggestion, *, sight: Sight) -> dict[str, Any] | None:
    """Give everything about one pair, or None when one of them is no more."""
    people = profiles([found])
    if len(people) < 2:
        return None
    ends = [people[found.a_id], people[found.b_id]]
    sides = [joins.side(customers.nodes_of(profile.pk), sight=sight) for profile in ends]
    return {
        "pair": found,
        # Nothing is certain: 100 % would say so.
        "sure": min(found.probability, 0.9999),
        "people": ends,
        "lines": lines(ends[0], ends[1], sight=sight),
        "bars": waterfall(found.evidence, weight=found.weight),
        "sides": sides,
        "money_on_both": all(side.points for side in sides),
        "zero": _place(0.0),
        "width": _WIDTH,
    }


def _values(profile: Profile, sight: Sight) -> list[tuple[str | Promise, str]]:
    code = sight.field("postal_code", postal.shown(profile.postal_code) if len(profile.postal_code) == 7 else "")
    address = sight.field("address", f"{profile.prefecture}{profile.city}{profile.address}")
    return [
        (lazy("Name"), profile.name),
        (lazy("Kana"), profile.kana),
        (lazy("Birth date"), sight.field("birth_date", profile.birth_date.isoformat() if profile.birth_date else "")),
        (lazy("Gender"), str(words.GENDERS.get(profile.gender, profile.gender))),
        (lazy("Phone number"), shown_phone(profile, sight)),
        (lazy("Mail address"), sight.field("email", profile.email)),
        (lazy("Postal code"), code),
        (lazy("Address"), address),
    ]


def _bar(
    label: str | Promise,
    mood: str,
    word: str | Promise,
    start: float,
    end: float,
    weight: float,
    *,
    total: bool = False,
) -> Bar:
    low, high = sorted((_place(start), _place(end)))
    return Bar(label, mood, word, weight, round(low, 1), round(max(high - low, 2.0), 1), round(_place(end), 1), total)


def _place(bits: float) -> float:
    low, high = _BITS
    return (min(max(bits, low), high) - low) / (high - low) * _WIDTH
