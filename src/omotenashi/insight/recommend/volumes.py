# SPDX-License-Identifier: Apache-2.0
"""Which product is the next volume of which, told by their names: 「霧の庭 第3巻」 comes after 「霧の庭 第2巻」. Pure."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from omotenashi.base.text.forms import nfkc
from omotenashi.insight.recommend.interactions import Ints

_KANJI: Final = {sign: value for value, sign in enumerate("一二三四五六七八九", start=1)}
_PARTS: Final = {"上": 1, "中": 2, "下": 3}
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"第?\s*([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*巻",
        r"\bvol(?:ume)?\.?\s*([0-9]{1,3})",
        r"\(([0-9]{1,3})\)\s*$",
        r"[(\s]([上中下])(?:巻|\))?\s*$",
    )
)


def volume(name: str) -> tuple[str, int] | None:
    """Give the series and the number of a volume; None for what is none."""
    plain = nfkc(name).strip()
    for form in _FORMS:
        if found := form.search(plain):
            series = (plain[: found.start()] + " " + plain[found.end() :]).casefold()
            return (" ".join(series.split()), _number(found[1])) if series.strip() else None
    return None


def following(names: Sequence[str]) -> Ints:
    """Give for each product the place of its next volume; -1 for none. Part 中 may be missing between 上 and 下."""
    known = [volume(name) for name in names]
    place = {one: at for at, one in enumerate(known) if one is not None}
    found = np.full(len(names), -1, dtype=np.int64)
    for at, one in enumerate(known):
        if one is not None:
            found[at] = place.get((one[0], one[1] + 1), -1)
            if found[at] < 0 and _is_first_part(names[at]):
                found[at] = place.get((one[0], 3), -1)
    return found


def _is_first_part(name: str) -> bool:
    return bool((found := _FORMS[3].search(nfkc(name).strip())) and found[1] == "上")


def _number(text: str) -> int:
    if text in _PARTS:
        return _PARTS[text]
    if text.isdigit():
        return int(text)
    tens, found, units = text.partition("十")
    return (_KANJI.get(tens, 1) * 10 if found else 0) + _KANJI.get(units if found else text, 0)
