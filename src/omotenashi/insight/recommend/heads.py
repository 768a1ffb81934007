# SPDX-License-Identifier: Apache-2.0
"""The products that are bought most: as many as a method can hold. The others are ranked by nobody but `popular`."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from omotenashi.insight.recommend.interactions import Floats, Ints, Matrix
from omotenashi.insight.recommend.kernels import Ranker

# More pairs of products than this, counted for each person, do not fit into a gigabyte.
MOST_PAIRS = 60_000_000


@dataclass(frozen=True)
class Headed:
    """A ranker of some columns, as one of all: what it does not know is minus infinity."""

    ranker: Ranker
    head: Ints
    width: int

    def scores(self, rows: Matrix) -> Floats:
        """Score the head."""
        found = np.full((rows.shape[0], self.width), -np.inf, dtype=np.float32)
        found[:, self.head] = self.ranker.scores(rows[:, self.head])
        return found


def head_of(X: Matrix, *, most: int, pairs: int = MOST_PAIRS) -> Ints:
    """Give the columns of the `most` products that most persons have, fewer when their pairs are too many. Sorted."""
    count = np.bincount(X.indices, minlength=X.shape[1])
    by_count = np.argsort(-count, kind="stable")
    size = min(most, X.shape[1])
    while size > 1 and _pairs(X, by_count[:size]) > pairs:
        size = size * 3 // 4
    return np.sort(by_count[:size])


def fitted(X: Matrix, head: Ints, fit: Callable[[Matrix], Ranker]) -> Ranker:
    """Fit to the head and rank all."""
    if len(head) == X.shape[1]:
        return fit(X)
    return Headed(fit(X[:, head].tocsr()), head, X.shape[1])


def _pairs(X: Matrix, head: Ints) -> int:
    inside = np.zeros(X.shape[1], dtype=np.int64)
    inside[head] = 1
    mine = np.asarray(X.astype(np.int64) @ inside)
    return int((mine * mine).sum())
