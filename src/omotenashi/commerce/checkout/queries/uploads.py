# SPDX-License-Identifier: Apache-2.0
"""Sales of offline tills that could not be booked."""

from uuid import UUID

from django.db.models import QuerySet

from omotenashi.commerce.checkout.models import RefusedUpload


def upload_of(key: str) -> RefusedUpload | None:
    """Give what is kept under a key."""
    return RefusedUpload.objects.filter(key=key).first()


def refused_uploads(shop_ids: list[UUID] | None = None) -> QuerySet[RefusedUpload]:
    """Give what was kept, of all places or of some, the newest first."""
    found = RefusedUpload.objects.select_related("shop", "uploaded_by", "settled_by").order_by("-refused_at", "-id")
    return found if shop_ids is None else found.filter(shop_id__in=shop_ids)
