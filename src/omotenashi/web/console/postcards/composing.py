# SPDX-License-Identifier: Apache-2.0
"""How little fills a card: larger letters where words are few, the only picture over the whole width, the rest in balance. Pure.

Heights are estimates in millimetres, a little too high, so that what is made larger still fits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from omotenashi.web.ui import fitting

WIDE, ROOM = 84.0, 88.0
# Over the whole width and into the bleed; fewer dots than this on an inch would show.
HERO_WIDE, _DOTS = 106.0, 200
_HERO_LEAST, _HERO_MOST = 44.0, 60.0
_SCALES = (1.45, 1.3, 1.15)
_GAP, _SPARE = 4.0, 6.0
_POINT = 25.4 / 72
_LETTERS = {"heading": 15 * _POINT, "text": 9 * _POINT}
_LINE = 1.62
_FIXED = {"coupon": 21.0, "points": 11.0, "shop": 24.0, "staff": 20.0, "divider": 1.0}
_GROWS = frozenset({"coupon", "points"})


@dataclass(frozen=True, slots=True)
class Composed:
    """The parts of a card, how much larger their letters are, and the picture over the whole width with its height."""

    parts: Sequence[Mapping[str, Any]]
    scale: float = 1.0
    hero: str = ""
    high: float = 0.0


def composed(shown: Sequence[Mapping[str, Any]], *, dots: Mapping[str, int]) -> Composed:
    """Compose what a card shows. `dots` is the width in dots of each picture by its file."""
    pictures = [one for one in shown if one["kind"] == "picture"]
    rest = [one for one in shown if one["kind"] != "picture"]
    if len(pictures) == 1 and rest and dots.get(pictures[0]["file"], 0) >= HERO_WIDE / 25.4 * _DOTS:
        own = pictures[0]
        wanted = min(_HERO_MOST, HERO_WIDE * own["high"] / own["wide"])
        # Rounded down, so that what is left is enough.
        high = floor(10 * min(wanted, ROOM - height(rest, 1.0))) / 10
        if high >= min(_HERO_LEAST, floor(10 * wanted) / 10):
            return Composed(rest, _scale(rest, ROOM - high), own["file"], high)
    return Composed(shown, _scale(shown, ROOM))


def height(shown: Sequence[Mapping[str, Any]], scale: float) -> float:
    """Say how high parts stand at most."""
    return sum(_high(one, scale) + _GAP for one in shown)


def _scale(shown: Sequence[Mapping[str, Any]], room: float) -> float:
    fits = (scale for scale in _SCALES if height(shown, scale) + _SPARE <= room and not _breaks(shown, scale))
    return next(fits, 1.0)


def _breaks(shown: Sequence[Mapping[str, Any]], scale: float) -> bool:
    """Say whether a heading would need more lines than it does in the usual size: a last sign alone looks forgotten."""
    size = _LETTERS["heading"]
    heads = [one["text"] for one in shown if one["kind"] == "heading"]
    return any(_lines(one, size * scale) > _lines(one, size) for one in heads)


def _lines(text: str, size: float) -> int:
    return sum(fitting.lines(line, size=size, wide=WIDE) for line in text.split("\n"))


def _high(one: Mapping[str, Any], scale: float) -> float:
    kind = one["kind"]
    if kind in _LETTERS:
        size = _LETTERS[kind] * scale
        return _lines(one["text"], size) * size * _LINE
    if kind == "picture":
        return float(one["high"])
    if kind == "goods":
        return _shelf(one)
    return _FIXED.get(kind, 12.0) * (scale if kind in _GROWS else 1)


def _shelf(one: Mapping[str, Any]) -> float:
    title = 6.0 if one["title"] else 0.0
    rows = -(-len(one["goods"]) // 3)
    return title + (rows * 38.0 if one["pictured"] else len(one["goods"]) * 6.0 + 4.0)
