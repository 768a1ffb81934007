# SPDX-License-Identifier: Apache-2.0
"""The numbers that the systems give to orders and returns: running ones, in the order of time. Pure."""

import numpy as np

from omotenashi.simulate.parameters import CHANNELS
from omotenashi.simulate.purchases import Purchases

_PREFIX = ("EC", "R", "LN", "TEL")
_FIRST = 100_001


def order_numbers(purchases: Purchases) -> list[str]:
    """Give a number to every order: EC100001 …, R100001 … at the tills, LN… on LINE, TEL… by phone."""
    running = np.zeros(len(purchases), dtype=np.int64)
    for channel in range(len(CHANNELS)):
        mine = np.flatnonzero(purchases.channel == channel)
        running[mine] = np.arange(len(mine)) + _FIRST
    return [
        f"{_PREFIX[channel]}{number}"
        for channel, number in zip(purchases.channel.tolist(), running.tolist(), strict=True)
    ]


def return_number(place: int) -> str:
    """Give the number of a return by its place in time."""
    return f"RT{_FIRST + place}"
