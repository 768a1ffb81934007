# SPDX-License-Identifier: Apache-2.0
"""購入理由 in free words: which words of the list a comment met, and which groups the list does not know yet.

Japanese is cut by its scripts: a run of kanji, of katakana or of Latin letters is a word, long runs of kanji are also cut in
twos. Hiragana holds the grammar together and names little. A tokenizer with a dictionary would weigh 20 MB and more, and
find the same nouns.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from omotenashi.commerce.orders.rules.reasons import Reason

_RUNS: Final = re.compile(r"[一-龠々]+|[ァ-ヶー]{2,}|[a-z][a-z0-9'’-]{2,}")
_KANJI: Final = re.compile(r"[一-龠々]{3,}")
# Words that stand in any answer about any purchase, and so name no reason.
_EMPTY: Final = frozenset(
    "購入 買物 買 商品 製品 今回 今日 以前 前回 注文 感 思 自分 私 人 方 事 時 物 気 中 今 前 後 使 見 何 一番 本当 大変 非常 理由 特 良 好 欲 他 店 "
    "サイト ネット ショップ the and for was because bought this that with have from".split()
)
LEAST, MOST, MOST_WORDS = 2, 6, 4
# A word belongs to a group when it stands in at least this part of its comments.
_TOGETHER: Final = 0.5


@dataclass(frozen=True, slots=True)
class Group:
    """Comments that share words and that no reason of the list covers: what it may be called, its words, the comments."""

    name: str
    words: tuple[str, ...]
    comments: tuple[int, ...]

    @property
    def line(self) -> str:
        """The group as a line of the list."""
        return f"{self.name}: {', '.join(self.words)}"


def met(comment: str, reasons: Sequence[Reason]) -> dict[str, tuple[str, ...]]:
    """Give by reason the words of the list that a comment met; of words within each other the longest."""
    found: dict[str, list[str]] = {}
    for word in _meeting(tuple(reasons)).findall(_plain(comment)):
        for name in _owners(tuple(reasons))[word]:
            found.setdefault(name, []).append(word)
    return {name: tuple(dict.fromkeys(words)) for name, words in found.items()}


def words_of(comment: str) -> frozenset[str]:
    """Give what a comment is about."""
    runs = _RUNS.findall(_plain(comment))
    twos = [run[n : n + 2] for run in runs if _KANJI.fullmatch(run) for n in range(len(run) - 1)]
    return frozenset(word for word in (*runs, *twos) if word not in _EMPTY and len(word) > 1)


def suggested(comments: Sequence[str]) -> list[Group]:
    """Give groups of comments that share a word, the largest first; each comment stands in one."""
    said = [words_of(comment) for comment in comments]
    left, groups = set(range(len(said))), list[Group]()
    while len(groups) < MOST:
        counted = Counter(word for place in left for word in said[place])
        if not counted:
            break
        # Of words in equally many comments the longest says most; then the order of the alphabet, so that it is stable.
        word, many = min(counted.items(), key=lambda one: (-one[1], -len(one[0]), one[0]))
        if many < LEAST:
            break
        mine = sorted(place for place in left if word in said[place])
        groups.append(Group(word, _companions(word, [said[place] for place in mine]), tuple(mine)))
        left -= set(mine)
    return groups


def _companions(word: str, said: Sequence[frozenset[str]]) -> tuple[str, ...]:
    counted = Counter(other for words in said for other in words)
    often = {other: many for other, many in counted.items() if many >= max(LEAST, len(said) * _TOGETHER)}
    # A piece of a longer word that stands in the same comments is no word of its own.
    whole = [
        one for one in often if not any(one in long and often[long] >= often[one] for long in often if long != one)
    ]
    apart = [one for one in whole if one not in word and word not in one]
    apart.sort(key=lambda one: (-often[one], -len(one), one))
    return (word, *apart[: MOST_WORDS - 1])


def _plain(text: str) -> str:
    return normalize("NFKC", text).casefold()


@lru_cache(maxsize=32)
def _owners(reasons: tuple[Reason, ...]) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = {}
    for reason in reasons:
        for word in _words(reason):
            owners.setdefault(word, []).append(reason.name)
    return owners


@lru_cache(maxsize=32)
def _meeting(reasons: tuple[Reason, ...]) -> re.Pattern[str]:
    longest = sorted(_owners(reasons), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)) or "(?!)")


def _words(reason: Reason) -> Iterable[str]:
    return dict.fromkeys(_plain(word) for word in (reason.name, *reason.words) if word)
