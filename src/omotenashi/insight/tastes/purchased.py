# SPDX-License-Identifier: Apache-2.0
"""What persons lean towards by their purchases alone, by the rule of `leaning`: for a comparison that must not look ahead.

A row of the matrix is a person, a column a product; each product has one value (a number) on each axis, or none (-1).
"""

from typing import Any

import numpy as np

from omotenashi.insight.tastes.leaning import MOST, MOST_OF_AXIS, WEIGHT, Z, scores
from omotenashi.insight.tastes.signals import Floats, Ints

# From this z on nobody is surer.
SURE = 3.0


def learned(matrix: Any, values: Ints) -> tuple[Ints, Floats]:
    """Give numbers of values and how surely (0 to 1), persons × `MOST`; -1 where there is none."""
    owner = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    persons, numbers, surely = [], [], []
    for axis in range(values.shape[1]):
        value = values[matrix.indices, axis]
        some = value >= 0
        if not some.any():
            continue
        width = int(values.max()) + 1
        pairs, pair = np.unique(owner[some] * width + value[some], return_inverse=True)
        person, of = pairs // width, pairs % width
        y = np.bincount(pair, minlength=len(pairs)).astype(np.float64)
        z, _share, _base = scores(y, person=person, value=of, values=width)
        passed = (z >= Z) & (y >= WEIGHT)
        kept = _first(person[passed], z[passed], MOST_OF_AXIS)
        persons.append(person[passed][kept])
        numbers.append(of[passed][kept])
        surely.append(z[passed][kept])
    nothing: Any = np.zeros(0)
    person, of, z = (np.concatenate(one) if one else nothing for one in (persons, numbers, surely))
    return slots(matrix.shape[0], person.astype(np.int64), of.astype(np.int64), z)


def slots(width: int, person: Ints, value: Ints, z: Floats) -> tuple[Ints, Floats]:
    """Put rows of a person, a value and its z into persons × `MOST`, the surest first."""
    by = np.lexsort((-z, person))
    person, value, z = person[by], value[by], z[by]
    place = np.arange(len(person)) - np.searchsorted(person, person)
    some = place < MOST
    number, sure = np.full((width, MOST), -1, dtype=np.int64), np.zeros((width, MOST))
    number[person[some], place[some]] = value[some]
    sure[person[some], place[some]] = np.minimum(z[some] / SURE, 1.0)
    return number, sure


def _first(person: Ints, z: Floats, most: int) -> Ints:
    by = np.lexsort((-z, person))
    place = np.arange(len(by)) - np.searchsorted(person[by], person[by])
    found: Ints = by[place < most]
    return found
