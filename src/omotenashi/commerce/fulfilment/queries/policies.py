# SPDX-License-Identifier: Apache-2.0
"""The policy of service, and until when a place has to be done by it."""

from datetime import datetime
from uuid import UUID

from omotenashi.commerce.fulfilment.models import PolicyVersion
from omotenashi.commerce.fulfilment.rules import policies
from omotenashi.commerce.fulfilment.rules.policies import Policy
from omotenashi.places.locations import queries as locations


def policy(at: datetime) -> Policy:
    """Give the policy that holds at a moment; the first one where the retailer never wrote any."""
    row = PolicyVersion.objects.filter(used_since__lte=at).first()
    return policies.read(row.settings if row else {})


def promised(location_id: UUID, *, kind: str, now: datetime) -> datetime:
    """Say by when goods ordered now are ready at a place (「最短60分」) or leave it, by its opening hours."""
    opens = locations.opens_next([location_id], at=now)[location_id]
    return policies.due_at(policy(now), kind=kind, opens=opens, now=now)
