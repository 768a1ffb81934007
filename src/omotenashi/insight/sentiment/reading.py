# SPDX-License-Identifier: Apache-2.0
"""Read a text for its mood: find the words, turn what is negated, weigh what is stressed, let the last word count more.

No learning and no other machine: each verdict is the sum of words that can be shown. It reads goods, shops and deliveries;
irony it does not.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal
from unicodedata import normalize

from omotenashi.insight.sentiment import lexicon

type Mood = Literal["good", "plain", "bad"]

# Farther on than this a "not" belongs to something else; farther back a "very" does.
_AHEAD, _BACK = 8, 8
_STRONGER, _WEAKER, _BEFORE, _AFTER = 1.6, 0.6, 0.6, 1.4
# A "not bad" is less than a "good", a "not good" nearly as much as a "bad".
_TURNED_GOOD, _TURNED_BAD = -1.0, -0.6
# One plain word alone is enough for a verdict: 1 ÷ (1 + 1.5) = 0.4.
_CALM, _BORDER = 1.5, 0.12
LONGEST: Final = 2_000
_ENDS = re.compile(r"[。!?\n]+|\.{2,}")
_PAUSE = re.compile(r"[、,;]")


def _any(words: "dict[str, float] | tuple[str, ...]") -> re.Pattern[str]:
    """The longest first, so that a phrase wins over the word in it."""
    return re.compile("|".join(re.escape(one) for one in sorted(words, key=len, reverse=True)))


_WORD, _SIGN = _any(lexicon.WORDS), _any(lexicon.SIGNS)
_TURN, _NO_TURN, _BUT = _any(lexicon.TURNED), _any(lexicon.NOT_TURNED), _any(lexicon.BUT)
_MORE, _LESS = _any(lexicon.STRONGER), _any(lexicon.WEAKER)


@dataclass(frozen=True, slots=True)
class Found:
    """A word that told of a mood, and what it weighed where it stood."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Read:
    """What a text tells: from −1 (bad) to 1 (good), and by which words."""

    score: float
    found: tuple[Found, ...]

    @property
    def mood(self) -> Mood:
        """The verdict: plain where nothing tells, or where both sides weigh the same."""
        if abs(self.score) < _BORDER:
            return "plain"
        return "good" if self.score > 0 else "bad"


def read(text: str) -> Read:
    """Read a text."""
    said = normalize("NFKC", text[:LONGEST]).casefold()
    found = [one for sentence in _ENDS.split(said) for one in _sentence(sentence)]
    found += [Found(sign.group(), lexicon.SIGNS[sign.group()]) for sign in _SIGN.finditer(text[:LONGEST])]
    whole = sum(one.weight for one in found)
    size = sum(abs(one.weight) for one in found)
    return Read(round(whole / (size + _CALM), 3), tuple(found))


def _sentence(said: str) -> list[Found]:
    turns = [one.end() for one in _BUT.finditer(said)]
    last = turns[-1] if turns else 0
    found = []
    for one in _WORD.finditer(said):
        weight = lexicon.WORDS[one.group()]
        if not weight:
            continue
        weight *= _turn(said[one.end() : one.end() + _AHEAD], one.group(), weight) * _stress(said, one.start())
        if last:
            weight *= _AFTER if one.start() >= last else _BEFORE
        found.append(Found(one.group(), round(weight, 2)))
    return found


def _turn(after: str, word: str, weight: float) -> float:
    """Say by how much what follows turns the word round: 1 where it does not."""
    clause = _PAUSE.split(after)[0]
    if but := _BUT.search(clause):
        clause = clause[: but.start()]
    # A further word in between takes the "not" for itself.
    if other := _WORD.search(clause):
        clause = clause[: other.start()]
    clause = _NO_TURN.sub("", clause)
    if word in lexicon.FIXED or word.endswith(("な", "ませ", "ず")) or not _TURN.search(clause):
        return 1.0
    return _TURNED_GOOD if weight > 0 else _TURNED_BAD


def _stress(said: str, start: int) -> float:
    before = _PAUSE.split(said[max(0, start - _BACK) : start])[-1]
    if _MORE.search(before):
        return _STRONGER
    return _WEAKER if _LESS.search(before) else 1.0
