# SPDX-License-Identifier: Apache-2.0
"""How the house looks to customers: its colour as tokens, its logo, its legal pages."""

from omotenashi.places.locations.models import BrandKit
from omotenashi.places.locations.queries.retailer import retailer
from omotenashi.places.locations.rules import colours, looks, voices
from omotenashi.places.locations.rules.colours import colour, contrast
from omotenashi.places.locations.rules.looks import CORNERS, FONTS, Look, unreadable
from omotenashi.places.locations.rules.looks import on as words_on
from omotenashi.places.locations.rules.looks import read as read_look
from omotenashi.places.locations.rules.voices import CLAIMS, Voice, Watched
from omotenashi.places.locations.rules.voices import found_in as watched_in
from omotenashi.places.locations.rules.voices import lines as watched_lines
from omotenashi.places.locations.rules.voices import written as watched_written

__all__ = [
    "CLAIMS",
    "CORNERS",
    "FONTS",
    "LEGAL",
    "Look",
    "Voice",
    "Watched",
    "brand_css",
    "colour",
    "contrast",
    "kit",
    "message_look",
    "picture",
    "read_look",
    "unreadable",
    "voice",
    "watched_in",
    "watched_lines",
    "watched_written",
    "words_on",
]

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


def message_look() -> looks.Look:
    """Give how the messages of the house look."""
    found = kit()
    return looks.read(found.look if found else {})


def voice() -> voices.Voice:
    """Give how the house speaks, and which words it watches."""
    found = kit()
    return voices.read(found.voice if found else {})


def picture() -> tuple[bytes, str] | None:
    """Give the picture of the logo and its type."""
    found = BrandKit.objects.exclude(picture=None).only("picture", "picture_type").first()
    return (bytes(found.picture), found.picture_type) if found and found.picture else None
