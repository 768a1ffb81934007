# SPDX-License-Identifier: Apache-2.0
"""Keys of persons out of the database, a million at a time: as COPY writes them, read as one array."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.db import connection

# What stands around the one number of each row, and before and after all of them.
_ROW = np.dtype([("fields", ">i2"), ("length", ">i4"), ("key", ">i8")])
_HEAD, _TAIL = 19, 2


def keys(sql: str, said: Mapping[str, Any]) -> set[int]:
    """Give the keys (bigint, never null) that a question gives."""
    # Django wraps what cursors raise, but not what a COPY raises.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT BINARY)", said) as source,
    ):
        data = b"".join(source)
    found = np.frombuffer(data, _ROW, count=(len(data) - _HEAD - _TAIL) // _ROW.itemsize, offset=_HEAD)
    return set(found["key"].tolist())
