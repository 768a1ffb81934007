# SPDX-License-Identifier: Apache-2.0
"""Tasks that journeys give to staff: what is open in a shop, and in which shop somebody buys."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from omotenashi.base import bulk
from omotenashi.engagement.journeys.models import Errand

# Whoever left the way by these needs nobody's help any more.
_MOOT = ("goal", "exit", "archived", "merged", "moved", "erased")


def open_errands(*, location_id: UUID) -> QuerySet[Errand]:
    """Give the tasks of a shop, and those of no shop, the most urgent first."""
    mine = Errand.objects.filter(Q(location=location_id) | Q(location=None), done_at=None)
    return mine.exclude(enrolment__outcome__in=_MOOT).select_related("enrolment__journey").order_by("due_date", "id")


def shops_of(persons: Collection[UUID]) -> dict[UUID, UUID]:
    """Give the shop in which each person bought last; nothing for who never bought in one."""
    return dict(bulk.rows(_SHOPS, [list(persons)]))


_SHOPS = """
SELECT DISTINCT ON (n.person_id) n.person_id, o.location_id
FROM customers_nodeperson n JOIN orders_order o ON o.node_id = n.node_id
JOIN locations_channel c ON c.code = o.channel_id
WHERE n.person_id = ANY(%s) AND o.cancelled_at IS NULL AND o.location_id IS NOT NULL AND c.kind = 'pos'
ORDER BY n.person_id, o.placed_at DESC
"""
