# SPDX-License-Identifier: Apache-2.0
"""What arrives of what was sent."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """How an arrival is booked: what leaves the way, what lies there whole or damaged, what nobody had sent, what is lost."""

    off_the_way: int
    on_hand: int
    damaged: int
    unannounced: int
    lost: int


def arrival(*, sent: int, arrived_before: int, received: int, damaged: int, is_last: bool) -> Arrival:
    """Sort what arrived: sent - received - damaged is lost once nothing more is expected; more than sent is found."""
    if received < 0 or damaged < 0:
        raise ValueError("nothing arrives below zero")
    waiting = max(0, sent - arrived_before)
    off_the_way = min(waiting, received + damaged)
    return Arrival(
        off_the_way=off_the_way,
        on_hand=received,
        damaged=damaged,
        unannounced=received + damaged - off_the_way,
        lost=waiting - off_the_way if is_last else 0,
    )
