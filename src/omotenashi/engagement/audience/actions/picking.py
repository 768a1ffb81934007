# SPDX-License-Identifier: Apache-2.0
"""Put persons on a list by hand, and take them off it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from omotenashi.base import bulk
from omotenashi.engagement.audience import queries, rules
from omotenashi.engagement.audience.actions import telling
from omotenashi.engagement.audience.models import Segment


@transaction.atomic
def add(segment_id: UUID, *, persons: Collection[UUID], now: datetime, tells: bool = True) -> int:
    """Put persons on a list; give how many are new. Raises BadSegment for a segment whose members are computed.

    Without `tells` it is a first filling, which nobody hears of.
    """
    _open(segment_id)
    came = [str(key) for (key,) in bulk.rows(_ADD, [segment_id, now, list(persons)])]
    Segment.objects.filter(pk=segment_id).update(size=F("size") + len(came), computed_at=now)
    if tells:
        telling.told(segment_id, came=came, gone=(), now=now)
    return len(came)


@transaction.atomic
def remove(segment_id: UUID, *, persons: Collection[UUID], now: datetime) -> int:
    """Take persons off a list; give how many were on it. Raises BadSegment."""
    _open(segment_id)
    gone = [str(key) for (key,) in bulk.rows(_REMOVE, [now, segment_id, list(persons)])]
    Segment.objects.filter(pk=segment_id).update(size=F("size") - len(gone), computed_at=now)
    telling.told(segment_id, came=(), gone=gone, now=now)
    return len(gone)


def _open(segment_id: UUID) -> None:
    segment = Segment.objects.select_for_update(no_key=True).get(pk=segment_id)
    if not isinstance(queries.definition_of(segment), rules.Manual):
        raise rules.BadSegment("changing")


# Under the lock of the segment nobody else writes its members. A former id of a person means the person of today.
_ADD = """
INSERT INTO audience_membership (segment_id, person_id, entered_at)
SELECT DISTINCT %s::uuid, o.person_id, %s::timestamptz FROM unnest(%s::uuid[]) AS given(id)
JOIN customers_nodeperson o ON o.node_id = given.id JOIN customers_node n ON n.id = o.person_id AND n.erased_at IS NULL
ON CONFLICT (segment_id, person_id) WHERE left_at IS NULL DO NOTHING
RETURNING person_id
"""
_REMOVE = """
UPDATE audience_membership SET left_at = %s WHERE segment_id = %s AND left_at IS NULL AND person_id = ANY(%s)
RETURNING person_id
"""
