# SPDX-License-Identifier: Apache-2.0
"""Dates in Japanese eras: 令和6年1月2日, R6.1.2, 平成元年, S55.1.2, R060102."""

import re
from datetime import date

from omotenashi.base.text.forms import nfkc

# First days of the eras; before Meiji 6 Japan used another calendar, so 明治 begins in 1873 here.
ERAS = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 1, 25)),
)
_NAMES = {"令和": 0, "R": 0, "令": 0, "平成": 1, "H": 1, "平": 1, "昭和": 2, "S": 2, "昭": 2,
          "大正": 3, "T": 3, "大": 3, "明治": 4, "M": 4, "明": 4}  # fmt: skip
_WRITTEN = re.compile(
    r"(令和|平成|昭和|大正|明治|令|平|昭|大|明|[RHSTM])\s*(元|\d{1,2})\s*(?:年|[./\-])\s*(\d{1,2})\s*(?:月|[./\-])\s*(\d{1,2})\s*日?",
    re.IGNORECASE,
)
_PACKED = re.compile(r"([RHSTM])(\d{2})(\d{2})(\d{2})", re.IGNORECASE)
_SIGNS = str.maketrans({"㋿": "令和", "㍻": "平成", "㍼": "昭和", "㍽": "大正", "㍾": "明治"})


def parse(text: str) -> date | None:
    """The day, or None when `text` is no era date or the day did not exist.

    A year past the end of its era (平成40年) is taken as written by habit and refused only when it
    runs more than 12 years over; the first year may be written 元年.
    """
    written = nfkc(text.translate(_SIGNS)).strip()
    found = _WRITTEN.fullmatch(written) or _PACKED.fullmatch(written)
    if found is None:
        return None
    era, year, month, day = found.groups()
    place = _NAMES[era.upper() if era.isascii() else era]
    try:
        value = date(
            ERAS[place][2].year + (1 if year == "元" else int(year)) - 1,
            int(month),
            int(day),
        )
    except ValueError:
        return None
    return value if _fits(place, value) else None


def shown(day: date, *, short: bool = False) -> str:
    """令和6年1月2日, or R6.1.2 when `short`; the first year is 元年."""
    name, letter, first = next((era for era in ERAS if day >= era[2]), ERAS[-1])
    year = day.year - first.year + 1
    if short:
        return f"{letter}{year}.{day.month}.{day.day}"
    return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def _fits(place: int, value: date) -> bool:
    starts = ERAS[place][2]
    if place == 0:
        return value >= starts
    ended = ERAS[place - 1][2]
    return starts <= value and value.year <= ended.year + 12
