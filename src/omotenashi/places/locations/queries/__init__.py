# SPDX-License-Identifier: Apache-2.0
"""Reads about the retailer and its places."""

from omotenashi.places.locations.queries.brand import LEGAL, brand_css, colour, contrast, kit, picture
from omotenashi.places.locations.queries.goals import goals_of
from omotenashi.places.locations.queries.opening import Pace, is_open, opens_next, paces_of, ready_at, week_of
from omotenashi.places.locations.queries.retailer import (
    channel_names,
    location_names,
    read_again,
    reading_once,
    retailer,
    zone,
)
from omotenashi.places.locations.queries.selling import Near, SellsFrom, nearest, selling_at
from omotenashi.places.locations.queries.terms import shop_page, shop_picture, till_rules
from omotenashi.places.locations.rules.distance import between_prefectures
from omotenashi.places.locations.rules.hours import Span, spans_from, text_of
from omotenashi.places.locations.rules.tills import EVERYBODY, LEADERS, TillRules

__all__ = [
    "EVERYBODY",
    "LEADERS",
    "LEGAL",
    "Near",
    "Pace",
    "SellsFrom",
    "Span",
    "TillRules",
    "between_prefectures",
    "brand_css",
    "channel_names",
    "colour",
    "contrast",
    "goals_of",
    "is_open",
    "kit",
    "location_names",
    "nearest",
    "opens_next",
    "paces_of",
    "picture",
    "read_again",
    "reading_once",
    "ready_at",
    "retailer",
    "selling_at",
    "shop_page",
    "shop_picture",
    "spans_from",
    "text_of",
    "till_rules",
    "week_of",
    "zone",
]
