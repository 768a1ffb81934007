# SPDX-License-Identifier: Apache-2.0
"""What somebody wants printed, as it stands in the address: nothing is kept, a link brings the same sheet again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from omotenashi.web.console.printing import layout

MOST_CARDS, MOST_ON_FLYER = 500, 12
LONGEST_WORD, LONGEST_HEADLINE, LONGEST_TEXT = 24, 60, 160
_MEDIUM = re.compile(r"[^\x21-\x7e]|[&#?/%]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """What every sheet to print has: goods that were picked, each with a word of its own."""

    picked: tuple[tuple[str, str], ...] = ()

    @property
    def codes(self) -> list[str]:
        """The codes of the goods that were picked."""
        return [code for code, _word in self.picked]

    def url(self, **changes: object) -> str:
        """Give the query of an address that brings the same again, with changes."""
        one = replace(self, **changes)  # type: ignore[arg-type]  # the caller's fields
        goods = [pair for code, word in one.picked for pair in (("p", code), ("w", word))]
        # A form says nothing of a box that is not ticked: what was said once is told apart from a first visit.
        return "?" + urlencode([*goods, *one.said(), ("said", "1")])

    def said(self) -> list[tuple[str, str]]:
        """Give what an address says beside the goods."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True, slots=True)
class Cards(Sheet):
    """Shelf cards: in which size, with which words; `each`: one for each variant, `code` and `jan`: with QR and bars."""

    category: str = ""
    size: str = "a6"
    way: str = "wide"
    word: str = ""
    medium: str = ""
    shop: str = ""
    each: bool = False
    code: bool = True
    jan: bool = True

    def said(self) -> list[tuple[str, str]]:
        """Give what an address says beside the goods."""
        plain = {
            "category": self.category, "size": self.size, "way": self.way, "word": self.word, "mc": self.medium,
            "shop": self.shop,
        }  # fmt: skip
        ticked = [(name, "1") for name in ("each", "code", "jan") if getattr(self, name)]
        return [*((name, value) for name, value in plain.items() if value), *ticked]


@dataclass(frozen=True, kw_only=True, slots=True)
class Flyer(Sheet):
    """A flyer of one side: its words, its picture, up to twelve goods, its period and the shops it calls to."""

    headline: str = ""
    text: str = ""
    picture: str = ""
    begins: date | None = None
    ends: date | None = None
    shops: tuple[str, ...] = ()
    medium: str = ""

    def said(self) -> list[tuple[str, str]]:
        """Give what an address says beside the goods."""
        days = {
            "begins": self.begins.isoformat() if self.begins else "",
            "ends": self.ends.isoformat() if self.ends else "",
        }
        plain = {"headline": self.headline, "text": self.text, "picture": self.picture, "mc": self.medium, **days}
        return [*((name, value) for name, value in plain.items() if value), *(("shop", code) for code in self.shops)]


def cards(query: QueryDict, *, medium: str, shop: str = "") -> Cards:
    """Read what shelf cards are wanted; what is unknown is left out, so an old link still opens."""
    said = query.get("said") == "1"
    return Cards(
        picked=_picked(query.getlist("p"), query.getlist("w"), query.get("add_code", ""))[:MOST_CARDS],
        category=query.get("category", ""), size=_one(query, "size", tuple(layout.SIZES)), way=_one(query, "way", layout.WAYS),
        word=query.get("word", "").strip()[:LONGEST_WORD], medium=medium_of(query.get("mc", "" if said else medium)),
        shop=query.get("shop", shop), each="each" in query, code="code" in query or not said, jan="jan" in query or not said,
    )  # fmt: skip


def flyer(query: QueryDict, *, medium: str, shops: Sequence[str]) -> Flyer:
    """Read what flyer is wanted."""
    said = query.get("said") == "1"
    return Flyer(
        headline=query.get("headline", "").strip()[:LONGEST_HEADLINE], text=query.get("text", "").strip()[:LONGEST_TEXT],
        picture=query.get("picture", "")[:200], begins=_day(query, "begins"), ends=_day(query, "ends"),
        picked=_picked(query.getlist("p"), query.getlist("w"), query.get("add_code", ""))[:MOST_ON_FLYER],
        shops=tuple(query.getlist("shop") if said else shops), medium=medium_of(query.get("mc", "" if said else medium)),
    )  # fmt: skip


def medium_of(text: str) -> str:
    """Give a 媒体コード as it may stand in an address."""
    return _MEDIUM.sub("", text)[:40]


def without(picked: Sequence[tuple[str, str]], code: str) -> tuple[tuple[str, str], ...]:
    """Give what was picked without one of it."""
    return tuple(one for one in picked if one[0] != code)


def _picked(codes: Sequence[str], words: Sequence[str], added: str) -> tuple[tuple[str, str], ...]:
    """Give the codes with their own words, each code once."""
    found: Mapping[str, str] = {}
    padded = [*words, *[""] * len(codes)]
    pairs = [*zip(codes, padded, strict=False), *([(added, "")] if added else [])]
    found = {code: word.strip()[:LONGEST_WORD] for code, word in reversed(pairs) if code}
    return tuple((code, found[code]) for code in dict.fromkeys(code for code, _word in pairs if code))


def _one(query: QueryDict, name: str, known: tuple[str, ...]) -> str:
    said = query.get(name, "")
    return said if said in known else known[0]


def _day(query: QueryDict, name: str) -> date | None:
    try:
        return date.fromisoformat(query.get(name, ""))
    except ValueError:
        return None
