# SPDX-License-Identifier: Apache-2.0
"""Who is left in peace: no advertising for a while, whatever the consent says."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from omotenashi.engagement.messaging.models import Pause


def pauses_of(node_ids: Collection[UUID], *, now: datetime) -> list[Pause]:
    """Give the pauses of somebody that hold now, the newest first."""
    return list(_holding(now).filter(node__in=list(node_ids)).order_by("-began_at", "-id"))


def paused(persons: Collection[UUID], *, now: datetime) -> dict[UUID, str]:
    """Give who of these is left in peace, and why."""
    held = _holding(now).filter(node__nodeperson__person__in=persons)
    return dict(held.values_list("node__nodeperson__person_id", "reason"))


def _holding(now: datetime) -> QuerySet[Pause]:
    return Pause.objects.filter(Q(until=None) | Q(until__gt=now), ended_at=None)
