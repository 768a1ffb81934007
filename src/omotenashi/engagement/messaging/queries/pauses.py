# SPDX-License-Identifier: Apache-2.0
"""Who is left in peace: no advertising for a while, whatever the consent says."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from omotenashi.engagement.messaging.models import Pause


def pauses_of(node_ids: Collection[UUID], *, now: datetime) -> list[Pause]:
    """Give the pauses of somebody that hold now, the newest first."""
    live = Pause.objects.filter(Q(until=None) | Q(until__gt=now), ended_at=None, node__in=list(node_ids))
    return list(live.order_by("-began_at", "-id"))
