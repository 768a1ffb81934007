# SPDX-License-Identifier: Apache-2.0
"""What insight tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base.outbox.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ScoresRefreshed(DomainEvent):
    """The scores of all customers are those of a new version of the lake."""

    version: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class TasteRefused(DomainEvent):
    """A customer took a tag of 好みの傾向 away."""

    person_id: UUID
    at: datetime
