# SPDX-License-Identifier: Apache-2.0
"""Tell who came and who went, in batches, in the transaction in which they did."""

from collections.abc import Iterable
from datetime import datetime
from itertools import batched
from uuid import UUID

from omotenashi.base.outbox.actions import publish
from omotenashi.engagement.audience.events import SegmentEntered, SegmentLeft

# Events carry so many persons at most.
BATCH = 1_000


def told(segment_id: UUID, *, came: Iterable[str], gone: Iterable[str], now: datetime) -> None:
    """Tell who came and who went."""
    publish(
        *(SegmentEntered(segment_id=segment_id, person_ids=some, at=now) for some in batched(sorted(came), BATCH)),
        *(SegmentLeft(segment_id=segment_id, person_ids=some, at=now) for some in batched(sorted(gone), BATCH)),
    )
