# SPDX-License-Identifier: Apache-2.0
"""Move what a method ranked: forward what somebody leans towards, and along with what they have read or watched.

`taste`: a candidate that has a value the person leans towards counts up to half as much again as its place is worth.
`usage`: the next volume of what was finished comes first; the next volume of what was begun and not finished is left out.
Each is used only where the hold-out says that it knows more of what was bought next. Numbers only; the names of values and
products stay with the caller. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from omotenashi.insight.recommend.interactions import Floats, Ints, Matrix

KINDS: Final = ("taste", "usage")
# So many times what is shown is ranked before it is moved.
WIDER: Final = 3
BONUS: Final = 0.5
MOST_NEXT: Final = 3


@dataclass(frozen=True, kw_only=True)
class Tags:
    """What persons lean towards: numbers of values (-1: none) and how surely, 0 to 1; persons × slots."""

    value: Ints
    strength: Floats


@dataclass(frozen=True, kw_only=True)
class Used:
    """Who began what when, and finished it (-1: not yet): places of persons and products, days."""

    person: Ints
    product: Ints
    began: Ints
    finished: Ints

    def at(self, day: int) -> "Used":
        """What was known on a day."""
        some = self.began <= day
        finished = np.where(self.finished[some] <= day, self.finished[some], -1)
        return Used(person=self.person[some], product=self.product[some], began=self.began[some], finished=finished)


@dataclass(frozen=True, kw_only=True)
class Steering:
    """What is known beside the purchases. `values`: of each product on each axis; `learned`: tags of purchases alone."""

    values: Ints
    tags: Tags
    learned: Callable[[Matrix], Tags]
    following: Ints
    used: Used


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Products in their new order, and why each stands there: value + 1, -(finished product + 1), or 0 for neither."""

    products: Ints
    why: Ints


def moved(
    best: Ints, rows: Matrix, persons: Ints, *, steers: tuple[str, ...], tags: Tags, used: Used, steering: Steering,
    offered: np.ndarray,
) -> Moved:  # fmt: skip
    """Move the candidates of some persons (their places) as the steers say."""
    why = np.zeros(best.shape, dtype=np.int64)
    if "taste" in steers:
        best, why = _tasted(best, tags.value[persons], tags.strength[persons], steering.values)
    if "usage" in steers and len(used.person):
        best, why = _used(best, why, rows, persons, used, steering.following, offered)
    return Moved(products=best, why=why)


def _tasted(best: Ints, value: Ints, strength: Floats, values: Ints) -> tuple[Ints, Ints]:
    liking, of = np.zeros(best.shape), np.zeros(best.shape, dtype=np.int64)
    for axis in range(values.shape[1]):
        has = np.where(best >= 0, values[best, axis], -1)
        for slot in range(value.shape[1]):
            meets = (has >= 0) & (has == value[:, slot, None]) & (strength[:, slot, None] > liking)
            liking = np.where(meets, strength[:, slot, None], liking)
            of = np.where(meets, has + 1, of)
    worth = (1 / np.log2(np.arange(best.shape[1]) + 2))[None, :] * (1 + BONUS * liking)
    order = np.argsort(np.where(best >= 0, -worth, np.inf), axis=1, kind="stable")
    return np.take_along_axis(best, order, axis=1), np.take_along_axis(of, order, axis=1)


def _used(
    best: Ints, why: Ints, rows: Matrix, persons: Ints, used: Used, following: Ints, offered: np.ndarray
) -> tuple[Ints, Ints]:
    best, why = best.copy(), why.copy()
    place = {int(person): at for at, person in enumerate(persons)}
    for at, several in _by_person(used, place).items():
        had = set(rows.indices[rows.indptr[at] : rows.indptr[at + 1]].tolist())
        done = sorted((-day, one) for one, day in several if day >= 0)
        begun = {int(following[one]) for one, day in several if day < 0} - {-1}
        first = [(int(following[one]), one) for _day, one in done]
        first = [(n, one) for n, one in first if n >= 0 and n not in had and n not in begun and offered[n]][:MOST_NEXT]
        ahead = {n for n, _one in first}
        rest = [
            (n, w)
            for n, w in zip(best[at].tolist(), why[at].tolist(), strict=True)
            if n not in ahead and n not in begun
        ]
        line = [*((n, -(one + 1)) for n, one in first), *rest][: best.shape[1]]
        line += [(-1, 0)] * (best.shape[1] - len(line))
        best[at], why[at] = [n for n, _w in line], [w for _n, w in line]
    return best, why


def _by_person(used: Used, place: dict[int, int]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    mine = np.isin(used.person, list(place))
    columns = (used.person[mine].tolist(), used.product[mine].tolist(), used.finished[mine].tolist())
    for person, product, day in zip(*columns, strict=True):
        found.setdefault(place[person], []).append((product, day))
    return found
