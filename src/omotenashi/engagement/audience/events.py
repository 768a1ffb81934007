# SPDX-License-Identifier: Apache-2.0
"""What the audience app tells. Persons come in batches: a segment may move by a hundred thousand at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base.outbox.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class SegmentEntered(DomainEvent):
    """These persons came into a segment. Its first filling, and what a merge carries over, are not told."""

    segment_id: UUID
    person_ids: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class SegmentLeft(DomainEvent):
    """These persons are no longer in a segment."""

    segment_id: UUID
    person_ids: tuple[str, ...]
    at: datetime
