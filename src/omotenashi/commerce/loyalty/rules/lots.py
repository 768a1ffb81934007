# SPDX-License-Identifier: Apache-2.0
"""Shares of what was earned or spent, to the point. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """So much of a thing came back up to now, this time included: 2 of 3 pieces, or 1,000 of 2,500 yen.

    `ref` is the order line that earned, or the key of the hold that paid. Counting up to now makes a second say of the
    same return harmless, and several part returns add up to the whole.
    """

    ref: str
    returned: int
    of: int


@dataclass(frozen=True, slots=True)
class Part:
    """What of a payment lies in one lot, and how much of it came back."""

    lot_id: UUID
    wallet_id: UUID
    amount: int
    restored: int


def due(total: int, *, share: Share, done: int) -> int:
    """Give how much of a total is still to be reversed for a share, when `done` has been: never below zero.

    The floor stands on the sum up to now, so the last part return brings the rest.
    """
    if not 0 <= share.returned <= share.of or share.of <= 0:
        raise ValueError(f"{share.returned} of {share.of} cannot come back")
    return max(total * share.returned // share.of - done, 0)


def give_back(parts: Sequence[Part], amount: int) -> list[tuple[Part, int]]:
    """Say which lots get how much back, the lot that was drawn last first. `parts` stand in the order of drawing."""
    found = []
    for part in reversed(parts):
        back = min(amount, part.amount - part.restored)
        if back > 0:
            found.append((part, back))
            amount -= back
    return found
