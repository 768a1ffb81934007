# SPDX-License-Identifier: Apache-2.0
"""How large words stand in their room: as large as they may, smaller where they are long, cut only where nothing else helps. Pure.

Signs are taken as a little wider than they are, and a line as a sign shorter: what fits here fits on paper. Lengths are millimetres.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LEADING = 1.32
_WORTH_A_LINE = 0.62
# How large small words stand beside large ones.
BESIDE = 0.3
# A word without spaces may break after so many signs where it is longer than a line of a small card.
_UNBROKEN, _PIECE, _BREAK = 14, 7, "\u200b"
_WIDE = frozenset("FWA")
_RUN = re.compile(rf"[\u0021-\u02ff]{{{_UNBROKEN + 1},}}")


@dataclass(frozen=True, slots=True)
class Fitted:
    """Words as they are set: their size, and the words, cut where even the smallest size was too large."""

    text: str
    size: float


def ems(text: str) -> float:
    """Say how wide words are, in widths of a Japanese sign."""
    return sum(_em(sign) for sign in text)


def beside(text: str, *, wide: float, high: float) -> float:
    """Give the size in which words fill a line of a room beside four small signs: limited by its height, or by its width."""
    return round(min(high / LEADING, wide / (ems(text) + 4 * BESIDE + 0.3)), 2)


def fitted(text: str, *, wide: float, high: float, most: float, least: float) -> Fitted:
    """Give words as large as they fit, between two sizes."""
    broken, size = breakable(text.strip()), most
    # One line that is a little smaller reads better than a last sign alone on the next.
    line = min(most, wide / (ems(broken) + 1))
    if line >= max(least, most * _WORTH_A_LINE) and line * LEADING <= high:
        return Fitted(broken, round(line - 0.005, 2))
    while size > least and not _fits(broken, size, wide, high):
        size = max(least, round(size - 0.2, 2))
    if _fits(broken, size, wide, high):
        return Fitted(broken, size)
    kept = broken
    while kept and not _fits(kept + "…", size, wide, high):
        kept = kept[:-1]
    return Fitted(kept.rstrip() + "…", size)


@lru_cache(maxsize=8_192)
def lines(text: str, *, size: float, wide: float) -> int:
    """Say how many lines words take at most. Many cards say the same: it is kept."""
    # A sign that may not begin a line takes the one before it along.
    room, at, count = max(wide / size - 1, 1), 0.0, 1
    for word in _words(text):
        own = ems(word)
        if at and at + own > room:
            count, at = count + 1, 0.0
        at += own
    return count


def breakable(text: str) -> str:
    """Let words that are longer than a line break."""
    return _RUN.sub(lambda run: _BREAK.join(_pieces(run[0])), " ".join(text.split()))


def _pieces(run: str) -> Iterator[str]:
    for at in range(0, len(run), _PIECE):
        yield run[at : at + _PIECE]


def _fits(text: str, size: float, wide: float, high: float) -> bool:
    return lines(text, size=size, wide=wide) * size * LEADING <= high


def _words(text: str) -> Iterator[str]:
    """Give what no line breaks: a sign of Japanese, a word of others."""
    word = ""
    for sign in text:
        if sign in " \u200b" or _is_wide(sign):
            yield from filter(None, (word, sign))
            word = ""
        else:
            word += sign
    yield from filter(None, (word,))


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in _WIDE


def _em(sign: str) -> float:
    if sign == _BREAK or unicodedata.combining(sign):
        return 0.0
    if _is_wide(sign):
        return 1.0
    return 0.95 if sign in "MW@%mw" else 0.72 if sign.isupper() else 0.34 if sign in " .,'|!:;il" else 0.62
