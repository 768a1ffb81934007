# SPDX-License-Identifier: Apache-2.0
"""Which method would have foretold one's own sales: four weeks kept back again and again, from the latest origin backwards.

The baseline serves unless another method is better beyond chance on what was kept back. Better means a smaller squared error
of weeks: the absolute error of goods that seldom sell is smallest for who always says zero (`zero` stands beside it).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from omotenashi.insight.demand import counts
from omotenashi.insight.demand.methods import METHODS, NAIVE, Known, carried
from omotenashi.insight.demand.record import WEEK, YEAR, Bools, Floats, Ints, Record

HORIZON, ORIGINS, LEAST_DAYS = 28, 4, 56
MOST_SERIES = 20_000
# Beyond chance: the gain in squared error over the series is so many times its standard error.
BEYOND = 2.0
# Of fewer nothing is learned about chance.
LEAST_ASKED = 30
# What sells on most days, in most weeks, more seldom.
CLASSES = ("daily", "weekly", "seldom")
INSIDE = 0.8

type Tick = Callable[[int, int], None]


@dataclass
class Sums:
    """What a method has gathered of one class, over all origins."""

    absolute: float = 0.0
    weeks: float = 0.0
    squared: float = 0.0
    actual: float = 0.0
    said: float = 0.0
    scaled: list[Floats] = field(default_factory=list)
    gain: list[Floats] = field(default_factory=list)
    month: list[tuple[Floats, Floats]] = field(default_factory=list)
    week: list[tuple[Floats, Floats]] = field(default_factory=list)

    def marks(self) -> dict[str, float | None]:
        """As they are told."""
        scaled = np.concatenate(self.scaled) if self.scaled else np.zeros(0)
        return {
            "wape": self.absolute / self.actual if self.actual else None,
            "wape_weeks": self.weeks / self.actual if self.actual else None,
            "mase": float(scaled.mean()) if len(scaled) else None,
            "bias": self.said / self.actual - 1 if self.actual else None,
            "squared": self.squared,
        }


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """For one class: who serves, how wide its errors are, and how often the interval held what came."""

    winner: str
    baseline: str
    spread: float
    coverage_week: float | None
    coverage_month: float | None
    series: int
    marks: dict[str, dict[str, float | None]]


@dataclass(frozen=True, kw_only=True)
class Contest:
    """Everything that the comparison told."""

    verdicts: dict[str, Verdict]
    marks: dict[str, dict[str, float | None]]
    origins: list[int]
    series: int

    def told(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "origins": len(self.origins), "horizon": HORIZON, "series": self.series, "methods": self.marks,
            "classes": {
                name: {
                    "winner": one.winner, "baseline": one.baseline, "spread": one.spread, "series": one.series,
                    "coverage_week": one.coverage_week, "coverage_month": one.coverage_month, "methods": one.marks,
                }
                for name, one in self.verdicts.items()
            },
        }  # fmt: skip


def classes(record: Record) -> Ints:
    """How often each series sells: on most of its days, in most of its weeks, or more seldom; by the last year."""
    since = max(record.days - YEAR, 0)
    often = np.bincount(record.series[record.day >= since], minlength=len(record)) / np.maximum(
        record.open_days(since), 1
    )
    return np.where(often >= 0.5, 0, np.where(often >= 1 / WEEK, 1, 2)).astype(np.int64)


def origins(days: int) -> list[int]:
    """Days on which the comparison looks ahead, the earliest first; none when the record is too short."""
    found = [days - HORIZON * n for n in range(ORIGINS, 0, -1)]
    return [one for one in found if one >= LEAST_DAYS]


def compared(record: Record, *, tick: Tick = lambda _done, _of: None, seed: int = 1) -> Contest:
    """Ask every method from every origin; give for each class who serves."""
    record, at = _asked(record, seed), origins(record.days)
    sums: dict[tuple[str, str], Sums] = {}
    sizes, asked = dict.fromkeys(CLASSES, 0), 0
    for place, origin in enumerate(at):
        tick(place, len(at))
        past = record.until(origin)
        chosen = np.flatnonzero(past.start <= past.days - HORIZON)
        kind = classes(past)[chosen]
        actual, could = record.some(chosen).table(origin, HORIZON)
        scale = naive_error(past)[chosen]
        said = {name: METHODS[name](known, HORIZON)[chosen] for known in (Known(past),) for name in carried(past)}
        said["zero"] = np.zeros_like(actual)
        base = said[baseline(at)]
        for number, name in enumerate(CLASSES):
            mine = kind == number
            sizes[name] = max(sizes[name], int(mine.sum()))
            for method, forecast in said.items():
                gathered = sums.setdefault((name, method), Sums())
                _gather(gathered, forecast[mine], base[mine], actual[mine], could[mine], scale[mine])
        asked = max(asked, len(chosen))
    verdicts = {name: _verdict(name, sums, baseline(at), sizes[name], len(at)) for name in CLASSES}
    return Contest(verdicts=verdicts, marks=_together(sums), origins=at, series=asked)


def baseline(at: list[int]) -> str:
    """Level × week × year; without the year where the first origin had none to learn from."""
    return "seasonal" if at and at[0] >= YEAR else "weekday"


def naive_error(record: Record) -> Floats:
    """The mean absolute difference of days one week apart, from each series' own past: the scale of MASE."""
    key = record.series * record.days + record.day
    before = np.searchsorted(key, key - WEEK)
    at = np.minimum(before, max(len(key) - 1, 0))
    found = (record.day >= WEEK) & (key[at] == key - WEEK) if len(key) else np.zeros(0, dtype=bool)
    former = np.where(found, record.quantity[at], 0.0)
    inside = record.day - WEEK >= record.start[record.series]
    total = np.bincount(
        record.series, weights=np.where(inside, np.abs(record.quantity - former), 0.0), minlength=len(record)
    )
    after = np.searchsorted(key, key + WEEK)
    at = np.minimum(after, max(len(key) - 1, 0))
    lone = (record.day + WEEK < record.days) & (key[at] != key + WEEK) if len(key) else np.zeros(0, dtype=bool)
    total += np.bincount(record.series[lone], weights=record.quantity[lone], minlength=len(record))
    return np.asarray(total / np.maximum(record.days - record.start - WEEK, 1))


