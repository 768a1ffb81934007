# SPDX-License-Identifier: Apache-2.0
"""Which lines go without when so many pieces of a variant are missing."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID


class NothingMissing(ValueError):
    """Nobody said which pieces are missing."""


class Part(NamedTuple):
    """So many pieces of a line (by its id) that are missing."""

    line: UUID
    quantity: int


def shortened(lines: Iterable[tuple[UUID, UUID, int]], missing: Mapping[UUID, int]) -> list[Part]:
    """Spread what is missing over the lines (id, variant, pieces) of each variant, the last line first.

    The first that was promised is served first. Never more than a line has.
    """
    left = {variant: n for variant, n in missing.items() if n > 0}
    parts = []
    for line, variant, pieces in reversed(list(lines)):
        taken = min(pieces, left.get(variant, 0))
        if taken:
            parts.append(Part(line, taken))
            left[variant] -= taken
    return parts[::-1]
