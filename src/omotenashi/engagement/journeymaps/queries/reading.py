# SPDX-License-Identifier: Apache-2.0
"""Maps and their earlier states."""

from uuid import UUID

from django.db.models import QuerySet

from omotenashi.engagement.journeymaps.models import JourneyMap, MapEdit


def maps() -> QuerySet[JourneyMap]:
    """Give every map in use, the last changed first."""
    return JourneyMap.objects.filter(archived_at=None).select_related("made_by").order_by("-changed_at", "-id")


def edits_of(map_id: UUID) -> QuerySet[MapEdit]:
    """Give the earlier states of a map, the newest first."""
    return MapEdit.objects.filter(map=map_id).select_related("by").defer("body").order_by("-revision")
