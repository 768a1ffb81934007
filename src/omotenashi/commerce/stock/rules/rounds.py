# SPDX-License-Identifier: Apache-2.0
"""When a count is believed, and when a second person must look."""

from collections.abc import Sequence
from uuid import UUID

_FEW = 3
_PERCENT = 10


class SecondCountNeeded(Exception):
    """These variants differ so much from the book that another person must count them."""

    def __init__(self, variant_ids: Sequence[UUID]) -> None:
        """Say which."""
        self.variant_ids = tuple(variant_ids)
        super().__init__(f"{len(self.variant_ids)} variants need a second count")


def variance(counted: int, *, expected_at_freeze: int, moved_since: int) -> int:
    """Give what was counted too much (or too little): what was sold or laid down meanwhile is no difference."""
    return counted - expected_at_freeze - moved_since


def needs_second(difference: int, *, expected: int) -> bool:
    """Say whether a second person must count: three pieces or more and more than a tenth of what was expected."""
    return abs(difference) >= _FEW and abs(difference) * 100 > _PERCENT * max(0, expected)
