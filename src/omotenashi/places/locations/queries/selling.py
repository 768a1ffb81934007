# SPDX-License-Identifier: Apache-2.0
"""Which places a channel sells from, and which of them are near."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from omotenashi.base import planning
from omotenashi.base.text import postal
from omotenashi.places.locations.models import Channel, Location
from omotenashi.places.locations.rules import distance

_SHELVES = ("store", "dc", "showroom", "partner")


class SellsFrom(NamedTuple):
    """A place as one channel sells from it."""

    location_id: UUID
    code: str
    name: str
    kind: str
    prefecture: str
    can_ship: bool
    can_pickup: bool
    can_try_on: bool
    can_take_back: bool
    picks_per_hour: int | None
    priority: int = 100
    buffer_abs: int = 0
    buffer_pct: int = 0
    min_confidence: int = 30


@dataclass(frozen=True, slots=True)
class Near:
    """A place and how far it is; kilometres are None where only postal codes could be compared."""

    location_id: UUID
    code: str
    name: str
    kilometres: float | None


# What a channel sells from, as a part of other statements too: one row a place, with the channel's terms there. A channel
# that named no place sells from every open one that has shelves, and keeps nothing back.
SELLING = """
SELECT p.id AS location_id, p.code, p.name, p.kind, p.prefecture, p.can_ship, p.can_pickup, p.can_try_on,
  p.can_take_back, p.picks_per_hour, c.priority, c.buffer_abs, c.buffer_pct, c.min_confidence
FROM locations_channellocation c JOIN locations_location p ON p.id = c.location_id
WHERE c.channel_id = %(channel)s AND c.sellable AND p.closed_at IS NULL
UNION ALL
SELECT p.id, p.code, p.name, p.kind, p.prefecture, p.can_ship, p.can_pickup, p.can_try_on,
  p.can_take_back, p.picks_per_hour, 100, 0, 0, 30
FROM locations_location p
WHERE p.closed_at IS NULL AND p.kind IN ('store', 'dc', 'showroom', 'partner')
  AND NOT EXISTS (SELECT 1 FROM locations_channellocation c WHERE c.channel_id = %(channel)s)
"""
_SELLING_AT = f"SELECT * FROM ({SELLING}) s ORDER BY priority, code"


def selling_at(channel: str) -> list[SellsFrom]:
    """Give the open places a channel sells from, by priority. One that named none sells from all that have shelves."""
    return [SellsFrom._make(row) for row in planning.ask(_SELLING_AT, {"channel": channel}).rows]


def nearest(
    *,
    latitude: float | None = None,
    longitude: float | None = None,
    postal_code: str = "",
    able: Collection[str] = (),
    channel: Channel | str | None = None,
    limit: int | None = None,
) -> list[Near]:
    """Give open places with shelves, the nearest first: by position, or by postal code when there is none.

    `able` names what the place must do (`can_pickup`, …); `channel` keeps those it sells from. Places without what is
    compared stand last.
    """
    places = _open_places().filter(kind__in=_SHELVES, **dict.fromkeys(able, True))
    if channel is not None:
        code = channel.code if isinstance(channel, Channel) else channel
        places = places.filter(pk__in=[place.location_id for place in selling_at(code)])
    if latitude is not None and longitude is not None:
        found = _by_position(list(places), (latitude, longitude))
    else:
        found = _by_postal_code(list(places), postal_code)
    return found[:limit]


def _by_position(places: list[Location], here: tuple[float, float]) -> list[Near]:
    far = [
        (distance.kilometres(here, (place.latitude, place.longitude)), place)
        for place in places
        if place.latitude is not None and place.longitude is not None
    ]
    nameless = [place for place in places if place.latitude is None or place.longitude is None]
    found = [
        Near(p.pk, p.code, p.name, round(km, 1)) for km, p in sorted(far, key=lambda each: (each[0], each[1].code))
    ]
    return [*found, *(Near(place.pk, place.code, place.name, None) for place in nameless)]


def _by_postal_code(places: list[Location], written: str) -> list[Near]:
    code = postal.postal_code(written) or ""
    there = postal.lookup(code) if code else None

    def order(place: Location) -> tuple[Any, ...]:
        return *distance.by_postal_code(
            postal_code=code,
            prefecture=there.prefecture if there else "",
            place_code=place.postal_code,
            place_prefecture=place.prefecture,
        ), place.code

    return [Near(place.pk, place.code, place.name, None) for place in sorted(places, key=order)]


def _open_places() -> Any:
    return Location.objects.filter(closed_at=None).order_by("code")
