# SPDX-License-Identifier: Apache-2.0
"""How a house speaks: its tone, its signature, words that it watches, goods that are never offered by themselves. Pure."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_WORDS, LONGEST = 200, 200


@dataclass(frozen=True, slots=True)
class Watched:
    """A word that is pointed out where it is written, and why; `forbids`: nothing is published with it."""

    word: str
    why: str = ""
    forbids: bool = False


# Claims that 景品表示法 and 薬機法 ask a proof for, or do not allow. A list to begin with; the house's own replaces it.
CLAIMS = (
    Watched("必ず", "断定表現（景品表示法：優良誤認のおそれ。効果を断定できる根拠が必要です）"),
    Watched("絶対", "断定表現（景品表示法：優良誤認のおそれ）"),
    Watched("日本一", "最上級表現（景品表示法：客観的な調査の根拠と出典が必要です）"),
    Watched("世界一", "最上級表現（景品表示法：客観的な調査の根拠と出典が必要です）"),
    Watched("業界初", "最上級表現（景品表示法：客観的な根拠が必要です）"),
    Watched("No.1", "No.1表示（景品表示法：調査した者・方法・時期を併記してください）"),
    Watched("ナンバーワン", "No.1表示（景品表示法：調査した者・方法・時期を併記してください）"),
    Watched("最安値", "価格の最上級表現（景品表示法：有利誤認のおそれ）"),
    Watched("今だけ", "期間の表示（景品表示法：いつまでかを併記してください）"),
    Watched("完全無料", "条件があるときは有利誤認のおそれ（景品表示法）"),
    Watched("100%効果", "効果の断定（景品表示法・薬機法）", forbids=True),
    Watched("治る", "医薬品的な効能効果（薬機法：化粧品・食品では表示できません）", forbids=True),
    Watched("治ります", "医薬品的な効能効果（薬機法：化粧品・食品では表示できません）", forbids=True),
    Watched("シミが消える", "化粧品の効能の範囲外（薬機法）", forbids=True),
    Watched("若返り", "化粧品の効能の範囲外（薬機法）"),
    Watched("痩せる", "身体の変化の断定（景品表示法・薬機法）"),
    Watched("副作用なし", "安全性の保証（薬機法）", forbids=True),
    Watched("医師が推薦", "医薬関係者の推薦（医薬品等適正広告基準）", forbids=True),
)


@dataclass(frozen=True, slots=True)
class Voice:
    """How the house speaks. `signature` stands under mails, `sign` under short texts in place of the seller's name."""

    tone: str = ""
    signature: str = ""
    sign: str = ""
    watched: tuple[Watched, ...] = CLAIMS
    never_offered: tuple[str, ...] = field(default=())

    def kept(self) -> dict[str, Any]:
        """Give it as it is stored."""
        return asdict(self)


def read(raw: Mapping[str, Any]) -> Voice:
    """Read what is stored; a house that never said anything watches the list to begin with."""
    watched = raw.get("watched")
    return Voice(
        tone=str(raw.get("tone", "")),
        signature=str(raw.get("signature", "")),
        sign=str(raw.get("sign", "")),
        watched=CLAIMS if watched is None else tuple(Watched(**one) for one in watched),
        never_offered=tuple(raw.get("never_offered", ())),
    )


def lines(text: str) -> tuple[Watched, ...]:
    """Read a list as it is typed, a word a line: `word | why`, with `!` before what must not be published."""
    found: dict[str, Watched] = {}
    for line in text.splitlines()[:MOST_WORDS]:
        word, _, why = line.strip().partition("|")
        forbids = word.startswith(("!", "！"))
        word = word.lstrip("!！").strip()[:LONGEST]
        if word:
            found[word] = Watched(word, why.strip()[:LONGEST], forbids)
    return tuple(found.values())


def written(watched: Iterable[Watched]) -> str:
    """Write a list as `lines` reads it."""
    return "\n".join(f"{'!' if one.forbids else ''}{one.word}{f' | {one.why}' if one.why else ''}" for one in watched)


def found_in(text: str, watched: Iterable[Watched]) -> Iterator[Watched]:
    """Give the watched words that a text holds, however wide or high they are written."""
    folded = _folded(text)
    yield from (one for one in watched if _folded(one.word) in folded)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
