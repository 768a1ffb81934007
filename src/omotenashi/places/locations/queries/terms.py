# SPDX-License-Identifier: Apache-2.0
"""How to find a shop, and what tills may do."""

from datetime import datetime
from uuid import UUID

from omotenashi.places.locations.models import ShopPage, TillVersion
from omotenashi.places.locations.rules import tills
from omotenashi.places.locations.rules.tills import TillRules


def shop_page(location_id: UUID) -> ShopPage | None:
    """Give what a shop tells of itself, without the picture."""
    return ShopPage.objects.defer("picture").filter(pk=location_id).first()


def shop_picture(location_id: UUID) -> tuple[bytes, str] | None:
    """Give the picture of a shop and its type."""
    found = ShopPage.objects.filter(pk=location_id).exclude(picture=None).only("picture", "picture_type").first()
    return (bytes(found.picture), found.picture_type) if found and found.picture else None


def till_rules(at: datetime) -> TillRules:
    """Give what tills may do at a moment; as at first where the retailer never said."""
    row = TillVersion.objects.filter(used_since__lte=at).first()
    return tills.read(row.settings if row else {})
