# SPDX-License-Identifier: Apache-2.0
"""The plain form of a text: Unicode NFKC, one kind of space, one kind of hyphen between digits.

NFKC turns half-width kana, full-width Latin and circled digits into their plain form, but it leaves
U+2212 and 「ー」 alone (spec japan.md §4), so a hyphen between digits is mapped here.
"""

import re
import unicodedata

HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\uff0d\u30fc\uff70"
MINUS_SIGNS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\ufe63"

_BETWEEN_DIGITS = re.compile(rf"(?<=\d)\s*[{re.escape(HYPHENS)}]\s*(?=\d)")
_SPACES = re.compile(r"\s+")
# Signs that carry no text: zero-width marks, the byte order mark, variation selectors.
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef\u00ad]")


def nfkc(text: str) -> str:
    """The NFKC form of `text`, unchanged otherwise."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def plain(text: str) -> str:
    """NFKC, trimmed, runs of white space as one space, hyphens between digits as 「-」."""
    return hyphens_between_digits(_SPACES.sub(" ", nfkc(text)).strip())


def hyphens_between_digits(text: str) -> str:
    """Each dash, minus or long-vowel sign that stands between two digits becomes 「-」."""
    return _BETWEEN_DIGITS.sub("-", text)


def digits(text: str) -> str:
    """Only the decimal digits of `text`, in ASCII; full-width digits count."""
    return "".join(str(unicodedata.decimal(c)) for c in nfkc(text) if c.isdecimal())


def without_invisible(text: str) -> str:
    """`text` without zero-width marks and variation selectors (葛󠄀 → 葛), for matching only."""
    return text if text.isascii() else _INVISIBLE.sub("", text)
