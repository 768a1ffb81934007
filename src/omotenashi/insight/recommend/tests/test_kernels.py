# SPDX-License-Identifier: Apache-2.0
"""The kernels against numbers made by hand and against what their formulas promise."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from omotenashi.insight.recommend import heads, judging, kernels
from omotenashi.insight.recommend.interactions import binary, cut_by_time, cut_last, named

# Four persons: tea and cup go together, so do ink and pen; nobody has more than three of the four.
HELD = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 1], [0, 0, 1, 1]])
X = sp.csr_matrix(HELD.astype(np.float32))
small = arrays.arrays(np.int64, st.tuples(st.integers(3, 9), st.integers(3, 7)), elements=st.integers(0, 1))


def test_similarities_of_a_small_shop_are_those_of_the_formulas() -> None:
    jaccard = kernels.neighbours(X, similarity="jaccard", k=3).weights.toarray()
    cosine = kernels.neighbours(X, similarity="cosine", k=3).weights.toarray()
    assert np.round(jaccard, 4).tolist() == [
        [0, 0.6667, 0.25, 0.25],
        [0.6667, 0, 0, 0],
        [0.25, 0, 0, 1],
        [0.25, 0, 1, 0],
    ]
    assert np.round(cosine[0], 4).tolist() == [0, 0.8165, 0.4082, 0.4082]


def test_only_the_nearest_neighbours_are_kept_and_of_equal_ones_the_first() -> None:
    assert kernels.neighbours(X, k=1).weights.toarray().astype(bool).astype(int).tolist() == [
        [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0],
    ]  # fmt: skip
    even = sp.csc_matrix(np.array([[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]))
    assert kernels.strongest(even, k=1).toarray().tolist() == [[0, 0.5, 0.5], [0.5, 0, 0], [0, 0, 0]]


@settings(max_examples=25, deadline=None)
@given(small, st.floats(0.5, 50))
def test_ease_is_the_ridge_regression_of_each_product_on_the_others(held: np.ndarray, l2: float) -> None:
    found = kernels.ease(sp.csr_matrix(held.astype(np.float32)), l2=l2).weights
    full = held.astype(float)
    for product in range(held.shape[1]):
        others = np.delete(full, product, axis=1)
        wanted = np.linalg.solve(others.T @ others + l2 * np.eye(others.shape[1]), others.T @ full[:, product])
        assert np.delete(found[:, product], product) == pytest.approx(wanted, abs=1e-8)
        assert found[product, product] == 0


@settings(max_examples=25, deadline=None)
@given(small)
def test_a_fold_in_solves_its_normal_equations(held: np.ndarray) -> None:
    other = np.random.default_rng(1).normal(size=(held.shape[1], 3)).astype(np.float32)
    found = kernels.folded(sp.csr_matrix(held.astype(np.float32)), other, alpha=4, reg=2)
    for row, factors in zip(held, found, strict=True):
        weight = np.diag(1.0 + 4 * row)
        wanted = np.linalg.solve(other.T @ weight @ other + 2 * np.eye(3), other.T @ weight @ row)
        assert factors == pytest.approx(wanted, abs=1e-3)


def test_every_method_offers_the_pen_to_who_has_the_ink() -> None:
    ink = sp.csr_matrix(np.array([[0, 0, 1, 0]], dtype=np.float32))
    told = kernels.Settings(l2=1, svd_factors=2, als_factors=2, alpha=4, reg=0.1)
    offered = {
        name: int(judging.best(kernel(X, told), rows=ink, k=1)[0, 0])
        for name, kernel in kernels.KERNELS.items()
        if name != "popular"
    }
    assert offered == {"neighbours": 3, "ease": 3, "svd": 3, "als": 3}


def test_marks_are_those_of_a_calculation_by_hand() -> None:
    ranker = kernels.Popular(np.array([5.0, 4.0, 3.0, 2.0, 1.0]))
    train = sp.csr_matrix(np.array([[1, 0, 0, 0, 0], [0, 0, 0, 0, 0]], dtype=np.float32))
    test = sp.csr_matrix(np.array([[0, 0, 1, 0, 1], [0, 1, 0, 0, 0]], dtype=np.float32))
    marks = judging.judged(ranker, train=train, test=test, users=np.array([0, 1]), k=2)
    # Shown are 1, 2 and 0, 1: each second place hits. The first person has two kept back, the second one.
    second = 1 / np.log2(3)
    assert marks.as_dict() == {
        "users": 2,
        "precision": 0.5,
        "recall": 0.75,
        "ndcg": pytest.approx((second / (1 + second) + second) / 2),
        "ndcg_truncated": pytest.approx((second / (1 + second) + second) / 2),
        "map": pytest.approx((0.25 + 0.5) / 2),
        "hit_rate": 1.0,
        "coverage": 0.6,
    }


def test_the_two_ideals_differ_when_more_is_kept_back_than_is_shown() -> None:
    ranker = kernels.Popular(np.array([3.0, 2.0, 1.0]))
    nothing, all_of_it = sp.csr_matrix((1, 3), dtype=np.float32), sp.csr_matrix(np.ones((1, 3), dtype=np.float32))
    marks = judging.judged(ranker, train=nothing, test=all_of_it, users=np.array([0]), k=1)
    assert marks.ndcg_truncated == 1.0
    assert marks.ndcg == pytest.approx(1 / (1 + 1 / np.log2(3) + 1 / 2))


@settings(max_examples=25, deadline=None)
@given(small, st.integers(1, 5))
def test_what_one_has_is_never_shown_and_nothing_twice(held: np.ndarray, k: int) -> None:
    rows = sp.csr_matrix(held.astype(np.float32))
    ranked = judging.best(kernels.ease(rows, l2=1), rows=rows, k=k)
    for mine, shown in zip(held, ranked, strict=True):
        kept = shown[shown >= 0]
        assert (mine[kept].sum(), len(set(kept.tolist()))) == (0, len(kept))
        assert len(kept) == min(k, int((mine == 0).sum()))


def test_beyond_the_head_nothing_is_ranked() -> None:
    head = heads.head_of(X, most=2)
    assert head.tolist() == [0, 1]
    found = heads.fitted(X, head, lambda part: kernels.ease(part, l2=1)).scores(X)
    assert np.isneginf(found).tolist() == [[False, False, True, True]] * 4
    assert len(heads.head_of(X, most=4, pairs=9)) == 2


def test_a_cut_in_time_keeps_the_last_for_everybody_and_a_cut_of_the_last_keeps_one_of_each() -> None:
    when = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert cut_by_time(when=when, share=0.4).tolist() == [False, False, False, True, True]
    assert cut_by_time(when=np.ones(3), share=0.2).tolist() == [True, True, True]
    users = np.array([0, 0, 1, 0, 2])
    assert cut_last(users=users, order=np.array([1.0, 9.0, 3.0, 4.0, 5.0])).tolist() == [
        False,
        True,
        False,
        False,
        False,
    ]


def test_a_pair_that_comes_twice_counts_once() -> None:
    made = binary(rows=np.array([0, 0, 1]), columns=np.array([1, 1, 0]), shape=(2, 2))
    assert made.toarray().tolist() == [[0, 1], [1, 0]]
    split = named(train=(np.array(["a", "b"]), np.array(["x", "y"])), test=(np.array(["a"]), np.array(["z"])))
    assert (split.train.items.tolist(), split.test.toarray().tolist()) == (["x", "y", "z"], [[0, 0, 1], [0, 0, 0]])
