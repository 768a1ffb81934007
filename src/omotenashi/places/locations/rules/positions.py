# SPDX-License-Identifier: Apache-2.0
"""Read published positions: lines of 位置参照情報 (Ministry of Land, by town or by block) or of a plain list of postal codes.

The columns of 位置参照情報 are those of nlftp.mlit.go.jp/isj/data.html. It names towns, not postal codes, so a town is
brought to the form in which Japan Post's list writes it: without 丁目 and 大字, without the 郡, ヶ as ケ. A code lies in the
middle of its town; where several codes share one town, they share the middle. Pure.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from omotenashi.base.text.forms import nfkc
from omotenashi.base.text.postal import postal_code

type Town = tuple[str, str, str]
type Degrees = tuple[float, float]

# Japan lies within these, from Okinotorishima to Etorofu and from Yonaguni to Minamitorishima.
LATITUDES: Final = (20.0, 46.0)
LONGITUDES: Final = (122.0, 154.0)
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "code": ("postal_code", "postcode", "zip", "zipcode", "zip_code", "郵便番号"),
    "prefecture": ("都道府県名",),
    "city": ("市区町村名",),
    "town": ("大字町丁目名", "大字・丁目名", "大字・町丁目名", "大字_丁目名"),
    "latitude": ("latitude", "lat", "緯度"),
    "longitude": ("longitude", "lng", "lon", "経度"),
    "history": ("更新後履歴フラグ",),
}
_PLAIN: Final = ("code", "latitude", "longitude")
_TOWNS: Final = ("prefecture", "city", "town", "latitude", "longitude")
_DELETED: Final = "3"
_CHOME = re.compile(r"([0-9]+|[〇一二三四五六七八九十百]+)丁目.*$")
_GUN = re.compile(r"^[^市]{1,5}?郡(?=.+[町村]$)")
_LIKE = str.maketrans({"ヶ": "ケ", "ヵ": "カ", "ノ": "の", "之": "の", "ッ": "ツ"})


class UnknownColumns(ValueError):
    """The first line names neither the columns of 位置参照情報 nor postal_code, latitude, longitude."""


class Flawed(ValueError):
    """A line that cannot be read: `code`, `number`, `outside`, `swapped`, `town` or `columns`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand: kind `plain` (postal codes) or `towns` (位置参照情報)."""

    kind: str
    at: Mapping[str, int]
    width: int


@dataclass(frozen=True, slots=True)
class Flaw:
    """A line that was put aside, as it stood."""

    file: str
    line: int
    text: str
    header: str
    reason: str


@dataclass(slots=True)
class Middle:
    """Positions of one thing on their way to their middle."""

    latitude: float = 0.0
    longitude: float = 0.0
    count: int = 0

    def add(self, at: Degrees) -> None:
        """Take one more in."""
        self.latitude, self.longitude, self.count = self.latitude + at[0], self.longitude + at[1], self.count + 1

    @property
    def degrees(self) -> Degrees:
        """The middle: good within a town, which is small beside the earth."""
        return self.latitude / self.count, self.longitude / self.count


@dataclass(slots=True)
class Read:
    """What some files say: middles of postal codes and of towns, and what could not be read."""

    lines: int = 0
    codes: dict[str, Middle] = field(default_factory=dict)
    towns: dict[Town, Middle] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    flawed: int = 0


# More lines than this are counted and not kept: a file whose every line is bad is the wrong file.
MOST_FLAWS: Final = 5_000


def columns_of(header: str) -> Columns:
    """Find the columns by their names. Raises UnknownColumns."""
    names = [nfkc(name).strip().strip("\ufeff").casefold() for name in _cells(header)]
    wanted = {field: [nfkc(name) for name in known] for field, known in _NAMES.items()}
    at = {field: names.index(name) for field, known in wanted.items() for name in known if name in names}
    for kind, needed in (("plain", _PLAIN), ("towns", _TOWNS)):
        if all(name in at for name in needed):
            return Columns(kind, at, len(names))
    raise UnknownColumns(header)


def read(
    read_so_far: Read, *, file: str, lines: Iterable[str], tick: Callable[[int], None] = lambda _lines: None
) -> None:
    """Read one file into what was read before. Raises UnknownColumns; a bad line is put aside."""
    rest: Iterator[str] = iter(lines)
    header = next(rest, "").rstrip("\r\n")
    columns = columns_of(header)
    for number, raw in enumerate(rest, start=2):
        text = raw.rstrip("\r\n")
        if not text.strip():
            continue
        read_so_far.lines += 1
        if read_so_far.lines % 5_000 == 0:
            tick(read_so_far.lines)
        try:
            take(read_so_far, text, columns)
        except Flawed as error:
            read_so_far.flawed += 1
            if len(read_so_far.flaws) < MOST_FLAWS:
                read_so_far.flaws.append(Flaw(file, number, text, header, error.reason))


def take(so_far: Read, text: str, columns: Columns) -> None:
    """Take one line in. Raises Flawed."""
    cells = _cells(text)
    if len(cells) < columns.width:
        raise Flawed("columns")
    said = {name: cells[place].strip() for name, place in columns.at.items()}
    if said.get("history") == _DELETED:
        return
    at = degrees(said["latitude"], said["longitude"])
    if columns.kind == "plain":
        code = postal_code(said["code"])
        if code is None:
            raise Flawed("code")
        so_far.codes.setdefault(code, Middle()).add(at)
        return
    if not (said["prefecture"] and said["city"] and said["town"]):
        raise Flawed("town")
    so_far.towns.setdefault(town_of(said["prefecture"], said["city"], said["town"]), Middle()).add(at)


def degrees(latitude: str, longitude: str) -> Degrees:
    """Read a position within Japan. Raises Flawed, `swapped` where the two stand in each other's place."""
    try:
        found = float(nfkc(latitude)), float(nfkc(longitude))
    except ValueError:
        raise Flawed("number") from None
    if _within(*found):
        return found
    raise Flawed("swapped" if _within(found[1], found[0]) else "outside")


def town_of(prefecture: str, city: str, town: str) -> Town:
    """Bring a town to the form in which two lists write it alike."""
    plain = nfkc(town).replace(" ", "").removeprefix("大字").removeprefix("字")
    return nfkc(prefecture).strip(), _GUN.sub("", nfkc(city).replace(" ", "")), _CHOME.sub("", plain).translate(_LIKE)


def placed(codes: Iterable[tuple[str, Town]], towns: Mapping[Town, Middle]) -> tuple[dict[str, Degrees], int]:
    """Give postal codes of known towns their position, and how many towns no code has.

    A code for all the rest of a city (no town) lies in the middle of the city; a tower whose name begins with that of
    its town lies in the town.
    """
    cities: dict[tuple[str, str], Middle] = {}
    by_city: dict[tuple[str, str], list[str]] = {}
    for (prefecture, city, town), middle in towns.items():
        cities.setdefault((prefecture, city), Middle()).add(middle.degrees)
        by_city.setdefault((prefecture, city), []).append(town)
    found, used = {}, set()
    for code, (prefecture, city, town) in codes:
        here = (prefecture, city)
        if here not in cities:
            continue
        name = town if (*here, town) in towns or not town else _beginning(town, by_city[here])
        if name:
            used.add((*here, name))
            found[code] = towns[*here, name].degrees
        elif not town:
            found[code] = cities[here].degrees
    return found, len(towns.keys() - used)


def _beginning(town: str, names: Sequence[str]) -> str:
    return max((name for name in names if name and town.startswith(name)), key=len, default="")


def _within(latitude: float, longitude: float) -> bool:
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]), [])
