# SPDX-License-Identifier: Apache-2.0
"""Events for the tests of the outbox."""

from dataclasses import dataclass
from uuid import UUID

from omotenashi.base.outbox.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class Seen(DomainEvent):
    """Somebody was seen."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class Gone(DomainEvent):
    """Somebody went; nobody listens."""

    person_id: UUID
