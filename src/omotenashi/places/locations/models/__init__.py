# SPDX-License-Identifier: Apache-2.0
"""The retailer, where it sells, when that is open, and through what."""

from omotenashi.places.locations.models.channels import Channel, ChannelLocation
from omotenashi.places.locations.models.goals import Goal
from omotenashi.places.locations.models.hours import HoursException, OpeningHours
from omotenashi.places.locations.models.places import BrandKit, Device, Location, Retailer
from omotenashi.places.locations.models.positions import PositionFlaw, PositionLoad, PostalPosition, ShopReach
from omotenashi.places.locations.models.terms import ShopPage, TillVersion

__all__ = [
    "BrandKit",
    "Channel",
    "ChannelLocation",
    "Device",
    "Goal",
    "HoursException",
    "Location",
    "OpeningHours",
    "PositionFlaw",
    "PositionLoad",
    "PostalPosition",
    "Retailer",
    "ShopPage",
    "ShopReach",
    "TillVersion",
]
