# SPDX-License-Identifier: Apache-2.0
"""How good a ranking is: precision, recall, nDCG and MAP at k, over everybody of whom something was kept back.

All products a person does not have yet are ranked, never a sample of them (Krichene, Rendle 2020, KDD). Relevance is
binary; of equal scores the product that stands first comes first.

nDCG needs a definition of the ideal. `ndcg` divides by the gain of ALL products kept back of this person, as Ferrari
Dacrema et al. (2021) do: who has 30 of them can reach at most what ten hits are worth of thirty. `ndcg_truncated`
divides by the gain of min(k, products kept back), so that a perfect list is 1. Figures of the two do not compare.
MAP divides by min(k, products kept back).
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from omotenashi.insight.recommend.interactions import Floats, Ints, Matrix
from omotenashi.insight.recommend.kernels import Ranker

BLOCK = 1_024
# So many products are sorted whole: then equal scores stand in their order on every machine.
SORTED_WHOLE = 8_192


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What a method reached; means over `users`. `coverage`: share of the products that anybody was shown."""

    users: int
    precision: float
    recall: float
    ndcg: float
    ndcg_truncated: float
    map: float
    hit_rate: float
    coverage: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def judged(ranker: Ranker, *, train: Matrix, test: Matrix, users: Ints, k: int = 10, repeats: bool = False) -> Marks:
    """Rank for these persons and compare with what was kept back. `repeats`: what one has already may be shown, too."""

    def rank(some: slice) -> Ints:
        return best(ranker, rows=train[users[some]], k=k, repeats=repeats)

    return judged_as(rank, test=test, users=users, k=k)


def judged_as(rank: Callable[[slice], Ints], *, test: Matrix, users: Ints, k: int = 10) -> Marks:
    """Compare what anybody ranks for some of these persons (their slice) with what was kept back."""
    sums, shown = np.zeros(6), np.zeros(test.shape[1], dtype=bool)
    for start in range(0, len(users), BLOCK):
        some = users[start : start + BLOCK]
        ranked = rank(slice(start, start + BLOCK))
        shown[ranked[ranked >= 0]] = True
        sums += _marks(ranked, test[some], k)
    precision, recall, ndcg, truncated, average, hit = (float(one) for one in sums / max(len(users), 1))
    return Marks(
        users=len(users), precision=precision, recall=recall, ndcg=ndcg, ndcg_truncated=truncated, map=average,
        hit_rate=hit, coverage=float(shown.mean()) if len(shown) else 0.0,
    )  # fmt: skip


def best(ranker: Ranker, *, rows: Matrix, k: int, repeats: bool = False) -> Ints:
    """Give the k best products (persons × k), the best first; -1 where there is none left."""
    scores = np.array(ranker.scores(rows), dtype=np.float64)
    if not repeats:
        scores[np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.indices] = -np.inf
    return first(scores, k=k)


def first(scores: Floats, *, k: int) -> Ints:
    """Give the places of the k largest of each row, the largest first; -1 for those that are minus infinity."""
    width = scores.shape[1]
    most = min(k, width)
    if width <= SORTED_WHOLE:
        places = np.argsort(-scores, axis=1, kind="stable")[:, :most]
    else:
        places = np.sort(np.argpartition(-scores, most - 1, axis=1)[:, :most], axis=1)
        order = np.argsort(-np.take_along_axis(scores, places, axis=1), axis=1, kind="stable")
        places = np.take_along_axis(places, order, axis=1)
    found = np.where(np.isneginf(np.take_along_axis(scores, places, axis=1)), -1, places)
    return np.pad(found, ((0, 0), (0, k - most)), constant_values=-1)


def _marks(ranked: Ints, test: Matrix, k: int) -> Floats:
    """Sum what the persons of a block reach, in the order of `Marks`."""
    wanted = np.diff(test.indptr)
    relevant = test.toarray() > 0
    hit = np.take_along_axis(relevant, np.maximum(ranked, 0), axis=1) & (ranked >= 0)
    gain = 1 / np.log2(np.arange(2, max(k, int(wanted.max(initial=1))) + 2))
    ideal = np.concatenate(([0.0], np.cumsum(gain)))
    reached = (hit * gain[:k]).sum(axis=1)
    hits = hit.sum(axis=1)
    average = (hit * np.cumsum(hit, axis=1) / np.arange(1, k + 1)).sum(axis=1)
    return np.array([
        (hits / k).sum(),
        (hits / wanted).sum(),
        (reached / ideal[wanted]).sum(),
        (reached / ideal[np.minimum(wanted, k)]).sum(),
        (average / np.minimum(wanted, k)).sum(),
        (hits > 0).sum(),
    ])  # fmt: skip
