# SPDX-License-Identifier: Apache-2.0
"""Reads about the retailer and its places."""

from omotenashi.places.locations.queries.opening import is_open, opens_next
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
    "Near",
    "SellsFrom",
    "between_prefectures",
    "channel_names",
    "is_open",
    "location_names",
    "nearest",
    "opens_next",
    "read_again",
    "reading_once",
    "retailer",
    "selling_at",
    "zone",
]
