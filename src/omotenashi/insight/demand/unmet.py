# SPDX-License-Identifier: Apache-2.0
"""What was wanted and not had: from who asked in vain to an estimate of the sales that were lost. Pure.

Lost sales = persons who did not get it × the share who buy after asking × what it costs. The share is that of the retailer's
own visitors who asked for something that was there; its interval (Wilson, 95 %) is that of the estimate.
"""

from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from uuid import UUID

# From fewer nobody learns how many buy; then nothing is estimated.
LEAST = 20
_Z = 1.959964
# Whose share tells of whom: who asks to be told is at least as eager as who looks.
SHARE_OF = {
    "search": "search",
    "view": "view",
    "restock": "view",
    "try_on": "try_on",
    "reject": "ordered",
    "short": "ordered",
}
OTHERWISE = {"try_on": "view"}
KINDS = ("search", "view", "restock", "try_on", "reject", "short", "compare", "inquiry")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many bought."""

    bought: int
    asked: int

    @property
    def known(self) -> bool:
        """Are there enough to say?"""
        return self.asked >= LEAST

    @property
    def mean(self) -> float:
        """The share."""
        return self.bought / self.asked

    def interval(self) -> tuple[float, float]:
        """Wilson's interval, 95 %."""
        n, share = self.asked, self.mean
        middle = share + _Z * _Z / (2 * n)
        wide = _Z * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
        return max((middle - wide) / (1 + _Z * _Z / n), 0.0), min((middle + wide) / (1 + _Z * _Z / n), 1.0)


# Who had ordered already had bought.
ORDERED = Share(10**9, 10**9)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One thing that was asked for in vain: a word or a product, by how many persons, how often; `served` got it anyway."""

    kind: str
    word: str = ""
    product_id: UUID | None = None
    persons: int
    events: int
    served: int
    worth: int | None
    places: tuple[UUID, ...] = ()
    last_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """The same with its estimate; `lost` is None where nobody can say."""

    asked: Asked
    share: Share | None
    lost: int | None
    low: int | None
    high: int | None

    @property
    def left(self) -> int:
        """Who did not get it."""
        return self.asked.persons - self.asked.served


def ranked(asked: list[Asked], shares: dict[str, Share]) -> list[Need]:
    """Estimate, and put what cost most first; then what most persons asked for."""
    found = [_need(one, share_of(one.kind, shares)) for one in asked]
    return sorted(found, key=lambda one: (-(one.lost or 0), -one.left, one.asked.kind, one.asked.word))


def share_of(kind: str, shares: dict[str, Share]) -> Share | None:
    """Give the share that tells of a kind, or None where too few asked."""
    name = SHARE_OF.get(kind, "")
    for one in (name, OTHERWISE.get(name, "")):
        share = ORDERED if one == "ordered" else shares.get(one)
        if share is not None and share.known:
            return share
    return None


def _need(one: Asked, share: Share | None) -> Need:
    if share is None or one.worth is None:
        return Need(asked=one, share=share, lost=None, low=None, high=None)
    left = (one.persons - one.served) * one.worth
    low, high = (1.0, 1.0) if share is ORDERED else share.interval()
    return Need(asked=one, share=share, lost=round(left * share.mean), low=round(left * low), high=round(left * high))
