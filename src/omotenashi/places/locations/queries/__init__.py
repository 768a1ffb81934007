# SPDX-License-Identifier: Apache-2.0
"""Reads about the retailer and its places."""

from omotenashi.places.locations.queries.brand import LEGAL, brand_css, colour, contrast, kit, picture
from omotenashi.places.locations.queries.opening import is_open, opens_next, ready_at, week_of
from omotenashi.places.locations.queries.retailer import (
    channel_names,
    location_names,
    read_again,
    reading_once,
    retailer,
    zone,
)
from omotenashi.places.locations.queries.selling import Near, SellsFrom, nearest, selling_at
from omotenashi.places.locations.rules.distance import between_prefectures

__all__ = [
    "LEGAL",
    "Near",
    "SellsFrom",
    "between_prefectures",
    "brand_css",
    "channel_names",
    "colour",
    "contrast",
    "is_open",
    "kit",
    "location_names",
    "nearest",
    "opens_next",
    "picture",
    "read_again",
    "reading_once",
    "ready_at",
    "retailer",
    "selling_at",
    "week_of",
    "zone",
]
