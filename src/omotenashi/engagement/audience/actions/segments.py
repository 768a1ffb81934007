# SPDX-License-Identifier: Apache-2.0
"""Make a segment, name it, freeze it, put it away. A command that comes twice under one key makes one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.engagement.audience import queries, rules
from omotenashi.engagement.audience.models import Segment, SegmentVersion
from omotenashi.engagement.audience.rules import Definition


@transaction.atomic
def create(
    *, key: str, name: str, definition: Definition, now: datetime, by: UUID | None = None, location: UUID | None = None
) -> tuple[Segment, bool]:
    """Make a segment, still empty; give it and whether it is new. Raises BadSegment."""
    fresh = {"name": rules.named(name), "made_by_id": by, "location_id": location, "made_at": now}
    found, is_new = Segment.objects.get_or_create(key=key, defaults=fresh)
    if is_new:
        kept = {"number": 1, "definition": definition.as_json(), "published_at": now, "published_by_id": by}
        SegmentVersion.objects.create(segment=found, **kept)
    return found, is_new


@transaction.atomic
def redefine(segment_id: UUID, *, definition: Definition, now: datetime, by: UUID | None = None) -> bool:
    """Let a segment mean something else from now on; say whether that is new. Whoever calls has it computed.

    Raises BadSegment for a meaning that would stand on itself.
    """
    found = Segment.objects.select_for_update(no_key=True).get(pk=segment_id)
    if queries.stands_on(definition, segment_id):
        raise rules.BadSegment("cycle")
    before = SegmentVersion.objects.get(segment=found, number=found.version)
    if before.definition == definition.as_json():
        return False
    kept = {"definition": definition.as_json(), "published_at": now, "published_by_id": by}
    SegmentVersion.objects.create(segment=found, number=found.version + 1, **kept)
    # Members of another meaning are no answer of this one: the next filling tells nobody.
    found.version, found.lake_version, found.as_of = found.version + 1, None, None
    found.save(update_fields=["version", "lake_version", "as_of"])
    return True


@transaction.atomic
def rename(segment_id: UUID, *, name: str) -> str:
    """Give a segment another name; give the one it had. Raises BadSegment."""
    tidy = rules.named(name)
    found = Segment.objects.select_for_update().get(pk=segment_id)
    before, found.name = found.name, tidy
    found.save(update_fields=["name"])
    return before


@transaction.atomic
def freeze(segment_id: UUID, *, now: datetime) -> bool:
    """Keep the members as they are from now on; say whether that is new."""
    return Segment.objects.filter(pk=segment_id, frozen_at=None).update(frozen_at=now) > 0


@transaction.atomic
def thaw(segment_id: UUID) -> bool:
    """Let the members follow the record again; say whether that is new. Whoever calls has it computed."""
    return Segment.objects.filter(pk=segment_id).exclude(frozen_at=None).update(frozen_at=None) > 0


@transaction.atomic
def archive(segment_id: UUID, *, now: datetime) -> bool:
    """Put a segment away: it is not computed any more and stands in no list. Nothing is lost."""
    return Segment.objects.filter(pk=segment_id, archived_at=None).update(archived_at=now) > 0


@transaction.atomic
def restore(segment_id: UUID) -> bool:
    """Take a segment back out."""
    return Segment.objects.filter(pk=segment_id).exclude(archived_at=None).update(archived_at=None) > 0
