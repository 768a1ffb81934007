# SPDX-License-Identifier: Apache-2.0
"""What an order amounts to, rate by rate. Pure; the same rule as the record's own (japan.md section 10)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from omotenashi.base.money import tax_contained


class Line(Protocol):
    """What is needed of a line. Amounts in minor units, tax included."""

    amount: int
    discount: int
    tax_rate: int


@dataclass(frozen=True)
class Rate:
    """One tax rate in percent, the amount under it including tax, and the tax in it."""

    rate: int
    amount: int
    tax: int


def rates(lines: Sequence[Line], *, discount_total: int) -> list[Rate]:
    """Add up by rate, the higher rate first. The order's own discount lowers the largest rate."""
    by_rate: dict[int, int] = defaultdict(int)
    for line in lines:
        by_rate[line.tax_rate] += line.amount
    own_discount = discount_total - sum(line.discount for line in lines)
    if own_discount and by_rate:
        by_rate[max(by_rate, key=lambda rate: (by_rate[rate], rate))] -= own_discount
    return [
        Rate(rate, by_rate[rate], tax_contained(by_rate[rate], rate=rate)) for rate in sorted(by_rate, reverse=True)
    ]
