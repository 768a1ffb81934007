# SPDX-License-Identifier: Apache-2.0
"""A trained model (Fellegi and Sunter 1969): what each level says for and against two records being one human."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from omotenashi.people.customers.rules.matching.comparing import Comparison, Level, Record, level_of
from omotenashi.people.customers.rules.matching.planning import Plan


@dataclass(frozen=True, slots=True)
class Chances:
    """How often a level is met among pairs that are one human (m), and among pairs that are not (u)."""

    m: float
    u: float

    @property
    def weight(self) -> float:
        """Give the bits by which the level speaks for one human; negative against."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Model:
    """Plan, prior probability, the chances of each comparison's levels (`else` last), and how rare values are."""

    plan: Plan
    prior: float
    chances: Mapping[str, tuple[Chances, ...]]
    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    records: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one comparison said: both values, the level met, and its weight in bits (0 where a value is missing)."""

    field: str
    left: str
    right: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Score:
    """How sure two records are one human, in bits and as a probability, and why."""

    weight: float
    evidence: tuple[Evidence, ...]

    @property
    def probability(self) -> float:
        return probability(self.weight)


MISSING, ELSE = "missing", "else"


def prior_weight(model: Model) -> float:
    """Give the bits with which every pair begins."""
    return math.log2(model.prior / (1 - model.prior))


def probability(weight: float) -> float:
    """Give the probability that a weight in bits stands for."""
    return 1 / (1 + 2 ** -max(min(weight, 60.0), -60.0))


def score(model: Model, left: Record, right: Record) -> Score:
    """Compare two records field by field."""
    evidence = tuple(_evidence(model, comparison, left, right) for comparison in model.plan.comparisons)
    return Score(prior_weight(model) + sum(one.weight for one in evidence), evidence)


def _evidence(model: Model, comparison: Comparison, left: Record, right: Record) -> Evidence:
    a, b = left.get(comparison.field) or "", right.get(comparison.field) or ""
    place = level_of(comparison, left, right)
    if place is None:
        return Evidence(comparison.field, a, b, MISSING, 0.0)
    chances = model.chances[comparison.field][place]
    name = comparison.levels[place].name if place < len(comparison.levels) else ELSE
    weight = chances.weight
    if comparison.rare and place == 0:
        weight += rarity(model, comparison.field, a, u=chances.u)
    return Evidence(comparison.field, a, b, name, weight)


def rarity(model: Model, name: str, value: str, *, u: float) -> float:
    """Give the bits that an equal value adds for being rarer than the mean of its field, or takes for being common."""
    shares = model.shares.get(name, {})
    least = rarest(model.records, u=u)
    return math.log2(u / max(shares.get(value, least), least))


def rarest(records: int, *, u: float) -> float:
    """Give the share of a value that is not listed: that of one that stands twice, or what two equal by chance have."""
    return min(max(2 / max(records, 2), 1e-5), u)


def tempered(
    learnt: Sequence[Chances], expected: Sequence[float], *, matches: float, strength: float = 30
) -> tuple[Chances, ...]:
    """Mix what was learnt from so many matches with what is expected, as if that were `strength` matches more.

    A shop with few doubles learns little from them: alone, it would take what it never saw for impossible.
    """
    share = matches / (matches + strength)
    return tuple(
        Chances(m=share * one.m + (1 - share) * guess, u=one.u) for one, guess in zip(learnt, expected, strict=True)
    )


def monotone(comparison: Comparison, chances: Sequence[Chances]) -> tuple[Chances, ...]:
    """Keep a level from speaking louder than a better one: few training pairs can turn them round."""
    kept: list[Chances] = []
    ceiling = math.inf
    for place, one in enumerate(chances):
        crossed = place < len(comparison.levels) and comparison.levels[place].test == "crossed"
        if not crossed and one.weight > ceiling:
            one = Chances(m=max(one.u * 2**ceiling, 1e-12), u=one.u)  # noqa: PLW2901  # the same level, quieter
        if not crossed:
            ceiling = min(ceiling, one.weight)
        kept.append(one)
    return tuple(kept)


def as_json(model: Model) -> dict[str, Any]:
    """Give the model as plain values, to be kept."""
    plan = model.plan
    return {
        "comparisons": [
            {
                "field": one.field,
                "rare": one.rare,
                "readings": one.readings,
                "instead_of": one.instead_of,
                "levels": [[level.name, level.test, level.at, level.other] for level in one.levels],
                "chances": [[chances.m, chances.u] for chances in model.chances[one.field]],
            }
            for one in plan.comparisons
        ],
        "blocking": [list(rule) for rule in plan.blocking],
        "training": [list(rule) for rule in plan.training],
        "certain": [list(rule) for rule in plan.certain],
        "prior": model.prior,
        "records": model.records,
        "shares": {name: dict(shares) for name, shares in model.shares.items()},
    }


def from_json(said: Mapping[str, Any]) -> Model:
    """Read what `as_json` gave."""
    comparisons = tuple(
        Comparison(
            one["field"],
            tuple(Level(*level) for level in one["levels"]),
            one["rare"],
            one["readings"],
            one["instead_of"],
        )
        for one in said["comparisons"]
    )
    blocking, training, certain = (
        tuple(tuple(rule) for rule in said[name]) for name in ("blocking", "training", "certain")
    )
    return Model(
        plan=Plan(comparisons, blocking, training, certain),
        prior=said["prior"],
        chances={one["field"]: tuple(Chances(m, u) for m, u in one["chances"]) for one in said["comparisons"]},
        shares=said["shares"],
        records=said["records"],
    )


def bits(chance: float) -> float:
    """Give the weight in bits that a probability stands for."""
    inside = min(max(chance, 1e-12), 1 - 1e-12)
    return math.log2(inside / (1 - inside))
