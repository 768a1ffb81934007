# SPDX-License-Identifier: Apache-2.0
"""Where what stands on a shelf card: rooms for name, price, picture, bars and code, of any size and either way. Pure.

Lengths are millimetres from the upper left corner of the trimmed card. Everything is drawn for A6 and grows with the card.
"""

from collections.abc import Mapping
from dataclasses import dataclass

BLEED, EDGE = 3.0, 12.0
# The short and the long side.
SIZES: Mapping[str, tuple[float, float]] = {"a6": (105.0, 148.0), "a5": (148.0, 210.0), "a4": (210.0, 297.0)}
WAYS = ("wide", "tall")
_SHORT, _LONG = SIZES["a6"]
_MARGIN, _GAP, _FOOT, _JAN, _CODE, _PRICE, _BEFORE, _CAPTION = 7.0, 5.0, 20.0, 38.0, 19.0, 25.0, 7.0, 5.0


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle."""

    x: float
    y: float
    w: float
    h: float

    def as_list(self) -> list[float]:
        """Give it as the page setter reads it."""
        return [round(one, 2) for one in (self.x, self.y, self.w, self.h)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What a card shows besides its name and its price."""

    word: bool = False
    caption: bool = False
    before: bool = False
    picture: bool = False
    jan: bool = False
    code: bool = False


def paper(size: str, way: str) -> tuple[float, float]:
    """Give width and height of a card."""
    short, long = SIZES[size]
    return (long, short) if way == "wide" else (short, long)


def unit(size: str) -> float:
    """Say how much larger than A6 a card is."""
    short, long = SIZES[size]
    return min(short / _SHORT, long / _LONG)


def rooms(size: str, way: str, shown: Shown) -> dict[str, Room]:
    """Give the room of each thing that is shown. `band` runs into the bleed; all others keep the margin."""
    (wide, high), u = paper(size, way), unit(size)
    band = Room(0, 0, wide, (12 if shown.word else 8) * u)
    foot = _FOOT * u if shown.jan or shown.code else 0
    top, bottom = band.h + _GAP * u, high - _MARGIN * u - foot - (_GAP * u if foot else 0)
    body = Room(_MARGIN * u, top, wide - 2 * _MARGIN * u, bottom - top)
    found = {"band": band, **_foot(wide, high, u, shown)}
    if shown.picture:
        found["picture"], body = _beside(body, u) if way == "wide" else _above(body, u)
    return {**found, **_words(body, u, shown)}


def fitting_on_a4(size: str, way: str) -> tuple[int, int, float, float]:
    """Give how many cards stand beside and under each other on a sheet of A4, and the sheet's width and height."""
    wide, _high = paper(size, way)
    short, long = SIZES["a4"]
    beside = {"a4": (1, 1), "a5": (1, 2) if way == "wide" else (2, 1), "a6": (2, 2)}[size]
    sheet = (long, short) if beside[0] * wide > short + 1 else (short, long)
    return *beside, *sheet


def _beside(body: Room, u: float) -> tuple[Room, Room]:
    own = body.w * 0.36
    left = own + _GAP * u
    return Room(body.x, body.y, own, body.h), Room(body.x + left, body.y, body.w - left, body.h)


def _above(body: Room, u: float) -> tuple[Room, Room]:
    own = body.h * 0.42
    down = own + _GAP * u
    return Room(body.x, body.y, body.w, own), Room(body.x, body.y + down, body.w, body.h - down)


def _words(body: Room, u: float, shown: Shown) -> dict[str, Room]:
    """Price at the foot of the words, what it was above it, the name in all the rest."""
    found, top = {}, body.y
    if shown.caption:
        found["caption"] = Room(body.x, top, body.w, _CAPTION * u)
        top += _CAPTION * u
    price = Room(body.x, body.y + body.h - _PRICE * u, body.w, _PRICE * u)
    bottom = price.y
    if shown.before:
        bottom -= _BEFORE * u
        found["before"] = Room(body.x, bottom, body.w, _BEFORE * u)
    return {**found, "price": price, "name": Room(body.x, top, body.w, bottom - top)}


def _foot(wide: float, high: float, u: float, shown: Shown) -> dict[str, Room]:
    found, y = {}, high - (_MARGIN + _FOOT) * u
    if shown.jan:
        found["jan"] = Room(_MARGIN * u, y, _JAN * u, _FOOT * u)
    if shown.code:
        found["code"] = Room(wide - (_MARGIN + _CODE) * u, y, _CODE * u, _FOOT * u)
        left = (_MARGIN + (_JAN + 3 if shown.jan else 0)) * u
        found["lead"] = Room(left, y, found["code"].x - 3 * u - left, _FOOT * u)
    return found
