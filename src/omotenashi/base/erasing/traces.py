# SPDX-License-Identifier: Apache-2.0
"""A value in all the ways it may be written: full and half width, kana of both kinds, old kanji, gaps, escapes.

A trace becomes one pattern that Python and PostgreSQL read alike, and one of bytes for files in any encoding.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from omotenashi.base.text import kana
from omotenashi.base.text.variants import KANJI, unify

MARK = "〓"
ENCODINGS = ("utf-8", "cp932", "euc_jp", "utf-16-le", "utf-16-be")
_GAPS = (" ", "　", "\u00a0", "\t", "・", ",", '"', "+", "%20", "%E3%80%80")
_NUMBER_GAPS = ("-", "－", "−", "‐", "–", "ー", " ", "　", ".", "(", ")", "（", "）", "%20")
_HALF_KANA = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
_LETTER = "[0-9A-Za-zぁ-んァ-ヶー々一-龠]"
# A name of two letters stands inside longer names and words; one letter stands everywhere.
_SHORT = 2


@dataclass(frozen=True, slots=True)
class Trace:
    """The letters of a value without its gaps, and whether it is a number."""

    letters: str
    is_number: bool = False

    @property
    def usable(self) -> bool:
        """Whether it is long enough to be looked for without a context."""
        return len(self.letters) >= (7 if self.is_number else _SHORT)

    @property
    def pattern(self) -> str:
        """The pattern for Python and PostgreSQL."""
        gap = "(?:" + "|".join(map(re.escape, _NUMBER_GAPS if self.is_number else _GAPS)) + ")*"
        body = gap.join("(?:" + "|".join(map(re.escape, _spellings(letter))) + ")" for letter in self.letters)
        return f"(?<!{_LETTER}){body}(?!{_LETTER})" if len(self.letters) <= _SHORT else body

    def bytes_pattern(self, encoding: str) -> bytes:
        """The pattern for the bytes of a file."""
        gaps = _encoded(_NUMBER_GAPS if self.is_number else _GAPS, encoding)
        cells = [_encoded(_spellings(letter), encoding) for letter in self.letters]
        if not all(cells):
            return b""
        gap = b"(?:" + b"|".join(gaps) + b")*"
        return gap.join(b"(?:" + b"|".join(cell) + b")" for cell in cells)


@dataclass(frozen=True)
class Traces:
    """All that would lead to one person."""

    found: tuple[Trace, ...]

    def __bool__(self) -> bool:
        return bool(self.found)

    @cached_property
    def pattern(self) -> str:
        """One pattern for all of them; the longest first."""
        return "|".join(trace.pattern for trace in sorted(self.found, key=lambda one: (-len(one.letters), one.letters)))

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def bytes_pattern(self, encoding: str) -> re.Pattern[bytes] | None:
        """One pattern of bytes, or nothing where the encoding cannot hold any of them."""
        parts = [part for trace in self.found if (part := trace.bytes_pattern(encoding))]
        return re.compile(b"|".join(parts)) if parts else None

    def stand_in(self, text: str) -> bool:
        """Say whether any of them stands in a text."""
        return bool(self.found) and self._compiled.search(text) is not None

    def taken_from(self, text: str) -> str:
        """Give a text without them."""
        return self._compiled.sub(MARK, text) if self.found else text

    def taken_from_json(self, value: Any) -> Any:
        """Give a JSON value without them: texts lose the passage, numbers become nothing."""
        if isinstance(value, str):
            return self.taken_from(value)
        if isinstance(value, dict):
            return {self.taken_from(key): self.taken_from_json(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.taken_from_json(inner) for inner in value]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return None if self.stand_in(str(value)) else value
        return value

    def as_json(self) -> list[list[Any]]:
        """Give them for storing."""
        return [[trace.letters, trace.is_number] for trace in self.found]


def from_json(stored: Iterable[Iterable[Any]]) -> Traces:
    """Give what `as_json` gave."""
    return Traces(tuple(Trace(letters, is_number) for letters, is_number in stored))


def of_text(text: str) -> Trace:
    """Give the trace of a name, an address, a mail address: its letters, gaps and widths left out."""
    plain = kana.katakana(unify(unicodedata.normalize("NFKC", text)))
    return Trace("".join(char for char in plain if char not in _GAPS and not char.isspace()).lower())


def of_number(text: str) -> Trace:
    """Give the trace of a phone number: the digits without country and trunk prefix."""
    digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isdigit())
    national = digits.removeprefix("81") if text.strip().startswith("+81") else digits
    return Trace(national.lstrip("0"), is_number=True)


_OLD_FORMS: dict[str, str] = {}
for _variant, _form in KANJI.items():
    _OLD_FORMS[str(_form)] = _OLD_FORMS.get(str(_form), "") + chr(_variant)


def _spellings(letter: str) -> list[str]:
    """Give all ways to write one letter, the plain ones first."""
    ways = {letter, letter.upper(), *_OLD_FORMS.get(letter, "")}
    ways |= {kana.hiragana(letter), _half(letter)} | set("−‐–ー" if letter == "-" else "")
    ways |= {chr(ord(way) + 0xFEE0) for way in ways if len(way) == 1 and 0x21 <= ord(way) <= 0x7E}
    escaped = {quote(way, safe="") for way in ways} | {json.dumps(way)[1:-1] for way in ways}
    return sorted(way for way in ways | escaped if way)


def _half(letter: str) -> str:
    """Give katakana in half width, its voice mark behind it; anything else as it is."""
    parts = unicodedata.normalize("NFD", letter)
    marks = {"\u3099": "ﾞ", "\u309a": "ﾟ"}
    half = "".join(marks.get(part) or _HALF_KANA.get(part, part) for part in parts)
    return half if parts[0] in _HALF_KANA else letter


def _encoded(texts: Iterable[str], encoding: str) -> list[bytes]:
    found = []
    for text in texts:
        try:
            found.append(re.escape(text.encode(encoding)))
        except UnicodeEncodeError:
            continue
    return sorted(set(found))
