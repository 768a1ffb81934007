# SPDX-License-Identifier: Apache-2.0
"""Addresses against the truth of Geolonia: prefecture and city, and the town with its 丁目."""

import csv

from omotenashi.base.text import address
from omotenashi.base.text.tests.shared import needed

_KANJI = "〇一二三四五六七八九"
# The level that the first run reached: it may rise, not fall.
TOWNS = 0.988


def test_addresses_of_the_whole_country_are_read() -> None:
    with needed("data/jp/geolonia_addresses_dev.csv").open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    read = [(row, address.parse(row["住所"])) for row in rows]
    places = sum((row["都道府県"], row["市区町村"]) == (one.prefecture, one.city) for row, one in read)
    towns = sum(row["町字"] in _towns(one) for row, one in read)
    assert len(rows) == 3579
    assert places / len(rows) >= 0.999
    assert towns / len(rows) >= TOWNS


def _towns(one: address.Address) -> set[str]:
    """The town alone, and with the first number as its 丁目: without a list of towns both can be meant."""
    block = one.number.partition("-")[0]
    named = f"{one.town}{_kanji(int(block))}丁目" if block.isdigit() and int(block) < 100 else one.town
    return {one.town, named}


def _kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_KANJI[tens]}十") + (_KANJI[ones] if ones else "")
