# SPDX-License-Identifier: Apache-2.0
"""Ask every app of commerce whether its promises hold, at most once a minute, and sort the answers by promise."""

from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omotenashi.commerce.fulfilment.queries.broken import broken as fulfilment_broken
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.payments import queries as payments
from omotenashi.commerce.stock.queries import invariants as stock

FRESH, _KEY = 60, "console.invariants"
# A page shows so many breaches of one promise; the number of all of them stands beside.
MOST = 10
PROMISES: dict[str, tuple[str | Promise, str | Promise]] = {
    "I1": (_("Stock is the sum of its movements"), _("Every number on a shelf can be told, movement by movement.")),
    "I2": (_("Promises add up"), _("Held, sold and missing pieces are exactly the open holds, sales and shortages.")),
    "I3": (_("Nothing is sold twice"), _("No more is promised than is there, unless a shortage says so.")),
    "I4": (_("Holds end on time"), _("No hold lives longer than it was promised.")),
    "I5": (_("Points add up"), _("Balances are the sum of their postings, and every point used came from somewhere.")),
    "I6": (_("Coupons keep their limits"), _("No code, campaign or customer goes beyond what was allowed.")),
    "I7": (_("Money adds up"), _("What was paid, what was ordered and what the receipts say are one amount.")),
    "I8": (_("The provider is heard once"), _("Each message of a payment provider counted exactly once.")),
    "I9": (_("Each command has one effect"), _("Pressing twice, or sending again, changes nothing the second time.")),
    "I10": (_("Returns stay in bounds"), _("No more came back than was handed over; points and credit went with it.")),
}


@dataclass(frozen=True, slots=True)
class Breach:
    """What breaks a promise: the thing concerned, and what is wrong."""

    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Checked:
    """When the promises were looked at, how long it took, and what breaks each."""

    at: datetime
    took: float
    breaches: dict[str, list[Breach]]

    @property
    def broken(self) -> int:
        """How many promises do not hold."""
        return sum(1 for found in self.breaches.values() if found)


def checked(now: datetime) -> Checked:
    """Give the last answers; those older than a minute are asked for again."""
    found: Checked | None = cache.get(_KEY)
    if found is None:
        found = check(now)
        cache.set(_KEY, found, FRESH)
    return found


def forget() -> None:
    """Ask again on the next page."""
    cache.delete(_KEY)


def check(now: datetime) -> Checked:
    """Ask all apps, each by its own set queries."""
    start = perf_counter()
    breaches: dict[str, list[Breach]] = {name: [] for name in PROMISES}
    for broken in (stock.broken, loyalty.broken, payments.broken, orders.broken, fulfilment_broken):
        for one in broken(now):
            breaches.setdefault(one.invariant, []).append(Breach(one.subject, one.detail))
    return Checked(at=now, took=perf_counter() - start, breaches=breaches)
