# SPDX-License-Identifier: Apache-2.0
"""Who had to do with what: a sparse matrix of persons × products with the names of its rows and columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

type Ints = np.ndarray[Any, np.dtype[np.int64]]
type Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
type Names = np.ndarray[Any, Any]
# scipy has no types of its own.
type Matrix = Any


@dataclass(frozen=True, kw_only=True)
class Interactions:
    """`matrix` is (persons × products) CSR of float32: 1 where there was something, whatever its weight or how often."""

    users: Names
    items: Names
    matrix: Matrix

    @property
    def count(self) -> int:
        """How many pairs of a person and a product."""
        return int(self.matrix.nnz)


@dataclass(frozen=True, kw_only=True)
class Split:
    """What is learned from, and what was kept back: both over the same persons and products."""

    train: Interactions
    test: Matrix
    how: str


def binary(*, rows: Ints, columns: Ints, shape: tuple[int, int]) -> Matrix:
    """Make the matrix of ones; a pair that comes twice counts once."""
    made = sp.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)
    made.data[:] = 1
    made.sort_indices()
    return made


def named(*, train: tuple[Names, Names], test: tuple[Names, Names]) -> Split:
    """Put two logs (users, items) into matrices over the names of both, sorted."""
    users, user_of = np.unique(np.concatenate((train[0], test[0])), return_inverse=True)
    items, item_of = np.unique(np.concatenate((train[1], test[1])), return_inverse=True)
    cut, shape = len(train[0]), (len(users), len(items))
    learned = binary(rows=user_of[:cut], columns=item_of[:cut], shape=shape)
    kept = binary(rows=user_of[cut:], columns=item_of[cut:], shape=shape)
    return Split(train=Interactions(users=users, items=items, matrix=learned), test=kept, how="file")


def cut_by_time(*, when: Floats, share: float) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which rows are kept back: the last share of all rows, cut between two moments, for everybody alike."""
    border = np.quantile(when, 1 - share, method="lower")
    late = when > border
    # Many rows of one last moment: a cut after it keeps nothing, so it goes before.
    return late if late.any() else when >= border


def cut_last(*, users: Ints, order: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which rows are kept back: the last of everybody who has two or more."""
    by = np.lexsort((order, users))
    ends = np.append(users[by][1:] != users[by][:-1], True)
    several = np.bincount(users)[users] > 1
    late = np.zeros(len(users), dtype=bool)
    late[by[ends]] = True
    return late & several


def rows_of(matrix: Matrix, places: Sequence[int] | Ints) -> Matrix:
    """Give some rows."""
    return matrix[places]
