# SPDX-License-Identifier: Apache-2.0
"""Dates and times as files write them. A column is decided by all its values, never by a guess.

Three families: year first (2025-12-31, 2025/12/31 8:05, 20251231, 2025年12月31日, ISO with a zone),
Japanese eras (`wareki`), and year last (31.12.2025, 12/31/2025), where day and month are told apart
by looking at every value of the column. Spreadsheet serials (45992.5) are a fourth, only on request.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum

from omotenashi.base.text import wareki
from omotenashi.base.text.forms import nfkc

_CLOCK = r"(?:[T\s]+(?P<clock>.+))?"
_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})(?:-|/|\.|年)\s*(?P<m>\d{1,2})(?:-|/|\.|月)\s*(?P<d>\d{1,2})日?(?:\s*[(][月火水木金土日][)])?"
    + _CLOCK
)
_PACKED = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:[T\s]?(?P<clock>\d{6}|\d{4}|\d{1,2}:.+))?")
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})" + _CLOCK)
_TIME = re.compile(
    r"(?P<am>午前|午後|[AP]M)?\s*(?P<h>\d{1,2})(?::|時)(?P<mi>\d{1,2})分?(?::?(?P<s>\d{1,2})秒?(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<pm>[AP]M)?"
    r"\s*(?P<zone>Z|UTC|GMT|JST|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = datetime(1899, 12, 30)


class Style(StrEnum):
    """How a column writes its dates."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    SERIAL = "serial"


@dataclass(frozen=True)
class Decision:
    """The style of a column, or None and the styles that all values would allow."""

    style: Style | None
    candidates: tuple[Style, ...]


def decide(values: Iterable[str]) -> Decision:
    """Look at all values of a column and say how it writes dates.

    Year-first and era dates need no decision. Year-last dates are day-first or month-first when some
    value allows only one reading and none contradicts; 「31.12.」 with dots is day-first by custom only
    when no value contradicts. Undecidable columns return style None: the caller asks.
    """
    year_last = [found for value in values if (found := _YEAR_LAST.fullmatch(_clean(value)))]
    if not year_last:
        return Decision(Style.YEAR_FIRST, (Style.YEAR_FIRST,))
    day_first = all(1 <= int(f["b"]) <= 12 for f in year_last)
    month_first = all(1 <= int(f["a"]) <= 12 for f in year_last)
    if day_first and month_first and all(f["sep"] == "." for f in year_last):
        return Decision(Style.DAY_FIRST, (Style.DAY_FIRST,))
    fits = ((Style.DAY_FIRST, day_first), (Style.MONTH_FIRST, month_first))
    candidates = tuple(style for style, possible in fits if possible)
    return Decision(candidates[0] if len(candidates) == 1 else None, candidates)


def moment(text: str, *, style: Style = Style.YEAR_FIRST, zone: tzinfo = UTC) -> datetime | None:
    """The moment in UTC; `zone` is where a text without a zone was written. None when unreadable.

    A day without a time is midnight in `zone`. Year-last dates are read only with the style that
    `decide` found. Times past 24:00 (25:30, used by late shops) count into the next day.
    """
    local = naive(text, style=style)
    if local is None:
        return None
    return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)


def day(text: str, *, style: Style = Style.YEAR_FIRST) -> date | None:
    """The calendar day as written, ignoring a time behind it; None when unreadable."""
    local = naive(text, style=style)
    return local.date() if local else None


def naive(text: str, *, style: Style = Style.YEAR_FIRST) -> datetime | None:
    """The wall-clock time as written; carries a zone only when the text names one."""
    written = _clean(text)
    if len(written) == 19 and written[4] == "-" and written[13] == ":":
        try:
            return datetime.fromisoformat(written)  # the shortest way for the most frequent form
        except ValueError:
            return None
    if style is Style.SERIAL and _SERIAL.fullmatch(written):
        return from_serial(float(written))
    found = _YEAR_FIRST.fullmatch(written) or _PACKED.fullmatch(written)
    if found:
        return _built(found["y"], found["m"], found["d"], found["clock"])
    found = _YEAR_LAST.fullmatch(written)
    if found:
        return _from_year_last(found, style)
    era, _, clock = written.partition(" ")
    era_day = wareki.parse(written) or wareki.parse(era)
    if era_day is None:
        return None
    return _at(era_day, clock if wareki.parse(written) is None else None)


def from_serial(serial: float) -> datetime:
    """A spreadsheet's day number (1900 system) as wall-clock time, to the second. 45992.5 → noon."""
    return _EPOCH + timedelta(seconds=round(serial * 86400))


def is_serial(text: str) -> bool:
    """True for a number between 1982 and 2119 in a spreadsheet's day count (30000–79999)."""
    written = _clean(text)
    return _SERIAL.fullmatch(written) is not None and 30000 <= float(written) < 80000


def _clean(text: str) -> str:
    return nfkc(text).strip().lstrip("'")


def _from_year_last(found: re.Match[str], style: Style) -> datetime | None:
    # A year of two digits leaves too many readings open.
    if len(found["y"]) == 2 or style not in (Style.DAY_FIRST, Style.MONTH_FIRST):
        return None
    month, day_of_month = (found["b"], found["a"]) if style is Style.DAY_FIRST else (found["a"], found["b"])
    return _built(found["y"], month, day_of_month, found["clock"])


def _built(year: str, month: str, day_of_month: str, clock: str | None) -> datetime | None:
    try:
        value = date(int(year), int(month), int(day_of_month))
    except ValueError:
        return None
    return _at(value, clock)


def _at(value: date, clock: str | None) -> datetime | None:
    if not clock or not clock.strip():
        return datetime.combine(value, time())
    text = clock.strip()
    if text.isdigit() and len(text) in (4, 6):
        text = ":".join(text[i : i + 2] for i in range(0, len(text), 2))
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = _hour(found), int(found["mi"]), int(found["s"] or 0)
    if hour > 29 or minute > 59 or second > 59:
        return None
    micro = int((found["f"] or "0").ljust(6, "0")[:6])
    start = datetime.combine(value, time(), tzinfo=_zone(found["zone"]))
    return start + timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)


def _hour(found: re.Match[str]) -> int:
    half = (found["am"] or found["pm"] or "").upper()
    hour = int(found["h"])
    if half in ("午後", "PM"):
        return hour % 12 + 12
    return hour % 12 if half in ("午前", "AM") else hour


def _zone(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    if name.upper() in ("Z", "UTC", "GMT"):
        return UTC
    if name.upper() == "JST":
        return timezone(timedelta(hours=9))
    sign = -1 if name[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(name[1:3]), minutes=int(name[-2:])))
