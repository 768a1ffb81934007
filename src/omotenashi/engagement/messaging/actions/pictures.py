# SPDX-License-Identifier: Apache-2.0
"""Keep pictures of messages, and what members of the staff show of themselves."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from omotenashi.engagement.messaging.models import Picture, StaffCard
from omotenashi.engagement.messaging.rules import images


@transaction.atomic
def keep_picture(data: bytes, *, alt: str, now: datetime, by: UUID | None = None) -> Picture:
    """Keep a picture; the same one again is the one that is kept, with the newer words. Raises BadImage."""
    image = images.read(data)
    values = {
        "data": data, "type": image.type, "width": image.width, "height": image.height, "made_at": now, "made_by_id": by,
    }  # fmt: skip
    kept, made = Picture.objects.get_or_create(
        digest=sha256(data).hexdigest()[:32], defaults={**values, "alt": alt.strip()}
    )
    if not made and (kept.archived_at or alt.strip() not in ("", kept.alt)):
        kept.alt, kept.archived_at = alt.strip() or kept.alt, None
        kept.save(update_fields=["alt", "archived_at"])
    return kept


def put_away(digest: str, *, now: datetime) -> bool:
    """Offer a picture no more; messages that show it go on showing it."""
    return Picture.objects.filter(digest=digest, archived_at=None).update(archived_at=now) > 0


@transaction.atomic
def introduce(staff_id: UUID, *, shown_as: str, words: str, picture: UUID | None, now: datetime) -> None:
    """Let somebody of the staff be shown to the customers they serve; without a name they are not shown any more."""
    if not shown_as.strip():
        StaffCard.objects.filter(pk=staff_id).delete()
        return
    values = {"shown_as": shown_as.strip(), "words": words.strip(), "changed_at": now}
    if picture is not None:
        values["picture_id"] = picture
    StaffCard.objects.update_or_create(staff_id=staff_id, defaults=values)
