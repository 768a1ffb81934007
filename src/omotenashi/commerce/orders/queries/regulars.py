# SPDX-License-Identifier: Apache-2.0
"""Who bought in a shop lately: whom its tills may meet again."""

from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk


def regulars(location_id: UUID, *, since: datetime, most: int) -> list[UUID]:
    """Give the persons who bought in a place since a moment, who came last first."""
    return [person for (person,) in bulk.rows(_REGULARS, [location_id, since, most])]


_REGULARS = """
SELECT n.person_id FROM orders_order o JOIN customers_nodeperson n ON n.node_id = o.node_id
WHERE o.location_id = %s AND o.placed_at > %s AND o.cancelled_at IS NULL
GROUP BY 1 ORDER BY max(o.placed_at) DESC, 1 LIMIT %s
"""
