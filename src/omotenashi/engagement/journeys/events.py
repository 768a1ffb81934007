# SPDX-License-Identifier: Apache-2.0
"""What journeys tell."""

from dataclasses import dataclass
from uuid import UUID

from omotenashi.people.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class JourneyFinished(CustomerEvent):
    """Somebody came to the end of a journey, reached its goal or left it. `outcome`: end, goal, exit."""

    journey_id: UUID
    enrolment_id: UUID
    journey: str
    outcome: str
