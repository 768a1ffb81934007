# SPDX-License-Identifier: Apache-2.0
"""The kernels. Each learns from X (persons × products, ones) and gives a ranker: X's rows → scores (rows × products).

X may be wider than what a method can hold: `ease` and `svd` need products² numbers, so the port gives them the products
that are bought most (`heads.py`). Nothing here knows names, files or a database.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import scipy.sparse as sp
from scipy import linalg
from scipy.sparse.linalg import svds

from omotenashi.insight.recommend.interactions import Floats, Matrix


class Ranker(Protocol):
    """Something that was learned."""

    def scores(self, rows: Matrix) -> Floats:
        """Give a score for each product (columns) for these persons (rows of X). Higher is better."""
        ...


@dataclass(frozen=True)
class Popular:
    """Everybody gets the same: how many persons have each product. `count` is (products,)."""

    count: Floats

    def scores(self, rows: Matrix) -> Floats:
        """Repeat the counts."""
        return np.broadcast_to(self.count, (rows.shape[0], len(self.count)))


@dataclass(frozen=True)
class Weighted:
    """A person's products, each passing its weight on: X W. `weights` is (products × products), sparse or dense."""

    weights: Matrix

    def scores(self, rows: Matrix) -> Floats:
        """Multiply."""
        found = rows @ self.weights
        return found.toarray() if sp.issparse(found) else np.asarray(found)


@dataclass(frozen=True)
class Factored:
    """Persons folded into the factors of products (products × f): one least-squares step, then a product of factors."""

    factors: Floats
    alpha: float
    reg: float

    def scores(self, rows: Matrix) -> Floats:
        """Fold in, multiply."""
        return folded(rows, self.factors, alpha=self.alpha, reg=self.reg) @ self.factors.T


def popular(X: Matrix) -> Popular:
    """TopPop: the products that most persons have. The baseline every other method must beat."""
    return Popular(np.asarray(X.sum(axis=0), dtype=np.float32).ravel())


def together(X: Matrix) -> Matrix:
    """Give G = XᵀX (products × products, sparse): how many persons have both; the diagonal is how many have one."""
    found = (X.T @ X).tocsr()
    found.sort_indices()
    return found


def neighbours(X: Matrix, *, similarity: str = "jaccard", k: int = 161, shrink: float = 0.0) -> Weighted:
    """Item-item neighbours: each product keeps the k most similar, W[:, j] = similarities to j.

    jaccard: G ÷ (Gᵢᵢ + Gⱼⱼ − G + shrink); cosine: G ÷ (√Gᵢᵢ √Gⱼⱼ + shrink). Sarwar et al. (2001), Item-based
    collaborative filtering, WWW; as in Ferrari Dacrema et al. (2021), TOIS 39(2), with their 10⁻⁶ in the denominator.
    Of equal similarities the product that stands first is kept.
    """
    G = together(X).tocoo()
    mine = np.bincount(X.indices, minlength=X.shape[1]).astype(np.float64)
    a, b = mine[G.row], mine[G.col]
    below = np.sqrt(a) * np.sqrt(b) if similarity == "cosine" else a + b - G.data
    close = np.where(G.row == G.col, 0.0, G.data / (below + shrink + 1e-6))
    return Weighted(strongest(sp.csc_matrix((close, (G.row, G.col)), shape=G.shape), k=k))


def strongest(W: Matrix, *, k: int) -> Matrix:
    """Keep the k largest positive entries of each column; of equal ones the upper."""
    found = W.tocsc()
    found.sort_indices()
    if found.nnz > SPARSE:
        found = _thinned(found, k)
    column = np.repeat(np.arange(found.shape[1]), np.diff(found.indptr))
    by = np.lexsort((found.indices, -found.data, column))
    place = np.arange(len(by)) - found.indptr[column[by]]
    kept = by[(place < k) & (found.data[by] > 0)]
    return sp.csr_matrix((found.data[kept], (found.indices[kept], column[kept])), shape=found.shape)


def _thinned(found: Matrix, k: int) -> Matrix:
    """Drop what cannot be among the k largest of its column, before all of it is sorted."""
    least = np.zeros(found.shape[1])
    for column in np.flatnonzero(np.diff(found.indptr) > k):
        data = found.data[found.indptr[column] : found.indptr[column + 1]]
        least[column] = np.partition(data, len(data) - k)[len(data) - k]
    found.data[found.data < np.repeat(least, np.diff(found.indptr))] = 0
    found.eliminate_zeros()
    return found


