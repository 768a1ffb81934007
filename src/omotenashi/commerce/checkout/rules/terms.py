# SPDX-License-Identifier: Apache-2.0
"""The terms of sale: what shipping costs, how long things are kept, what the law wants to be said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """One version. Amounts are minor units, tax included.

    `far` names the prefectures with a fee of their own, `hold_minutes` is how long goods wait for the payment. The days
    are those of the policy of service (orders): kept there, said here.
    """

    fee: int = 660
    free_from: int | None = 5_500
    far: Mapping[str, int] = field(default_factory=lambda: {"北海道": 1_320, "沖縄県": 1_650})
    fee_rate: int = 10
    hold_minutes: int = 15
    pickup_days: int = 7
    ship_days: int = 2
    return_days: int = 8


def read(settings: Mapping[str, Any]) -> Terms:
    """Make terms of what is stored; what is not said is as at first."""
    known = {each.name for each in fields(Terms)}
    return Terms(**{name: value for name, value in settings.items() if name in known})


def shipping_fee(terms: Terms, *, goods: int, prefecture: str) -> int:
    """Give what one delivery costs; `goods` is what is shipped, after discounts. Nothing shipped costs nothing."""
    if goods <= 0 or (terms.free_from is not None and goods >= terms.free_from):
        return 0
    return int(terms.far.get(prefecture, terms.fee))
