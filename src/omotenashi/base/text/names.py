# SPDX-License-Identifier: Apache-2.0
"""Names of persons and companies: kept as written, matched by a key."""

import re

from omotenashi.base.text.forms import plain, without_invisible
from omotenashi.base.text.kana import folded
from omotenashi.base.text.variants import unify

_TITLES = re.compile(r"(様|さま|殿|御中|先生|氏|さん|君)$")
_MARKS = re.compile(r"[\s・･.,'’`´、。()（）「」『』/_\-]+")


def shown(name: str) -> str:
    """A name for display: trimmed, inner spaces single; characters are never replaced."""
    return re.sub(r"[\s\u3000]+", " ", name).strip()


def match_key(name: str) -> str:
    """The key under which 髙橋 花子, 高橋花子 and 高橋　花子 様 meet. For matching only."""
    text = _TITLES.sub("", plain(without_invisible(name)))
    return folded(unify(_MARKS.sub("", text))).casefold()


def joined(*, family: str, given: str, japanese_order: bool = True) -> str:
    """Family and given name as one text; Japanese order unless told otherwise."""
    parts = (family, given) if japanese_order else (given, family)
    return " ".join(shown(part) for part in parts if part and part.strip())


def split(name: str) -> tuple[str, str]:
    """(family, given) when a space separates them, else (whole name, ''). Nothing is guessed."""
    family, _, given = shown(name).partition(" ")
    return family, given
