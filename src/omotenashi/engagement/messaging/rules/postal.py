# SPDX-License-Identifier: Apache-2.0
"""Whether a card can find somebody, what stands on its address side, and which cards would lie in one letter box. Pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omotenashi.base.text import address, forms, postal

# What one side of a card holds: so many lines, and so many signs in a line.
MOST_SIGNS, MOST_LINES = 22, 4
LONGEST_NAME = 20
HONORIFIC = "様"
# Why a card would find nobody, in the order in which one looks.
FAULTS = ("no_name", "no_postal_code", "lost_zero", "bad_postal_code", "unknown_postal_code", "no_address",
          "other_prefecture", "no_number", "too_long")  # fmt: skip
_TITLE = re.compile(r"(様|さま|殿|御中)$")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets a card and where, as it is known of somebody."""

    name: str
    postal_code: str
    prefecture: str
    city: str
    address: str

    @property
    def whole(self) -> str:
        """The address in one line, with prefecture and city once."""
        rest = " ".join(forms.without_invisible(self.address).split())
        if rest.startswith(self.prefecture or "\0"):
            return rest
        if rest.startswith(self.city or "\0"):
            return self.prefecture + rest
        return f"{self.prefecture}{self.city}{rest}"


def fault(one: Addressee) -> str:
    """Say why a card would not arrive; nothing when it would."""
    code = postal.postal_code(one.postal_code)
    if not one.name.strip():
        return "no_name"
    if not one.postal_code.strip():
        return "no_postal_code"
    if code is None:
        return "lost_zero" if postal.lost_leading_zero(one.postal_code) else "bad_postal_code"
    place = postal.lookup(code)
    if place is None:
        return "unknown_postal_code"
    if not one.address.strip():
        return "no_address"
    return _misses(one, place)


def _misses(one: Addressee, place: postal.Place) -> str:
    named = address.parse(one.whole, postal_code=place.code).prefecture
    if named and named != place.prefecture:
        return "other_prefecture"
    if not place.office and not _NUMBER.search(forms.nfkc(one.whole).replace(place.town, "")) and not _has_kanji(one):
        return "no_number"
    written = lines(one)
    if len(written) > MOST_LINES or len(one.name) > LONGEST_NAME:
        return "too_long"
    return ""


def _has_kanji(one: Addressee) -> bool:
    return bool(re.search(r"[一二三四五六七八九十](?:丁目|番|号|地割)", one.whole))


def lines(one: Addressee) -> list[str]:
    """Give the address as it stands on a card: the street, the building under it, long ones in two."""
    whole = one.whole
    building = address.parse(whole, postal_code=postal.postal_code(one.postal_code) or "").building
    at = whole.rfind(building) if building else -1
    parts = [whole[:at], whole[at:]] if at > 0 else [whole]
    return [line for part in parts for line in _cut(part.strip()) if line]


def _cut(text: str) -> list[str]:
    return [text[at : at + MOST_SIGNS] for at in range(0, len(text), MOST_SIGNS)]


def addressed(name: str) -> str:
    """Give a name as it is written to; whoever has a title already keeps it."""
    plain = " ".join(name.split())
    return plain if _TITLE.search(plain) else f"{plain} {HONORIFIC}"


def door(one: Addressee, *, household: str = "") -> str:
    """Give the letter box: who lives at one address in one household, or there under one family name, shares it."""
    where = f"{postal.postal_code(one.postal_code)}|{address.match_key(one.whole)}"
    family = household or one.name.split()[0] if one.name.split() else ""
    return hashlib.sha256(f"{where}|{household or family}".encode()).hexdigest()[:32]


def upright(text: str) -> list[dict[str, Any]]:
    """Give a line as the signs of a column: numbers as 一二三, strokes that turn with the column (`turned`)."""
    signs = []
    for sign in forms.nfkc(text):
        if sign in "0123456789":
            signs.append({"t": "〇一二三四五六七八九"[int(sign)], "turned": False})
        elif sign in forms.HYPHENS or sign in "~〜（）()[]「」…":
            signs.append({"t": "ー" if sign in forms.HYPHENS else sign, "turned": True})
        elif sign.isspace():
            signs.append({"t": "", "turned": False})
        else:
            signs.append({"t": sign, "turned": False})
    return signs


def kept(one: Addressee) -> dict[str, Any]:
    """Give what a piece keeps of its reader: what is printed, and nothing else."""
    return {
        "name": addressed(one.name), "postal_code": postal.postal_code(one.postal_code) or "", "lines": lines(one),
        "address": one.whole,
    }  # fmt: skip


def readable(kept_lines: Sequence[str], kept_name: str) -> str:
    """Give every sign that an address side needs, so that a missing letter is known before."""
    return "".join([*kept_lines, kept_name])


def of(values: Mapping[str, Any]) -> Addressee:
    """Read somebody from the fields of a profile."""
    return Addressee(
        *(str(values.get(name) or "") for name in ("name", "postal_code", "prefecture", "city", "address"))
    )
