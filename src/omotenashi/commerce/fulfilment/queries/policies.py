# SPDX-License-Identifier: Apache-2.0
"""Until when a place has to be done, by the policy of service (which orders keep) and its opening hours."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.commerce.fulfilment.rules import policies
from omotenashi.commerce.orders.queries import service_policy as policy
from omotenashi.places.locations import queries as locations

__all__ = ["pickup_ready", "policy", "promised"]


def promised(location_id: UUID, *, kind: str, now: datetime) -> datetime:
    """Say by when goods ordered now are ready at a place (「最短60分」) or leave it, by its opening hours and its pace."""
    opens, found = locations.opens_next([location_id], at=now)[location_id], policy(now)
    pace = locations.paces_of([location_id])[location_id]
    own, usual = (
        (pace.pickup, found.pickup_minutes) if kind == "pickup" else (pace.ship, found.ship_hours * 60)
    )  # fmt: skip
    minutes = usual if own is None else int(own.total_seconds() // 60)
    return policies.due_at(minutes=minutes, opens=opens, now=now)


def pickup_ready(location_ids: Iterable[UUID], *, now: datetime) -> dict[UUID, datetime | None]:
    """Say by when goods ordered now could be fetched at some places; None where a place does not open soon."""
    return locations.ready_at(location_ids, at=now, after=timedelta(minutes=policy(now).pickup_minutes))
