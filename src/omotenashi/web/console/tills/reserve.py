# SPDX-License-Identifier: Apache-2.0
"""What tills may promise without a line, what they gave too much, and which of their numbers have not come."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.commerce.checkout.queries import gaps
from omotenashi.commerce.loyalty.models import Overdraft
from omotenashi.commerce.loyalty.queries import tills
from omotenashi.places.locations.models import Device, Location
from omotenashi.web.console.tills import words

_MOST = 50


def owed(shops: list[UUID] | None) -> QuerySet[Overdraft]:
    """Give the points that were not there and nobody has settled, the newest first."""
    found = Overdraft.objects.filter(settled_at=None, amount__gt=0).order_by("-booked_at", "-id")
    if shops is None:
        return found
    return found.filter(terminal__in=Device.objects.filter(location_id__in=shops).values("code"))


def context(shops: list[UUID] | None, *, now: datetime) -> dict[str, Any]:
    """Give what stands beside the list."""
    found = list(owed(shops)[:_MOST])
    codes = set(Location.objects.filter(pk__in=shops or []).values_list("code", flat=True))
    names = dict(Location.objects.values_list("code", "name"))
    missing = [(names.get(each.shop, each.shop), each) for each in gaps() if shops is None or each.shop in codes]
    return {
        "exposure": tills.exposure(now) if shops is None else None, "missing": missing[:_MOST],
        "owed": [(each, [words.mark(one) for one in each.marks]) for each in found],
    }  # fmt: skip
