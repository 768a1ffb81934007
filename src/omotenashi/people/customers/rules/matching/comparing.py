# SPDX-License-Identifier: Apache-2.0
"""How a field is compared: levels from "the same" down to "anything else", each for the engine and for one pair."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from omotenashi.people.customers.rules.matching import similarity


@dataclass(frozen=True, slots=True)
class Level:
    """One degree of likeness: `test` names the kind, `at` its threshold, `other` a second field (names crossed)."""

    name: str
    test: str
    at: float = 0
    other: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field with its levels, best first; what fits none is `else`. `rare` weighs an equal rare value more.

    With `readings` a value in kana and one in kanji say nothing about each other: as if one were missing.
    `instead_of` names a field: only where one of the two lacks it is this one compared.
    """

    field: str
    levels: tuple[Level, ...]
    rare: bool = False
    readings: bool = False
    instead_of: str = ""


SAME = Level("same", "same")
SAME_STREET = Level("street", "same")


def _like(at: float) -> Level:
    return Level(f"like_{at}", "like", at)


def _near(at: int) -> Level:
    return Level(f"near_{at}", "near", at)


_CROSSED = {"family": "given", "given": "family"}
COMPARISONS: dict[str, Comparison] = {
    **{
        field: Comparison(field, (SAME, _like(0.92), _like(0.8), Level("crossed", "crossed", other=other)), rare=True)
        for field, other in _CROSSED.items()
    },
    "whole": Comparison("whole", (SAME, _like(0.92), _like(0.8)), rare=True),
    "family_kana": Comparison("family_kana", (SAME, _near(1)), rare=True),
    "given_kana": Comparison("given_kana", (SAME, _near(1)), rare=True),
    "birth": Comparison("birth", (SAME, _near(1), _near(2))),
    "gender": Comparison("gender", (SAME,)),
    "phone": Comparison("phone", (SAME, _near(1), _near(2))),
    "email": Comparison("email", (SAME, Level("mailbox", "part", other="mailbox"), _like(0.92)), rare=True),
    "postcode": Comparison("postcode", (SAME, _near(1), Level("area", "begin", 3))),
    "state": Comparison("state", (SAME,)),
    "city": Comparison("city", (SAME, _like(0.9)), rare=True),
    "street": Comparison("street", (SAME, _like(0.92), _like(0.8)), rare=True),
    "street2": Comparison("street2", (SAME, _like(0.9))),
    "house": Comparison("house", (SAME, _near(1))),
    "national_id": Comparison("national_id", (SAME, _near(1), _near(2))),
    "text": Comparison("text", tuple(Level(f"words_{at}", "words", at) for at in (0.7, 0.5, 0.35, 0.2))),
    "price": Comparison("price", (SAME,)),
    "occupation": Comparison("occupation", (SAME,)),
}
# Latin product names and the like: many words, of which some are shared.
WORDS = tuple(Level(f"words_{at}", "words", at) for at in (0.8, 0.6, 0.45, 0.3))

# The retailer's own persons. Reading and writing of a name, postcode and street are one comparison each: what depends
# on each other must not be counted twice.
PERSON = (
    *(
        Comparison(
            f"{part}_kana",
            (Level("same", "agree", other=part), Level("sound", "same"), Level("written", "part", other=part), _near(1)),
            rare=True,
            readings=True,
        )
        for part in ("family", "given")
    ),
    Comparison("whole", (SAME, _near(1)), rare=True, readings=True, instead_of="family_kana"),
    Comparison("birth", (SAME, _near(1), _near(2))),
    Comparison("gender", (SAME,)),
    Comparison("phone", (SAME, _near(1), _near(2))),
    Comparison("email", (SAME, Level("mailbox", "part", other="mailbox"))),
    Comparison(
        "street", (Level("same", "agree", other="postcode"), SAME_STREET, _like(0.92), Level("postcode", "part", other="postcode")),
        rare=True,
    ),
)  # fmt: skip

