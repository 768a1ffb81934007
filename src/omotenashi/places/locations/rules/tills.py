# SPDX-License-Identifier: Apache-2.0
"""What tills may do without asking: prices by hand, money given back, the change that lies in a drawer. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

EVERYBODY, LEADERS = "everybody", "leaders"


@dataclass(frozen=True, kw_only=True, slots=True)
class TillRules:
    """One version. A price by hand takes off at most `reprice_percent` of what the goods cost.

    `refunds` says who gives money back at a till: everybody who sells, or leaders; above `refund_most` (0: no bound) it
    takes a leader in any case. `drawer_float` is the change with which a drawer opens; 0: nothing was agreed.
    """

    reprice_percent: int = 100
    refunds: str = EVERYBODY
    refund_most: int = 0
    drawer_float: int = 0

    def least(self, price: int) -> int:
        """Give the least that may be asked by hand for what costs so much; rounded up, so never more is taken off."""
        return -(-price * (100 - self.reprice_percent) // 100)

    def may_refund(self, amount: int, *, is_leader: bool) -> bool:
        """Say whether somebody may give so much money back."""
        return is_leader or (self.refunds == EVERYBODY and (not self.refund_most or amount <= self.refund_most))


def read(settings: Mapping[str, Any]) -> TillRules:
    """Make rules of what is stored; what is not said is as at first."""
    known = {each.name for each in fields(TillRules)}
    return TillRules(**{name: value for name, value in settings.items() if name in known})
