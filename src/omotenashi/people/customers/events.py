# SPDX-License-Identifier: Apache-2.0
"""What the customers app tells, and the base of all that concerns a customer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base.outbox.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CustomerEvent(DomainEvent):
    """Something a customer did, or that was done for one. It hangs on a node; the timeline hears all of them."""

    node_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CustomerRegistered(CustomerEvent):
    """A person was seen for the first time under this node."""

    person_id: UUID
    source: str


@dataclass(frozen=True, kw_only=True)
class LineLinked(CustomerEvent):
    """A LINE user agreed to hold a member card; the shop and the media code are those of the QR that led here."""

    location: str | None
    medium: str


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(DomainEvent):
    """Two persons turned out to be one; the older stays."""

    person_id: UUID
    ended_person_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CustomersUnmerged(DomainEvent):
    """A person was taken apart; these are the persons that the parts are now (none for what nobody attests)."""

    person_id: UUID
    person_ids: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class TagsChanged(DomainEvent):
    """A tag was put on these persons, or taken off them. In batches; what they carry is read from the tags, not from here."""

    person_ids: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(DomainEvent):
    """What is known about a person changed. The values are read from the profile, not from here."""

    person_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CustomerErased(DomainEvent):
    """A person was erased. Facts stay on the nodes; whoever keeps words about them empties these."""

    person_id: UUID
    node_ids: tuple[str, ...]
    at: datetime