# What is thought of the same human's two records before anything was learnt: m by level, `else` last.
EXPECTED: dict[str, tuple[float, ...]] = {
    "family_kana": (0.92, 0.02, 0.01, 0.01, 0.04),
    "given_kana": (0.955, 0.005, 0.01, 0.02, 0.01),
    "whole": (0.93, 0.03, 0.04),
    "birth": (0.94, 0.03, 0.01, 0.02),
    "gender": (0.99, 0.01),
    "phone": (0.3, 0.25, 0.05, 0.4),
    "email": (0.3, 0.1, 0.6),
    "street": (0.72, 0.05, 0.08, 0.05, 0.1),
}

type Record = Mapping[str, str | None]

_TESTS: dict[str, Callable[[str, str, float], bool]] = {
    "same": lambda a, b, _at: a == b,
    "like": lambda a, b, at: similarity.jaro_winkler(a, b) >= at,
    "near": lambda a, b, at: abs(len(a) - len(b)) <= at and similarity.damerau(a, b) <= at,
    "begin": lambda a, b, at: a[: int(at)] == b[: int(at)],
    "words": lambda a, b, at: similarity.overlap(a, b) >= at,
}
_SQL = {
    "same": "{l} = {r}",
    "like": "jaro_winkler_similarity({l}, {r}) >= {at}",
    "near": "damerau_levenshtein({l}, {r}) <= {at:.0f}",
    "begin": "left({l}, {at:.0f}) = left({r}, {at:.0f})",
    "agree": "{l} = {r} and coalesce({l_other} = {r_other}, true)",
    "part": "{l_other} = {r_other}",
    "crossed": "{l} = {r_other} or {l_other} = {r}",
    "words": (
        "len(list_intersect(string_split({l}, ' '), string_split({r}, ' '))) >= {at} *"
        " len(list_distinct(list_concat(string_split({l}, ' '), string_split({r}, ' '))))"
    ),
}


def level_of(comparison: Comparison, left: Record, right: Record) -> int | None:
    """Give the place of the first level that fits, `len(levels)` for none; None where a value is missing."""
    a, b = left.get(comparison.field), right.get(comparison.field)
    if not a or not b or (comparison.readings and is_reading(a) != is_reading(b)):
        return None
    if comparison.instead_of and left.get(comparison.instead_of) and right.get(comparison.instead_of):
        return None
    for place, level in enumerate(comparison.levels):
        if _fits(level, a, b, left, right):
            return place
    return len(comparison.levels)


def _fits(level: Level, a: str, b: str, left: Record, right: Record) -> bool:
    if level.test in _TESTS:
        return _TESTS[level.test](a, b, level.at)
    x, y = left.get(level.other), right.get(level.other)
    if level.test == "part":
        return bool(x and y and x == y)
    if level.test == "agree":
        return a == b and (not x or not y or x == y)
    return bool((y and a == y) or (x and x == b))


def sql_of(comparison: Comparison, level: Level) -> str:
    """Give the same test as a condition of the engine on `<field>_l` and `<field>_r`."""
    names = {"l": f'"{comparison.field}_l"', "r": f'"{comparison.field}_r"', "at": level.at}
    return _SQL[level.test].format(**names, l_other=f'"{level.other}_l"', r_other=f'"{level.other}_r"')


def is_reading(value: str) -> bool:
    """Say whether a name key is kana: then it is a reading."""
    return all("ァ" <= sign <= "ヺ" for sign in value)


def sql_of_missing(comparison: Comparison) -> str:
    """Give the condition under which two records cannot be compared in a field."""
    left, right = f'"{comparison.field}_l"', f'"{comparison.field}_r"'
    missing = f"{left} IS NULL OR {right} IS NULL"
    if comparison.readings:
        pattern = "'^[ァ-ヺ]+$'"
        missing += f" OR regexp_matches({left}, {pattern}) <> regexp_matches({right}, {pattern})"
    if comparison.instead_of:
        missing += f' OR ("{comparison.instead_of}_l" IS NOT NULL AND "{comparison.instead_of}_r" IS NOT NULL)'
    return missing
