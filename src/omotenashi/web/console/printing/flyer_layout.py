# SPDX-License-Identifier: Apache-2.0
"""Where what stands on a flyer of A4: headline, picture, up to twelve goods in a grid, shops and a code. Pure, in millimetres."""

from math import ceil

from omotenashi.web.console.printing.layout import Room

WIDE, HIGH = 210.0, 297.0
_MARGIN, _GAP = 12.0, 6.0
_BAND, _TALL_BAND, _PERIOD, _CODE, _SHOP, _NAME = 40.0, 74.0, 9.0, 34.0, 15.0, 8.0
_HEROES = ((4, 106.0), (8, 80.0), (12, 56.0))
_COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3, 7: 4, 8: 4, 9: 3, 10: 4, 11: 4, 12: 4}
_PLAIN = 26.0
MOST_SHOPS = 9


def rooms(
    *, goods: int, picture: bool, period: bool, shops: int, pictured: bool = True
) -> dict[str, Room | list[Room]]:
    """Give the room of each thing. `hero` and `band` run into the bleed; all others keep the margin."""
    found: dict[str, Room | list[Room]] = {}
    # Few goods leave the room to the picture.
    hero = next(high for most, high in _HEROES if goods <= most) if picture else 0.0
    if picture:
        found["hero"] = Room(0, 0, WIDE, hero)
    foot, gap = _foot(shops), _GAP + 5
    plain = ceil(goods / _across_of(goods, pictured)) * (_PLAIN + _GAP) if goods and not pictured else 0.0
    # Goods without pictures need little: what they leave makes the headline large.
    tall = max(_BAND if picture else _TALL_BAND, min(HIGH * 0.62, foot.y - plain - 2 * gap - hero) if plain else 0)
    band = Room(0, hero, WIDE, tall)
    inner = Room(_MARGIN, band.y + 6, WIDE - 2 * _MARGIN, band.h - 12)
    bottom = inner.y + inner.h - (_PERIOD if period else 0)
    head = (bottom - inner.y) * 0.66
    found |= {"band": band, "headline": Room(inner.x, inner.y, inner.w, head)}
    found["text"] = Room(inner.x, inner.y + head, inner.w, bottom - inner.y - head)
    if period:
        found["period"] = Room(inner.x, bottom, inner.w, _PERIOD)
    top = band.y + band.h + gap
    found["cells"] = _cells(goods, Room(_MARGIN, top, WIDE - 2 * _MARGIN, foot.y - gap - top), pictured=pictured)
    found["code"] = Room(WIDE - _MARGIN - _CODE, foot.y + foot.h - _CODE, _CODE, _CODE)
    found["shops"] = _shops(min(shops, MOST_SHOPS), foot)
    found["foot"] = foot
    return found


def cell(room: Room, *, picture: bool, before: bool, word: bool = False) -> dict[str, Room]:
    """Give the rooms in the cell of a product: its picture, its name, what it was, what it costs."""
    own = min(9, room.h * 0.3) if picture else room.h * 0.46
    price = Room(room.x, room.y + room.h - own, room.w, own)
    found = {"price": price}
    bottom = price.y
    if before:
        bottom -= 4.5
        found["before"] = Room(room.x, bottom, room.w, 4.5)
    top = room.y
    if picture:
        shown = bottom - top - _NAME - (4.5 if word else 0) - 1.5
        found["picture"] = Room(room.x, top, room.w, shown)
        top += shown + 1.5
    return {**found, "name": Room(room.x, top, room.w, bottom - top)}


def _foot(shops: int) -> Room:
    high = max(_CODE, ceil(min(shops, MOST_SHOPS) / _across(shops)) * _SHOP)
    return Room(_MARGIN, HIGH - _MARGIN - high, WIDE - 2 * _MARGIN, high)


def _across(shops: int) -> int:
    return 1 if shops <= 2 else 2 if shops <= 4 else 3


def _shops(count: int, foot: Room) -> list[Room]:
    across = _across(count)
    wide = (foot.w - _CODE - _GAP - (across - 1) * 4) / across
    return [
        Room(foot.x + at % across * (wide + 4), foot.y + at // across * _SHOP, wide, _SHOP - 1.5) for at in range(count)
    ]


def _across_of(goods: int, pictured: bool) -> int:
    return _COLUMNS[goods] if pictured else goods if goods in (1, 3) else 2 if goods <= 8 else 3


def _cells(goods: int, room: Room, *, pictured: bool) -> list[Room]:
    if not goods:
        return []
    across = _across_of(goods, pictured)
    down, gap = ceil(goods / across), _GAP
    wide, high = (room.w - (across - 1) * gap) / across, (room.h - (down - 1) * gap) / down
    # A single row of goods does not stretch to the foot of the page.
    high = min(high, wide * 1.35 if pictured else 2 * _PLAIN)
    top = room.y + (room.h - down * high - (down - 1) * gap) / 2
    return [
        Room(room.x + at % across * (wide + gap), top + at // across * (high + gap), wide, high) for at in range(goods)
    ]
