# SPDX-License-Identifier: Apache-2.0
"""A first mapping of a file nobody has seen: by its headers and by what its values look like."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from omotenashi.connectors.csv.mapping import evidence, fields, presets, synonyms
from omotenashi.connectors.csv.mapping.fields import FIELDS, Kind, Type

# The column that a file of refused rows has more than the file it came from, in both languages.
REASONS = ("Why this row was not imported", "取り込めなかった理由")
SURE = 0.95
LEAST = 0.35
_SHAPE_FIELDS = {
    Type.MAIL: ("mail",),
    Type.PHONE: ("phone",),
    Type.POSTAL: ("postal_code",),
    Type.PREFECTURE: ("prefecture",),
    Type.MOMENT: ("placed_at", "registered_at", "counted_at"),
}


@dataclass(frozen=True)
class Guess:
    """One column: the field it seems to be, how sure (0–1), and why (preset, header, similar, values)."""

    column: str
    field: str
    confidence: float
    because: str


@dataclass(frozen=True)
class Suggestion:
    """`guesses` holds only columns with a field; all other columns are kept as extras."""

    kind: Kind
    preset: str
    guesses: tuple[Guess, ...]

    @property
    def columns(self) -> dict[str, str]:
        """Column → field."""
        return {guess.column: guess.field for guess in self.guesses}


def signature(header: Sequence[str]) -> str:
    """Recognises files of one layout: the hash of their headers in plain form, order ignored."""
    text = "\n".join(sorted(synonyms.plain_header(name) for name in header if name not in REASONS))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def suggest(header: Sequence[str], samples: Mapping[str, Sequence[str]], *, kind: Kind | None = None) -> Suggestion:
    """The best mapping for `header`; `samples` gives some values of each column; `kind` may be fixed."""
    preset = presets.find(header)
    if preset and kind in (None, preset.kind):
        guesses = [Guess(column, field, 1.0, "preset") for column, field in presets.apply(preset, header).items()]
        return Suggestion(preset.kind, preset.name, tuple(guesses))
    kinds = [kind] if kind else list(Kind)
    offers = [(each, _guesses(header, samples, each)) for each in kinds]
    best, guesses = max(offers, key=lambda offer: _merit(offer[0], offer[1], len(header)))
    return Suggestion(best, "", tuple(guesses))


def _guesses(header: Sequence[str], samples: Mapping[str, Sequence[str]], kind: Kind) -> list[Guess]:
    offers = [guess for column in header for guess in _offers(column, samples.get(column, ()), kind)]
    taken_columns: set[str] = set()
    taken_fields: set[str] = set()
    chosen: dict[str, Guess] = {}
    for guess in sorted(offers, key=lambda g: (-g.confidence, header.index(g.column))):
        if guess.column not in taken_columns and guess.field not in taken_fields:
            chosen[guess.column] = guess
            taken_columns.add(guess.column)
            taken_fields.add(guess.field)
    return [chosen[column] for column in header if column in chosen]


def _offers(column: str, values: Sequence[str], kind: Kind) -> list[Guess]:
    word = synonyms.plain_header(column)
    if word == "id" and kind is Kind.ORDERS:
        return []  # the number of the order, of the line or of the customer: nothing tells which
    found: dict[str, tuple[float, str]] = {}
    for place, field in enumerate(f for f in synonyms.by_word().get(word, ()) if kind in FIELDS[f].kinds):
        found[field] = (SURE - 0.02 * place, "header")
    if not found:
        found = {field: (score, "similar") for field in fields.of(kind) if (score := _likeness(column, field)) >= LEAST}
    shape = evidence.telling_type(values)
    for field in _SHAPE_FIELDS.get(shape, ()) if shape else ():
        if kind in FIELDS[field].kinds:
            found.setdefault(field, (0.5, "values"))
    offers = [
        Guess(column, f, round(score * max(_fit(f, values), 0.4 if why == "header" else 0.0), 3), why)
        for f, (score, why) in found.items()
    ]
    return [guess for guess in offers if guess.confidence >= LEAST]


def _fit(field: str, values: Sequence[str]) -> float:
    """How far the values support the field: 1.0 fully, 0.2 not at all; a flag-like name never is a date."""
    return 0.2 + 0.8 * evidence.share(FIELDS[field].type, values)


def _likeness(column: str, field: str) -> float:
    """0–0.85: a known header inside this one (お客様メールアドレス), or one written nearly the same."""
    word, runs = synonyms.plain_header(column), synonyms.parts(column)
    best = 0.0
    for known in synonyms.words_of(field):
        inside = known in runs if known.isascii() else len(known) >= 2 and known in word
        if inside:
            # The end of a Japanese or English header is its head noun: 注文者メールアドレス, shipping zip.
            weight = 0.85 if word.endswith(known) else 0.6
            best = max(best, weight * (0.5 + 0.5 * len(known) / len(word)))
        elif len(word) >= 4 and abs(len(known) - len(word)) <= 2:
            ratio = SequenceMatcher(None, known, word).ratio()
            best = max(best, 0.7 * ratio if ratio >= 0.85 else 0.0)
    return best


def _merit(kind: Kind, guesses: Sequence[Guess], width: int) -> float:
    """Which kind explains the file best: its required fields first, then how much of the file it maps."""
    mapped = {guess.field for guess in guesses}
    lacking = len(fields.missing(kind, mapped)) / len(fields.REQUIRED[kind])
    coverage = sum(guess.confidence for guess in guesses) / max(1, width)
    return coverage - 0.6 * lacking + (_BONUS[kind] if lacking == 0 else 0.0)


# Where two kinds explain a file equally well, the one whose loss would hurt more goes first.
_BONUS = {
    Kind.ORDERS: 0.15,
    Kind.CUSTOMERS: 0.05,
    Kind.PRODUCTS: 0.04,
    Kind.STOCK: 0.02,
    Kind.CATEGORIES: 0.0,
    Kind.SUBSCRIPTIONS: 0.2,
}