def _asked(record: Record, seed: int) -> Record:
    """As many SKUs as a night allows, by lot, each with all of its places."""
    if len(record) <= MOST_SERIES:
        return record
    skus, count = np.unique(record.sku, return_counts=True)
    by = np.random.default_rng(seed).permutation(len(skus))
    drawn = skus[by[np.cumsum(count[by]) <= MOST_SERIES]]
    return record.some(np.flatnonzero(np.isin(record.sku, drawn)))


def _gather(into: Sums, said: Floats, base: Floats, actual: Floats, could: Bools, scale: Floats) -> None:
    said, base, actual = (np.where(could, one, 0.0) for one in (said, base, actual))
    wrong = np.abs(actual - said)
    weeks = [one.reshape(len(one), HORIZON // WEEK, WEEK).sum(axis=2) for one in (said, base, actual)]
    squared = np.square(weeks[2] - weeks[0]).sum(axis=1)
    into.absolute += float(wrong.sum())
    into.weeks += float(np.abs(weeks[2] - weeks[0]).sum())
    into.squared += float(squared.sum())
    into.actual += float(actual.sum())
    into.said += float(said.sum())
    into.gain.append(np.square(weeks[2] - weeks[1]).sum(axis=1) - squared)
    days = np.maximum(could.sum(axis=1), 1)
    into.scaled.append((wrong.sum(axis=1) / days / np.maximum(scale, 1e-9))[scale > 0])
    into.month.append((actual.sum(axis=1), said.sum(axis=1)))
    into.week.append((weeks[2].ravel(), weeks[0].ravel()))


def _verdict(name: str, sums: dict[tuple[str, str], Sums], base: str, series: int, rounds: int) -> Verdict:
    mine = {method: one for (kind, method), one in sums.items() if kind == name}
    winner = base
    for method, one in mine.items():
        # A method that could not be asked from every origin has not shown what it can do.
        asked = method in METHODS and method != NAIVE and len(one.gain) == rounds
        better = one.squared < mine[winner].squared
        if asked and better and _beyond_chance(np.concatenate(one.gain)):
            winner = method
    if not mine:
        return Verdict(
            winner=base, baseline=base, spread=1.0, coverage_week=None, coverage_month=None, series=0, marks={}
        )
    won = mine[winner]
    return Verdict(
        winner=winner, baseline=base, spread=_spread(won.month), coverage_week=_coverage(won.week, won.month),
        coverage_month=_coverage(won.month, won.month), series=series,
        marks={method: one.marks() for method, one in mine.items()},
    )  # fmt: skip


def _beyond_chance(gain: Floats) -> bool:
    return len(gain) >= LEAST_ASKED and float(gain.sum()) > BEYOND * float(np.sqrt(np.square(gain - gain.mean()).sum()))


def _spread(rounds: list[tuple[Floats, Floats]]) -> float:
    return min(counts.spread_of(np.concatenate([a for a, _ in rounds]), np.concatenate([f for _, f in rounds])), 25.0)


def _coverage(rounds: list[tuple[Floats, Floats]], of: list[tuple[Floats, Floats]]) -> float | None:
    """How often the last round fell into the interval that the rounds before it gave; not told of a single round."""
    actual, said = rounds[-1]
    if len(rounds) < 2 or not len(actual):
        return None
    spread = _spread(of[:-1])
    low, high = (counts.quantile(said, spread, part) for part in ((1 - INSIDE) / 2, (1 + INSIDE) / 2))
    return float(((actual >= low) & (actual <= high)).mean())


def _together(sums: dict[tuple[str, str], Sums]) -> dict[str, dict[str, float | None]]:
    """Each method over all classes, the smallest squared error first."""
    found: dict[str, Sums] = {}
    for (_kind, method), one in sums.items():
        whole = found.setdefault(method, Sums())
        for name in ("absolute", "weeks", "squared", "actual", "said"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        whole.scaled += one.scaled
    return {name: one.marks() for name, one in sorted(found.items(), key=lambda one: one[1].squared)}
