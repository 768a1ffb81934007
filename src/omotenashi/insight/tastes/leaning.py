# SPDX-License-Identifier: Apache-2.0
"""Who leans towards what: weighted log-odds with an informative Dirichlet prior, and the evidence of each tag.

After Monroe, Colaresi and Quinn, "Fightin' Words", Political Analysis 16(4), 2008 (3.4.1 and 3.5.1); a person is one
corpus, everybody else the other, and the values of one axis (categories, colours …) are the words. With y = what
somebody did with a value (weights of acts, faded by age, never below 0), n = its sum over the axis, a = A0 × the base rate
of the value, and the same with ' of everybody else:

    d = log((y + a) / (n + A0 - y - a)) - log((y' + a) / (n' + A0 - y' - a))
    z = d / sqrt(1 / (y + a) + 1 / (n + A0 - y - a) + 1 / (y' + a) + 1 / (n' + A0 - y' - a))

The paper leaves the second and fourth term out, because words are rare; a category is not.

The prior counts as much as A0 purchases spread as everybody's are: so one look moves nothing, and a value that all buy is
nobody's taste. A tag needs z of at least Z (one-sided 90%) and evidence of at least WEIGHT from two acts or more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from omotenashi.insight.tastes.signals import ACTS, WEIGHTS, Floats, Ints, Signals
from omotenashi.insight.tastes.traits import AXES

A0: Final = 5.0
Z: Final = 1.282
WEIGHT: Final = 1.5
TIMES: Final = 2
MOST, MOST_OF_AXIS, MOST_EVIDENCE = 6, 2, 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A person (the key of the lake) leans towards a value: how surely, how often they and all others take it, and why.

    `evidence` has the strongest things: act, thing, times, day, order (0: none); `counts` all acts.
    """

    person: int
    axis: str
    value: str
    place: int
    z: float
    share: float
    base: float
    counts: dict[str, int]
    evidence: list[list[Any]]


@dataclass(frozen=True, slots=True)
class _Axis:
    """The pairs of a person and a value that pass, and to which pair each row of the signals belongs (-1: to none)."""

    name: str
    values: list[str]
    person: Ints
    value: Ints
    z: Floats
    share: Floats
    base: Floats
    row: Ints


def tags(signals: Signals, traits: Mapping[str, Mapping[str, str]]) -> Iterator[Tag]:
    """Give the tags of everybody, those of a person by their z."""
    weight = signals.weight * np.array([WEIGHTS[act] for act in ACTS])[signals.act]
    axes = [found for name in AXES if (found := _axis(name, signals, weight, traits)) is not None]
    mine: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for number, axis in enumerate(axes):
        for pair, (person, z) in enumerate(zip(axis.person.tolist(), axis.z.tolist(), strict=True)):
            mine[person].append((-z, number, pair))
    chosen = {person: _chosen(ranked) for person, ranked in mine.items()}
    wanted = {(number, pair) for several in chosen.values() for number, pair in several}
    reasons = [
        _evidence(axis, signals, weight, {pair for at, pair in wanted if at == n}) for n, axis in enumerate(axes)
    ]
    for person in sorted(chosen):
        for place, (number, pair) in enumerate(chosen[person]):
            axis, (counts, evidence) = axes[number], reasons[number][pair]
            yield Tag(
                person=int(signals.persons[person]), axis=axis.name, value=axis.values[axis.value[pair]], place=place,
                z=round(float(axis.z[pair]), 3), share=round(float(axis.share[pair]), 4),
                base=round(float(axis.base[pair]), 4), counts=counts, evidence=evidence,
            )  # fmt: skip


def _axis(name: str, signals: Signals, weight: Floats, traits: Mapping[str, Mapping[str, str]]) -> _Axis | None:
    told = [traits.get(thing, {}).get(name, "") for thing in signals.things]
    values = sorted({value for value in told if value})
    if len(values) < 2 or not len(signals):
        return None
    code = {value: place for place, value in enumerate(values)}
    value = np.array([code.get(one, -1) for one in told], dtype=np.int64)[signals.thing]
    rows = np.flatnonzero(value >= 0)
    if not len(rows):
        return None
    pairs, pair = np.unique(signals.person[rows] * len(values) + value[rows], return_inverse=True)
    person, of = pairs // len(values), pairs % len(values)
    good = weight[rows] > 0
    y = np.maximum(np.bincount(pair, weights=weight[rows], minlength=len(pairs)), 0.0)
    times = np.bincount(pair, weights=signals.times[rows] * good, minlength=len(pairs))
    z, share, base = scores(y, person=person, value=of, values=len(values))
    passed = (z >= Z) & (y >= WEIGHT) & (times >= TIMES)
    place = np.where(passed, np.cumsum(passed) - 1, -1)
    row = np.full(len(signals), -1, dtype=np.int64)
    row[rows] = place[pair]
    return _Axis(name, values, person[passed], of[passed], z[passed], share[passed], base[passed], row)


def scores(y: Floats, *, person: Ints, value: Ints, values: int) -> tuple[Floats, Floats, Floats]:
    """Give z, the person's share after shrinking, and the base rate, for each pair of a person and a value."""
    whole = float(y.sum())
    per_value = np.bincount(value, weights=y, minlength=values)
    if whole <= 0:
        return np.zeros(len(y)), np.zeros(len(y)), np.zeros(len(y))
    base = per_value[value] / whole
    n = np.bincount(person, weights=y)[person]
    a = A0 * base
    others, all_others = per_value[value] - y, whole - n
    with np.errstate(divide="ignore", invalid="ignore"):
        rest, rest_of_others = n + A0 - y - a, all_others + A0 - others - a
        apart = np.log((y + a) / rest) - np.log((others + a) / rest_of_others)
        z = apart / np.sqrt(1 / (y + a) + 1 / rest + 1 / (others + a) + 1 / rest_of_others)
    return np.nan_to_num(z, nan=0.0, posinf=0.0, neginf=0.0), (y + a) / (n + A0), base


def _chosen(ranked: list[tuple[float, int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    per_axis: Counter[int] = Counter()
    for _z, number, pair in sorted(ranked):
        if per_axis[number] < MOST_OF_AXIS and len(found) < MOST:
            per_axis[number] += 1
            found.append((number, pair))
    return found


def _evidence(
    axis: _Axis, signals: Signals, weight: Floats, wanted: set[int]
) -> dict[int, tuple[dict[str, int], list[list[Any]]]]:
    """Give for each wanted pair all its acts counted, and the rows that weigh most, the dearest and newest first."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    found: dict[int, list[list[Any]]] = defaultdict(list)
    rows = np.flatnonzero(axis.row >= 0)
    for row in rows[np.lexsort((-signals.day[rows].astype(np.int64), -np.abs(weight[rows])))].tolist():
        pair = int(axis.row[row])
        if pair not in wanted:
            continue
        act, times = ACTS[signals.act[row]], int(signals.times[row])
        counts[pair][act] += times
        if len(found[pair]) < MOST_EVIDENCE:
            day, order = str(signals.day[row]), int(signals.order[row])
            found[pair].append([act, signals.things[signals.thing[row]], times, day, order])
    return {pair: (dict(counts[pair]), found[pair]) for pair in wanted}