def ease(X: Matrix, *, l2: float = 458.0) -> Weighted:
    """EASEᴿ: the best linear weights of products on products with a zero diagonal, in closed form.

    P = (XᵀX + l2·I)⁻¹, B = I − P ÷ diag(P) by columns (products × products, dense).
    Steck (2019), Embarrassingly shallow autoencoders for sparse data, WWW, equation 8.
    """
    A = together(X).toarray().astype(np.float64)
    A[np.diag_indices_from(A)] += l2
    # A is symmetric and positive definite, so its factor is half the work of an inverse.
    P = linalg.cho_solve(linalg.cho_factor(A, overwrite_a=True, check_finite=False), np.eye(len(A)), overwrite_b=True)
    B = -P / np.diag(P)
    B[np.diag_indices_from(B)] = 0.0
    return Weighted(B.astype(np.float32) if len(B) > LARGE else B)


# More entries than this are thinned before they are sorted.
SPARSE = 1_000_000
# From so many products on, four bytes a number instead of eight.
LARGE = 2_000


def svd(X: Matrix, *, factors: int = 13, seed: int = 1) -> Weighted:
    """PureSVD: X V Vᵀ with the first right singular vectors V (products × factors), missing pairs counting as zero.

    Cremonesi, Koren, Turrin (2010), Performance of recommender algorithms on top-n recommendation tasks, RecSys.
    """
    most = min(factors, min(X.shape) - 1)
    if most < 1:
        # One person or one product: nothing varies, so nothing is liked more.
        return Weighted(np.zeros((X.shape[1], X.shape[1])))
    start = np.random.default_rng(seed).standard_normal(min(X.shape))
    V = svds(X.astype(np.float64), k=most, v0=start)[2]
    return Weighted(V.T @ V)


def als(
    X: Matrix, *, factors: int = 32, alpha: float = 4.0, reg: float = 40.0, rounds: int = 10, seed: int = 1
) -> Factored:
    """Implicit ALS: what one has counts with 1 + alpha, what one has not as a weak zero with 1.

    Minimises Σ cᵤᵢ (pᵤᵢ − xᵤ·yᵢ)² + reg (Σ|xᵤ|² + Σ|yᵢ|²), persons and products by turns; factors (products × factors).
    Hu, Koren, Volinsky (2008), Collaborative filtering for implicit feedback datasets, ICDM.
    """
    Y = np.random.default_rng(seed).normal(0, 0.1, (X.shape[1], factors)).astype(np.float32)
    back = X.T.tocsr()
    for _ in range(rounds):
        Y = folded(back, folded(X, Y, alpha=alpha, reg=reg), alpha=alpha, reg=reg)
    return Factored(Y, alpha, reg)


def folded(rows: Matrix, other: Floats, *, alpha: float, reg: float) -> Floats:
    """Solve each row against fixed factors of the other side: (YᵀY + alpha Σ yyᵀ + reg·I) x = (1 + alpha) Σ y."""
    size = other.shape[1]
    whole = other.T @ other + reg * np.eye(size, dtype=np.float32)
    upper = np.triu_indices(size)
    # yyᵀ of each product, its upper half: then the sums of all persons are one sparse product.
    outer = other[:, upper[0]] * other[:, upper[1]]
    found = np.empty((rows.shape[0], size), dtype=np.float32)
    for start in range(0, rows.shape[0], BLOCK):
        some = rows[start : start + BLOCK]
        A = np.empty((some.shape[0], size, size), dtype=np.float32)
        A[:, upper[0], upper[1]] = A[:, upper[1], upper[0]] = alpha * (some @ outer)
        A += whole
        found[start : start + BLOCK] = np.linalg.solve(A, ((1 + alpha) * (some @ other))[:, :, None])[:, :, 0]
    return found


BLOCK = 4_096


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the methods are told. The defaults are those of the published comparison on MovieLens 100K."""

    similarity: str = "jaccard"
    neighbours: int = 161
    shrink: float = 0.0
    l2: float = 458.0
    svd_factors: int = 13
    als_factors: int = 32
    alpha: float = 4.0
    reg: float = 40.0
    rounds: int = 10
    seed: int = 1


class Kernel(Protocol):
    """Learns from X as it is told."""

    def __call__(self, X: Matrix, s: Settings) -> Ranker:
        """Learn."""
        ...


KERNELS: dict[str, Kernel] = {
    "popular": lambda X, s: popular(X),  # noqa: ARG005  # bestsellers need to be told nothing
    "neighbours": lambda X, s: neighbours(X, similarity=s.similarity, k=s.neighbours, shrink=s.shrink),
    "ease": lambda X, s: ease(X, l2=s.l2),
    "svd": lambda X, s: svd(X, factors=s.svd_factors, seed=s.seed),
    "als": lambda X, s: als(X, factors=s.als_factors, alpha=s.alpha, reg=s.reg, rounds=s.rounds, seed=s.seed),
}
