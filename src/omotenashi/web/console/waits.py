# SPDX-License-Identifier: Apache-2.0
"""What waits for somebody, by the place of the console where it is done: each with the permission to do it.

Only what this person can act on is counted, at their own shop where they have one.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from uuid import UUID

from omotenashi.base import clock
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.fulfilment.models import GoodsReturn, TryOnHold
from omotenashi.commerce.payments import queries as payments
from omotenashi.commerce.payments.models import Intent
from omotenashi.people.customers import queries as customers

type Count = Callable[[UUID | None], int]


def _matches(_own: UUID | None) -> int:
    return customers.open_suggestions() or 0


def _tasks(own: UUID | None) -> int:
    return fulfilment.late_at([own] if own else [], now=clock.now())


def _try_ons(own: UUID | None) -> int:
    found = TryOnHold.objects.filter(state="requested")
    return (found.filter(location_id=own) if own else found).count()


def _returns(own: UUID | None) -> int:
    """To be decided; and at one's own shop to be looked at and settled."""
    found = GoodsReturn.objects.filter(state="requested").count()
    here = GoodsReturn.objects.filter(state__in=["received", "inspected"])
    return found + (here.filter(location_id=own) if own else here).count()


def _payments(_own: UUID | None) -> int:
    return Intent.objects.filter(payments.troubled()).count()


COUNTS: Mapping[str, tuple[str, Count]] = MappingProxyType(
    {
        "console:matches": ("customers.merge", _matches),
        "console:fulfilment": ("fulfilment.work", _tasks),
        "console:try-ons": ("try_ons.work", _try_ons),
        "console:returns": ("returns.approve", _returns),
        "console:payments": ("payments.refund", _payments),
    }
)
