# SPDX-License-Identifier: Apache-2.0
"""What journeys tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base.outbox.registry import DomainEvent
from omotenashi.people.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class JourneyFinished(CustomerEvent):
    """Somebody came to the end of a journey, reached its goal or left it. `outcome`: end, goal, exit."""

    journey_id: UUID
    enrolment_id: UUID
    journey: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class EventRecorded(DomainEvent):
    """A scenario noted something of somebody, which the timeline keeps under `name`. No act of a customer.

    `key` is what the run is about, and `about` what the entry of the scenario calls it; `chain` counts scenarios that led here.
    """

    node_id: UUID
    at: datetime
    name: str
    journey_id: UUID
    journey: str
    enrolment_id: UUID
    visit: int
    chain: int
    about: str
    key: str
