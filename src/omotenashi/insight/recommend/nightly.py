# SPDX-License-Identifier: Apache-2.0
"""The one port: every method on the retailer's own purchases, the best of them for everybody.

Tastes and usage may move what a method ranked (`steering`); they compete like the methods, as "ease+taste".

`compared` keeps the last part of the purchases back and asks each method who bought what for the first time then. The one
with the best nDCG (over all that was kept back) serves; when too few can be asked, the bestsellers do.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from omotenashi.insight.recommend import heads, judging, kernels, steering
from omotenashi.insight.recommend.bought import Bought
from omotenashi.insight.recommend.interactions import Floats, Ints, Matrix, cut_by_time
from omotenashi.insight.recommend.judging import Marks
from omotenashi.insight.recommend.kernels import Ranker, Weighted
from omotenashi.insight.recommend.steering import WIDER, Steering

SHARE, MOST_ASKED, LEAST_ASKED = 0.2, 2_000, 30
K = 10
NEIGHBOURS, KEPT, HEAD, LEARNERS = 50, 80, 4_000, 40_000
# Bought together by fewer says nothing, and would name the few.
LEAST_TOGETHER = 3
BLOCK, THREADS = 2_048, 2

type Tick = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Contest:
    """What each method reached on what was kept back, the best first; `winner` serves."""

    winner: str
    marks: dict[str, Marks]
    asked: int
    kept_back: int
    from_day: int | None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """For some persons: the best products, the best first (-1: none left), each with its reason.

    `because` is the product of this person that speaks most for it (-1: it is bought by many), `people` how many bought both
    (or it at all). `why`: what moved it, as in `steering.Moved`.
    """

    start: int
    products: Ints
    because: Ints
    people: Ints
    why: Ints


def methods() -> dict[str, Callable[[Matrix], Ranker]]:
    """Every method as it serves: limited to what fits into a night and a gigabyte."""
    return {
        "popular": kernels.popular,
        "jaccard": lambda X: kernels.neighbours(X, similarity="jaccard", k=NEIGHBOURS),
        "cosine": lambda X: kernels.neighbours(X, similarity="cosine", k=NEIGHBOURS, shrink=2),
        "ease": lambda X: _headed(X, lambda part: _pruned(kernels.ease(part, l2=100.0))),
        "svd": lambda X: _headed(X, lambda part: _pruned(kernels.svd(part, factors=32))),
        "als": lambda X: _headed(X, _als),
    }


def compared(
    bought: Bought, *, steered: Steering | None = None, tick: Tick = lambda _done, _of: None, seed: int = 1
) -> Contest:
    """Ask every method what was bought for the first time in the last part of the record."""
    if len(bought) < 2:
        return Contest(winner="popular", marks={}, asked=0, kept_back=0, from_day=None)
    late = cut_by_time(when=bought.day.astype(float), share=SHARE)
    train, test = bought.matrix(~late), bought.matrix(late)
    test = (test - test.multiply(train)).tocsr()
    test.eliminate_zeros()
    users = np.flatnonzero((np.diff(test.indptr) > 0) & (np.diff(train.indptr) > 0))
    if len(users) > MOST_ASKED:
        users = np.sort(np.random.default_rng(seed).choice(users, MOST_ASKED, replace=False))
    kept, from_day = int(test[users].nnz), int(bought.day[late].min())
    if len(users) < LEAST_ASKED:
        return Contest(winner="popular", marks={}, asked=len(users), kept_back=kept, from_day=from_day)
    everybody, asked = train, users
    train, test, users = _sampled(train, test, users, seed)
    marks, known = {}, methods()
    best: dict[str, Ranker] = {}
    for place, (name, fit) in enumerate(known.items()):
        tick(place, len(known))
        ranker = fit(train)
        marks[name] = judging.judged(ranker, train=train, test=test, users=users, k=K)
        if all(marks[name].ndcg > marks[other].ndcg for other in best):
            best = {name: ranker}
    if steered is not None:
        [(name, ranker)] = best.items()
        rows = train[users]
        wide = best_of(ranker, rows, offered=np.ones(train.shape[1], dtype=bool), each=K * WIDER)
        marks |= _moved(name, wide, rows, asked, test, users, steered, everybody, from_day)
    ranked = dict(sorted(marks.items(), key=lambda one: -one[1].ndcg))
    return Contest(winner=next(iter(ranked)), marks=ranked, asked=len(users), kept_back=kept, from_day=from_day)


def _moved(
    name: str, wide: Ints, rows: Matrix, asked: Ints, test: Matrix, users: Ints, steered: Steering, train: Matrix, day: int,
) -> dict[str, Marks]:  # fmt: skip
    """Judge the best method with tastes, with usage and with both, by what was known before the cut."""
    used, marks = steered.used.at(day - 1), {}
    ways: list[tuple[str, ...]] = [("taste",)] if (steered.values >= 0).any() else []
    ways += [("usage",)] if len(used.person) and (steered.following >= 0).any() else []
    if len(ways) > 1:
        ways.append(steering.KINDS)
    tags = steered.learned(train)
    for steers in ways:
        found = steering.moved(
            wide, rows, asked, steers=steers, tags=tags, used=used, steering=steered, offered=np.ones(train.shape[1], dtype=bool)
        ).products[:, :K]  # fmt: skip
        marks["+".join((name, *steers))] = judging.judged_as(found.__getitem__, test=test, users=users, k=K)
    return marks


def _sampled(train: Matrix, test: Matrix, users: Ints, seed: int) -> tuple[Matrix, Matrix, Ints]:
    """Compare on as many persons as a night allows, those who are asked among them."""
    if train.shape[0] <= LEARNERS:
        return train, test, users
    others = np.setdiff1d(np.arange(train.shape[0]), users)
    more = np.random.default_rng(seed).choice(others, LEARNERS - len(users), replace=False)
    kept = np.concatenate((users, np.sort(more)))
    return train[kept], test[kept], np.arange(len(users))


def shown(
    X: Matrix, *, winner: str, offered: np.ndarray, each: int = K, steered: Steering | None = None,
    tick: Tick = lambda _done, _of: None,
) -> Iterator[Shown]:  # fmt: skip
    """Give the best products for every person, block by block. `offered`: may this product be shown to anybody?"""
    name, *steers = winner.split("+")
    ranker, close = methods()[name](X), _nearness(X)
    buyers = np.bincount(X.indices, minlength=X.shape[1])
    bestsellers = [place for place in np.argsort(-buyers, kind="stable").tolist() if offered[place] and buyers[place]]

    def block(start: int) -> Shown:
        rows = X[start : start + BLOCK]
        best = best_of(ranker, rows, offered=offered, each=each * WIDER if steers else each)
        why = np.zeros(best.shape, dtype=np.int64)
        if steered is not None and steers:
            persons = np.arange(start, start + rows.shape[0])
            found = steering.moved(
                best, rows, persons, steers=tuple(steers), tags=steered.tags, used=steered.used, steering=steered, offered=offered
            )  # fmt: skip
            best, why = found.products[:, :each], found.why[:, :each]
        best = filled(best, rows, bestsellers)
        because, people = close.reasons(rows, best)
        people = np.where(because < 0, buyers[best], people)
        return Shown(start=start, products=best, because=because, people=people, why=why)

    with ThreadPoolExecutor(THREADS) as workers:
        for starts in itertools.batched(range(0, X.shape[0], BLOCK), THREADS):
            tick(starts[0], X.shape[0])
            yield from workers.map(block, starts)


def filled(best: Ints, rows: Matrix, bestsellers: Sequence[int]) -> Ints:
    """Put the bestsellers a person does not have where a method knows no more."""
    for place in np.flatnonzero((best < 0).any(axis=1)):
        mine = best[place]
        had = {*mine.tolist(), *rows.indices[rows.indptr[place] : rows.indptr[place + 1]].tolist()}
        gaps = np.flatnonzero(mine < 0)
        more = list(itertools.islice((one for one in bestsellers if one not in had), len(gaps)))
        best[place, gaps[: len(more)]] = more
    return best


def alike(X: Matrix, *, offered: np.ndarray, each: int = K) -> tuple[Ints, Ints]:
    """Give for each product those that the same people buy (products × each; -1: none), and how many bought both."""
    G, pruned = kernels.together(X), kernels.neighbours(X, similarity="jaccard", k=NEIGHBOURS, shrink=2).weights
    return _rows_of(pruned.T.tocsr(), G, offered, each)


def together(baskets: Matrix, *, offered: np.ndarray, each: int = K) -> tuple[Ints, Ints]:
    """Give for each product those in the same baskets, with the number of baskets. Cosine, so bestsellers do not win all."""
    G = kernels.together(baskets)
    pruned = kernels.neighbours(baskets, similarity="cosine", k=NEIGHBOURS).weights
    return _rows_of(pruned.T.tocsr(), G, offered, each)


@dataclass(frozen=True)
class _Near:
    """How near two products are and how many bought both, found by a number made of the pair."""

    keys: Ints
    score: Floats
    people: Ints
    width: int

    def reasons(self, rows: Matrix, best: Ints) -> tuple[Ints, Ints]:
        """Give for each shown product the person's own that is nearest to it, and how many bought both."""
        because, people = np.full(best.shape, -1), np.zeros(best.shape, dtype=np.int64)
        some = np.flatnonzero(np.diff(rows.indptr) > 0)
        if not len(self.keys) or not len(some):
            return because, people
        owned, starts = rows.indices.astype(np.int64), rows.indptr[some]
        of = np.repeat(some, np.diff(rows.indptr)[some])
        for column in range(best.shape[1]):
            wanted = owned * self.width + best[of, column]
            place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            score = np.where((self.keys[place] == wanted) & (best[of, column] >= 0), self.score[place], 0)
            top = np.zeros(rows.shape[0])
            top[some] = np.maximum.reduceat(score, starts)
            good = np.flatnonzero((score > 0) & (score == top[of]))[::-1]
            # Of equal ones the first: what is written last stays.
            because[of[good], column], people[of[good], column] = owned[good], self.people[place[good]]
        return because, people


