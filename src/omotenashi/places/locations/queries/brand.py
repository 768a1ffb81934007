# SPDX-License-Identifier: Apache-2.0
"""How the house looks to customers: its colour as tokens, its logo, its legal pages."""

from omotenashi.places.locations.models import BrandKit
from omotenashi.places.locations.queries.retailer import retailer
from omotenashi.places.locations.rules import colours
from omotenashi.places.locations.rules.colours import colour, contrast

__all__ = ["LEGAL", "brand_css", "colour", "contrast", "kit", "picture"]

# 特定商取引法に基づく表記: what a shop at a distance has to say of itself, in this order.
LEGAL = (
    "seller", "manager", "address", "phone", "mail", "hours", "price", "fees", "payment", "when_paid", "delivery",
    "returns", "other",
)  # fmt: skip


def brand_css(chosen: str | None = None) -> str:
    """Give the tokens of the house's colour, or of one that is being tried; empty where there is none."""
    return colours.css(retailer().colour if chosen is None else chosen)


def kit() -> BrandKit | None:
    """Give the legal pages of the house, without the picture."""
    return BrandKit.objects.defer("picture").first()


def picture() -> tuple[bytes, str] | None:
    """Give the picture of the logo and its type."""
    found = BrandKit.objects.exclude(picture=None).only("picture", "picture_type").first()
    return (bytes(found.picture), found.picture_type) if found and found.picture else None
