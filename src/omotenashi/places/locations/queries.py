# SPDX-License-Identifier: Apache-2.0
"""Reads about the retailer and its places."""

from zoneinfo import ZoneInfo

from omotenashi.places.locations.models import Channel, Location, Retailer


def retailer() -> Retailer:
    """Give the retailer; an installation that was not set up yet answers with the defaults, unsaved."""
    return Retailer.objects.first() or Retailer(name="")


def zone() -> ZoneInfo:
    """Give the zone in which the retailer's days begin and end."""
    return ZoneInfo(retailer().zone)


def location_names() -> dict[str, str]:
    """Give every location's name by its code."""
    return dict(Location.objects.values_list("code", "name"))


def channel_names() -> dict[str, str]:
    """Give every channel's name by its code."""
    return dict(Channel.objects.values_list("code", "name"))