def _nearness(X: Matrix) -> _Near:
    head = heads.head_of(X, most=X.shape[1])
    G = kernels.together(X[:, head].tocsr()).tocoo()
    count = np.bincount(X.indices, minlength=X.shape[1])
    row, column = head[G.row].astype(np.int64), head[G.col].astype(np.int64)
    kept = (row != column) & (G.data >= LEAST_TOGETHER)
    row, column, both = row[kept], column[kept], G.data[kept].astype(np.int64)
    keys = row * X.shape[1] + column
    by = np.argsort(keys, kind="stable")
    return _Near(keys[by], (both / (count[row] + count[column] - both))[by], both[by], X.shape[1])


def best_of(ranker: Ranker, rows: Matrix, *, offered: np.ndarray, each: int = K) -> Ints:
    """The best a person does not have. Of a few scores a row only those are sorted."""
    if isinstance(ranker, Weighted) and sp.issparse(ranker.weights):
        found = (rows @ ranker.weights).tocsr()
        found = (found - found.multiply(rows)).tocsr()
        return _first_of(found, offered, each)
    scores = np.array(ranker.scores(rows), dtype=np.float32)
    scores[:, ~offered] = -np.inf
    scores[np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.indices] = -np.inf
    most = min(each, scores.shape[1])
    places = np.sort(np.argpartition(-scores, most - 1, axis=1)[:, :most], axis=1)
    values = np.take_along_axis(scores, places, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    ranked = np.where(np.isneginf(np.take_along_axis(values, order, 1)), -1, np.take_along_axis(places, order, 1))
    return np.pad(ranked, ((0, 0), (0, each - most)), constant_values=-1)


def _first_of(found: Matrix, offered: np.ndarray, each: int) -> Ints:
    """Give the columns of the largest positive entries of each row, from a sparse matrix."""
    score = np.where(offered[found.indices], found.data, 0)
    length = np.diff(found.indptr)
    width = max(int(length.max(initial=0)), each)
    row = np.repeat(np.arange(found.shape[0]), length)
    place = np.arange(len(row)) - np.repeat(found.indptr[:-1], length)
    padded = np.zeros((found.shape[0], width), dtype=np.float32)
    column = np.full((found.shape[0], width), -1, dtype=np.int64)
    padded[row, place], column[row, place] = score, found.indices
    top = np.sort(np.argpartition(-padded, each - 1, axis=1)[:, :each], axis=1)
    values = np.take_along_axis(padded, top, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    ranked = np.take_along_axis(np.take_along_axis(column, top, axis=1), order, axis=1)
    return np.where(np.take_along_axis(values, order, axis=1) > 0, ranked, -1)


def _rows_of(near: Matrix, G: Matrix, offered: np.ndarray, each: int) -> tuple[Ints, Ints]:
    """Pairs of enough people only, as two blocks of numbers."""
    if not G.nnz:
        return np.full((G.shape[0], each), -1), np.zeros((G.shape[0], each), dtype=np.int64)
    kept = near.multiply(G.multiply(G >= LEAST_TOGETHER).sign()).tocsr()
    best = _first_of(kept, offered, each)
    rows = np.repeat(np.arange(best.shape[0]), best.shape[1])
    people = np.asarray(G[rows, np.maximum(best.ravel(), 0)]).ravel().astype(np.int64).reshape(best.shape)
    return best, np.where(best < 0, 0, people)


def _headed(X: Matrix, fit: Callable[[Matrix], Ranker]) -> Ranker:
    """Fit to the products that are bought most; item weights become weights of all products again."""
    head = heads.head_of(X, most=HEAD)
    part = X[:, head].tocsr()
    found = fit(part)
    if isinstance(found, Weighted):
        W = found.weights.tocoo()
        return Weighted(sp.csr_matrix((W.data, (head[W.row], head[W.col])), shape=(X.shape[1],) * 2))
    return found if len(head) == X.shape[1] else heads.Headed(found, head, X.shape[1])


def _pruned(found: Weighted) -> Weighted:
    """Keep the strongest weights of each product: dense rows do not fit 200,000 persons into a night."""
    dense = np.asarray(found.weights)
    most = min(KEPT, len(dense))
    rows = np.argpartition(-dense, most - 1, axis=0)[:most]
    columns = np.broadcast_to(np.arange(dense.shape[1]), rows.shape)
    values = dense[rows, columns]
    kept = (values > 0) & (rows != columns)
    return Weighted(sp.csr_matrix((values[kept], (rows[kept], columns[kept])), shape=dense.shape, dtype=np.float32))


def _als(X: Matrix) -> Ranker:
    """Learn the products from as many persons as a night allows; everybody is folded in."""
    if X.shape[0] > LEARNERS:
        X = X[np.sort(np.random.default_rng(1).choice(X.shape[0], LEARNERS, replace=False))]
    return kernels.als(X, rounds=6)
