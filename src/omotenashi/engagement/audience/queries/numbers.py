# SPDX-License-Identifier: Apache-2.0
"""Keys of persons, a million at a time: out of the database as one array, and back into it as one text.

Row by row a million keys take seconds, most of it in the driver.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omotenashi.base import bulk

type Keys = NDArray[np.int64]

# What stands before each number of an array as PostgreSQL sends it, and before all of them.
_ONE = np.dtype([("length", ">i4"), ("key", ">i8")])
_HEAD = 20


def keys(sql: str, said: Mapping[str, Any]) -> Keys:
    """Give the keys (bigint, never null) that a question gives; one may come twice."""
    [(data,)] = bulk.rows(f"SELECT array_send(array_agg(found.key)) FROM ({sql}) found(key)", said)
    if data is None:
        return np.empty(0, np.int64)
    return np.frombuffer(data, _ONE, offset=_HEAD)["key"].astype(np.int64)


def of(found: Iterable[int]) -> Keys:
    """Give keys that stand in anything."""
    return found if isinstance(found, np.ndarray) else np.fromiter(found, np.int64)


def written(found: Iterable[int]) -> str:
    """Give keys as PostgreSQL reads an array."""
    return "{" + ",".join(map(str, of(found).tolist())) + "}"
