# SPDX-License-Identifier: Apache-2.0
"""What a message of a journey may stand on, asked again when it goes: of whom does it no longer hold?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.stock import queries as stock
from omotenashi.engagement.audience import queries as audience

# Where the links of a message lead.
_CHANNEL = "EC"


def outside(persons: Sequence[UUID], segment: Any, now: datetime) -> set[UUID]:  # noqa: ARG001  # it is as it is now
    """Give which persons are not in a segment."""
    members = audience.members_of(UUID(str(segment))).filter(person_id__in=set(persons))
    return set(persons) - set(members.values_list("person_id", flat=True))


def bought_since(persons: Sequence[UUID], since: Any, now: datetime) -> set[UUID]:
    """Give which persons bought anything, anywhere, since a moment."""
    return {key for (key,) in bulk.rows(_SINCE, [list(persons), datetime.fromisoformat(str(since)), now])}


def sold_out(persons: Sequence[UUID], sku: Any, now: datetime) -> set[UUID]:  # noqa: ARG001  # it is as it is now
    """Give everybody where a variant can be had nowhere, and nobody where it can."""
    return set() if stock.lying(Variant.objects.filter(sku=sku).values_list("pk", flat=True)) else set(persons)


def dearer(persons: Sequence[UUID], told: Any, now: datetime) -> set[UUID]:
    """Give everybody where a variant costs more than what was told, or is not sold any more."""
    variant = Variant.objects.filter(sku=told["sku"]).values_list("pk", flat=True).first()
    price = catalogue.prices_of([variant], channel=_CHANNEL, at=now).get(variant) if variant else None
    return set() if price is not None and price.amount <= int(told["amount"]) else set(persons)


_SINCE = """
SELECT DISTINCT n.person_id FROM customers_nodeperson n JOIN orders_order o ON o.node_id = n.node_id
WHERE n.person_id = ANY(%s) AND o.placed_at > %s AND o.placed_at <= %s AND o.cancelled_at IS NULL
"""
