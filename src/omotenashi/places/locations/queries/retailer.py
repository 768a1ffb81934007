# SPDX-License-Identifier: Apache-2.0
"""The retailer, and the names of its places and channels."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from omotenashi.places.locations.models import Channel, Location, Retailer

# What one request has read already; None outside of a request.
_READ: ContextVar[list[Retailer] | None] = ContextVar("retailer", default=None)


def retailer() -> Retailer:
    """Give the retailer; an installation that was not set up yet answers with the defaults, unsaved."""
    read = _READ.get()
    if read:
        return read[0]
    found = Retailer.objects.first() or Retailer(name="")
    if read is not None:
        read.append(found)
    return found


@contextmanager
def reading_once() -> Iterator[None]:
    """Within this block the retailer is read at most once: a page asks for currency, zone and name."""
    before = _READ.set([])
    try:
        yield
    finally:
        _READ.reset(before)


def read_again() -> None:
    """Forget what this block has read, because it was changed."""
    if read := _READ.get():
        read.clear()


def zone() -> ZoneInfo:
    """Give the zone in which the retailer's days begin and end."""
    return ZoneInfo(retailer().zone)


def location_names() -> dict[str, str]:
    """Give every location's name by its code."""
    return dict(Location.objects.values_list("code", "name"))


def channel_names() -> dict[str, str]:
    """Give every channel's name by its code."""
    return dict(Channel.objects.values_list("code", "name"))
