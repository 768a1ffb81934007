# SPDX-License-Identifier: Apache-2.0
"""Where the towns of the demo lie: invented around the seats of their prefectures, always alike, loaded like any file.

They are no map. The town of a shop lies where the shop stands, so that somebody lives there.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b

from omotenashi.places.locations import actions as places
from omotenashi.places.locations import queries
from omotenashi.places.locations.models import Location
from omotenashi.simulate.addresses import Town, towns

# So many degrees around the seat lie the cities of a prefecture, and the towns around their city.
_CITY, _TOWN = 0.22, 0.03


def place_homes(*, now: datetime) -> int:
    """Load the invented positions; give how many."""
    files = [places.File("demo-positions.csv", _lines())]
    return places.load_positions(files, source="demo-positions.csv", by="", now=now).codes


def _lines() -> Iterator[str]:
    yield "postal_code,latitude,longitude"
    known = Location.objects.exclude(latitude=None).values_list("postal_code", "latitude", "longitude")
    shops = {code: (latitude, longitude) for code, latitude, longitude in known}
    for town in towns():
        latitude, longitude = shops.get(town.postal_code) or _position(town)
        yield f"{town.postal_code},{latitude:.6f},{longitude:.6f}"


def _position(town: Town) -> tuple[float, float]:
    seat = queries.seat_of(town.prefecture)
    far, near = _draw(f"{town.prefecture} {town.city}"), _draw(town.postal_code)
    return seat[0] + _CITY * far[0] + _TOWN * near[0], seat[1] + _CITY * far[1] + _TOWN * near[1]


def _draw(word: str) -> tuple[float, float]:
    """Give two numbers from -1 to 1, always the same for a word, more of them near the middle."""
    parts = blake2b(word.encode(), digest_size=8).digest()
    one, two, three, four = (int.from_bytes(parts[at : at + 2]) / 65_535 for at in (0, 2, 4, 6))
    return one + two - 1, three + four - 1
