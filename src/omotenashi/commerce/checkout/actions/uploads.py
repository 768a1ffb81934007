# SPDX-License-Identifier: Apache-2.0
"""Sales of offline tills that nobody could book: kept, so that the till may forget them, until somebody deals with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from omotenashi.base import bulk
from omotenashi.commerce.checkout.models import RefusedUpload

# Whom it was sent to is needed to book it, and not afterwards.
_PERSONAL = ("recipient",)


class UploadSettled(Exception):
    """Somebody has dealt with this sale already."""


@transaction.atomic
def refuse_upload(
    *, key: str, shop_id: UUID, terminal: str, sequence: int | None, content: Mapping[str, Any], reason: str, detail: str,
    by: UUID | None, now: datetime,
) -> UUID:  # fmt: skip
    """Keep a sale that could not be booked, once per key; told again it counts its tries and has the newest reason."""
    row, is_new = RefusedUpload.objects.get_or_create(
        key=key,
        defaults={
            "shop_id": shop_id, "terminal": terminal, "sequence": sequence, "content": dict(content), "reason": reason,
            "detail": detail, "uploaded_by_id": by, "refused_at": now,
        },
    )  # fmt: skip
    if not is_new:
        still_open = RefusedUpload.objects.filter(pk=row.pk, settled_at=None)
        still_open.update(tries=F("tries") + 1, reason=reason, detail=detail)
    return row.pk


@transaction.atomic
def settle_upload(
    upload_id: UUID, *, by: UUID | None, now: datetime, order_id: UUID | None = None, note: str = ""
) -> None:  # fmt: skip
    """Say what became of it: the order it was booked as, or in words why it needs none. Raises UploadSettled."""
    row = RefusedUpload.objects.select_for_update().get(pk=upload_id)
    if row.settled_at is not None:
        raise UploadSettled(str(upload_id))
    if order_id is None and not note.strip():
        raise ValueError("what becomes no order needs a word")
    row.settled_at, row.settled_by_id, row.order_id, row.note = now, by, order_id, note.strip()
    row.content = {name: value for name, value in row.content.items() if name not in _PERSONAL}
    row.save(update_fields=["settled_at", "settled_by", "order_id", "note", "content"])


def forget_uploads(person_id: UUID) -> int:
    """Take a person out of what was kept: the goods and the money stay, of nobody."""
    return bulk.run(_FORGET, [str(person_id)])


_FORGET = """
UPDATE checkout_refusedupload SET content = content - 'member' - 'recipient' WHERE content ->> 'member' = %s
"""
