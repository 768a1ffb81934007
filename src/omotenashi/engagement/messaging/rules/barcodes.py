# SPDX-License-Identifier: Apache-2.0
"""カスタマバーコード: the bars under an address by which Japan Post sorts, from its specification. Pure.

Seven digits of the postal code, thirteen places of the address, one that checks; each place is three bars, and a start
and a stop of two stand around them: 67 bars.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from omotenashi.base.text import forms, postal

PLACES, MODULUS = 13, 19
CONTROLS = tuple(f"CC{number}" for number in range(1, 9))
# The order gives each sign its value: 0 to 9, then the hyphen, then the controls.
SIGNS = (*"0123456789", "-", *CONTROLS)
FILL = "CC4"
START, STOP = "13", "31"
# Of each bar: 1 the whole height, 2 the upper part, 3 the lower part, 4 the middle alone.
BARS: Mapping[str, str] = dict(
    zip(
        SIGNS,
        (
            "144", "114", "132", "312", "123", "141", "321", "213", "231", "411", "414",
            "324", "342", "234", "432", "243", "423", "441", "111",
        ), strict=True,
    )
)  # fmt: skip
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_KANJI = re.compile(r"[〇一二三四五六七八九十百千]+(?=丁目|丁|番地|番|号|地割|線|の|ノ)")
_KANJI_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_TENS = {"十": 10, "百": 100, "千": 1000}
_DROPPED = str.maketrans("", "", "&/・.･")
_DASHES = str.maketrans(dict.fromkeys(forms.HYPHENS, "-"))
# A floor ("10F") is no room; two letters and more are a name; everything else parts numbers from each other.
_FLOOR = re.compile(r"(?<=\d)F")
_WORD = re.compile(r"[A-Z]{2,}")
_OTHER = re.compile(r"[^0-9A-Z]+")
_ROUND_A_LETTER = re.compile(r"-?([A-Z])-?")


@dataclass(frozen=True, slots=True)
class Barcode:
    """`characters`: the twenty signs between start and check; `bars`: what is drawn, 67 digits."""

    characters: tuple[str, ...]
    check: str
    bars: str


def encode(postal_code: str, number: str) -> Barcode:
    """Give the bars of a postal code and the number of an address, as `number_of` gives it.

    Raises ValueError for what has no bars: a postal code of seven digits is needed.
    """
    if not re.fullmatch(r"[0-9]{7}", postal_code):
        raise ValueError(postal_code)
    signs = [sign for one in number for sign in _signs(one)]
    characters = (*postal_code, *(signs + [FILL] * PLACES)[:PLACES])
    total = sum(SIGNS.index(sign) for sign in characters)
    check = SIGNS[-total % MODULUS]
    return Barcode(characters, check, START + "".join(BARS[sign] for sign in (*characters, check)) + STOP)


def number_of(text: str, *, postal_code: str = "") -> str:
    """Extract the number of an address by the rules of Japan Post: 「6丁目7-14 ABCビル2F」 becomes 6-7-14-2.

    `text` may begin with prefecture, city and town; what the postal code stands for already is left out.
    """
    written = forms.nfkc(forms.without_invisible(text)).strip()
    place = postal.lookup(postal_code) if postal_code else None
    if place is not None:
        if place.office:
            return ""
        written = _without(written, place)
    written = _KANJI.sub(lambda found: str(_of_kanji(found[0])), written)
    written = written.upper().translate(_DROPPED).translate(_DASHES)
    written = _WORD.sub(" ", _FLOOR.sub(" ", written))
    joined = _OTHER.sub("-", written).strip("-")
    return _ROUND_A_LETTER.sub(r"\1", joined)


def _signs(one: str) -> tuple[str, ...]:
    if one in "0123456789-":
        return (one,)
    # A letter takes two places: A to J, K to T and U to Z stand behind three controls.
    block, digit = divmod(_LETTERS.index(one), 10)
    return (CONTROLS[block], str(digit))


def _without(written: str, place: postal.Place) -> str:
    """Leave out what the code says already, as far as it is written in the same words."""
    for part in (place.prefecture, place.city, forms.nfkc(place.town)):
        written = written.lstrip()
        if part and written.startswith(part):
            written = written[len(part) :]
    return written


def _of_kanji(text: str) -> int:
    if not any(sign in _TENS for sign in text):
        return int("".join(str(_KANJI_DIGITS[sign]) for sign in text))
    total, current = 0, 0
    for sign in text:
        if sign in _TENS:
            total, current = total + (current or 1) * _TENS[sign], 0
        else:
            current = _KANJI_DIGITS[sign]
    return total + current
