# SPDX-License-Identifier: Apache-2.0
"""Which comparisons and blocking rules suit a set of records, from how its fields are filled, never from its name."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from omotenashi.people.customers.rules.matching.comparing import COMPARISONS, PERSON, WORDS, Comparison


@dataclass(frozen=True, slots=True)
class Filled:
    """How one field stands: the share of records that have it, its distinct values, and its mean number of words."""

    share: float
    distinct: int
    words: float = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """Comparisons, blocking rules (fields that are equal together), and the rules to learn and to count from."""

    comparisons: tuple[Comparison, ...]
    blocking: tuple[tuple[str, ...], ...]
    training: tuple[tuple[str, ...], ...]
    certain: tuple[tuple[str, ...], ...]


_MIN_SHARE = 0.05
_STRONG = ("birth", "phone", "email", "national_id", "given", "family", "given_kana", "family_kana", "whole", "street",
           "postcode")  # fmt: skip
# Blocks that cut a value: the engine's expression by name.
CUTS = {
    "family3": 'left("family", 3)',
    "given3": 'left("given", 3)',
    "full4": 'left("whole", 4)',
    "phone7": 'right("phone", 7)',
    "year": 'left("birth", 4)',
    "monthday": 'right("birth", 4)',
    "postcode3": 'left("postcode", 3)',
    "postcode4": 'left("postcode", 4)',
    "phone_head": 'left("phone", 9)',
    "phone_tail": 'right("phone", 6)',
}
_CUT_OF = {"family3": "family", "given3": "given", "full4": "whole", "phone7": "phone", "year": "birth",
           "monthday": "birth", "postcode4": "postcode", "postcode3": "postcode", "phone_head": "phone",
           "phone_tail": "phone"}  # fmt: skip
_SLICES = {"postcode3": slice(3), "phone_head": slice(9), "phone_tail": slice(-6, None), "year": slice(4)}
# Cuts that are tried on files; the others serve the own persons.
_TRIED = ("family3", "given3", "full4", "phone7", "year", "monthday", "postcode4")

# The retailer's own persons: always the same plan, so that the index of blocks fits every model.
PERSON_BLOCKS: tuple[tuple[str, ...], ...] = (
    ("given_kana", "birth"),
    ("family_kana", "birth"),
    ("given_kana", "street"),
    ("family_kana", "street"),
    ("phone",),
    ("given_kana", "phone_head"),
    ("given_kana", "phone_tail"),
    ("family_kana", "given_kana", "postcode3"),
    ("family_kana", "given_kana", "year"),
    ("mailbox", "given_kana"),
    ("whole", "birth"),
    ("whole", "street"),
)
PERSON_PLAN = Plan(
    comparisons=PERSON,
    blocking=PERSON_BLOCKS,
    training=(("given_kana", "birth"), ("family_kana", "given_kana", "year"), ("family_kana", "street")),
    certain=(("family_kana", "given_kana", "birth"), ("given_kana", "birth", "street"), ("mailbox", "given_kana")),
)


def block_values(record: Mapping[str, str | None]) -> list[str]:
    """Give the values of the own blocks that a record falls into, each with the name of its block."""
    found = []
    for rule in PERSON_BLOCKS:
        values = [_cut(name, record) for name in rule]
        if all(values):
            found.append("\x1f".join(("+".join(rule), *values)))
    return found


def _cut(name: str, record: Mapping[str, str | None]) -> str:
    value = record.get(_CUT_OF.get(name, name)) or ""
    return value[_SLICES[name]] if name in _SLICES else value


def choose_fields(filled: Mapping[str, Filled]) -> list[str]:
    """Choose what is compared: what is filled and varies, names whole only where they cannot be split."""
    usable = {name for name, one in filled.items() if one.share >= _MIN_SHARE and one.distinct > 1}
    split = all(name in usable and filled[name].share >= 0.6 for name in ("family", "given"))
    usable -= {"whole"} if split else {"family", "given"}
    usable -= {"mailbox"}
    return [name for name in COMPARISONS if name in usable]


def choose_comparisons(filled: Mapping[str, Filled]) -> tuple[Comparison, ...]:
    """Choose how each field is compared: Japanese people as the own persons are, texts of many words by their words."""
    if "family_kana" in filled and filled["family_kana"].share >= _MIN_SHARE and filled["family_kana"].distinct > 1:
        return tuple(
            one for one in PERSON if filled[one.field].share >= _MIN_SHARE and filled[one.field].distinct > 1
        )  # fmt: skip
    return tuple(
        Comparison(name, WORDS, rare=False)
        if name == "whole" and filled[name].words >= 3
        else COMPARISONS[name]
        for name in choose_fields(filled)
    )  # fmt: skip


def block_candidates(fields: Sequence[str]) -> list[tuple[str, ...]]:
    """Give the blocks that could be used: one strong field, or two; cut values only beside another field."""
    strong = [name for name in _STRONG if name in fields]
    single = [(name,) for name in strong]
    cuts = [cut for cut in _TRIED if _CUT_OF[cut] in fields]
    plain = [*strong, *(name for name in ("city", "state", "gender", "house") if name in fields)]
    pairs = [*combinations(plain, 2)]
    pairs += [(name, cut) for cut in cuts for name in plain if name != _CUT_OF[cut]]
    pairs += [pair for pair in combinations(cuts, 2) if _CUT_OF[pair[0]] != _CUT_OF[pair[1]]]
    return [*single, *pairs]


def choose_blocking(counts: Mapping[tuple[str, ...], int], *, records: int) -> tuple[tuple[str, ...], ...]:
    """Choose blocks by the pairs they would make: the more selective first, until the budget is spent.

    A block inside another chosen one adds nothing. Small sets can afford loose blocks, large ones cannot.
    """
    budget = max(3_000_000, 25 * records)
    chosen: list[tuple[str, ...]] = []
    spent = 0
    for rule, pairs in sorted(counts.items(), key=lambda item: (len(item[0]), item[1], item[0])):
        if pairs == 0 or any(set(kept) <= set(rule) for kept in chosen):
            continue
        if pairs <= budget // 4 and spent + pairs <= budget and len(chosen) < 14:
            chosen.append(rule)
            spent += pairs
    return tuple(chosen)


def choose_training(blocking: Sequence[tuple[str, ...]], filled: Mapping[str, Filled]) -> tuple[tuple[str, ...], ...]:
    """Choose two or three blocks without a common field, so that each field is learnt where it is not given."""

    def fullness(rule: tuple[str, ...]) -> float:
        return math.prod(filled[_CUT_OF.get(name, name)].share for name in rule)

    chosen: list[tuple[str, ...]] = []
    used: set[str] = set()
    for rule in sorted(blocking, key=lambda rule: (-fullness(rule), len(rule), rule)):
        fields = {_CUT_OF.get(name, name) for name in rule}
        if not fields & used and len(chosen) < 3:
            chosen.append(rule)
            used |= fields
    return tuple(chosen)


def choose_certain(
    fields: Sequence[str], counts: Mapping[tuple[str, ...], int], *, records: int
) -> tuple[tuple[str, ...], ...]:
    """Choose the sure signs from which the share of matches is counted: one unique key, or names and a date.

    What makes more pairs than there are records is no sign: a number that stands for "none", or a common name.
    """
    rules: list[tuple[str, ...]] = [(name,) for name in ("national_id", "email", "phone") if name in fields]
    named = [name for name in ("given", "family", "whole", "given_kana", "family_kana") if name in fields]
    others = [name for name in ("birth", "street", "postcode") if name in fields]
    if "whole" in named:
        rules += [("whole", other) for other in others] or [("whole",)]
    rules += [(name, "birth") for name in named if "birth" in fields and name != "whole"]
    if {"given", "family"} <= set(named):
        rules += [("given", "family", other) for other in others if other != "birth"]
    return tuple(rule for rule in rules if counts.get(rule, counts.get(rule[::-1], 0)) <= records) or tuple(rules[-1:])
