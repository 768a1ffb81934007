# SPDX-License-Identifier: Apache-2.0
"""How near somebody lives to a shop, in kilometres: of a postal code, for statements, and for the lake.

Nearness is kept for every postal code and shop within REACH_KM, so whoever asks joins and does not measure. A postal code
that nobody placed is near to nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from omotenashi.base import bulk
from omotenashi.places.locations.models import PositionFlaw, PositionLoad, PostalPosition
from omotenashi.places.locations.rules.distance import REACH_KM
from omotenashi.places.locations.rules.positions import LATITUDES, LONGITUDES, UnknownColumns

__all__ = [
    "LATITUDES", "LONGITUDES", "NEAR", "REACH", "REACH_KM", "Positions", "UnknownColumns", "is_near", "positions_now", "reach_of",
]  # fmt: skip

# Whether a postal code (seven digits) lies within %(km)s of one of the shops %(location)s: for the WHERE of a statement.
NEAR: Final = """EXISTS (SELECT 1 FROM locations_shopreach r JOIN locations_location rl ON rl.id = r.location_id
  WHERE r.postal_code = {code} AND rl.code = ANY(%(location)s) AND r.km <= %(km)s)"""
# Every shop and postal code with their distance: for whoever takes a table of one moment along (shop, postal_code, km).
REACH: Final = """
SELECT l.code, r.postal_code, r.km FROM locations_shopreach r JOIN locations_location l ON l.id = r.location_id
"""


def reach_of(codes: Collection[str]) -> dict[str, dict[str, float]]:
    """Give how far postal codes lie from each shop near them: `{postal code: {shop: km}}`."""
    found: dict[str, dict[str, float]] = {}
    for shop, code, km in bulk.rows(f"{REACH} WHERE r.postal_code = ANY(%s)", [sorted(set(codes))]):
        found.setdefault(code, {})[shop] = km
    return found


def is_near(reach: Mapping[str, float], *, shops: Collection[str], km: float) -> bool:
    """Say whether one of the shops is near, by what `reach_of` says of a postal code."""
    return any(shop in reach and reach[shop] <= km for shop in shops)


@dataclass(frozen=True, slots=True)
class Positions:
    """What is loaded now: the newest load, how many codes have a position, shops without one, and open flaws."""

    load: PositionLoad | None
    codes: int
    shops: int
    shops_placed: int
    flaws: int

    @property
    def loaded_at(self) -> datetime | None:
        """When they were loaded; None when never."""
        return self.load.loaded_at if self.load else None


def positions_now() -> Positions:
    """Give what is loaded."""
    load = PositionLoad.objects.first()
    [(shops, placed)] = bulk.rows(_SHOPS)
    flaws = PositionFlaw.objects.filter(mended_at=None).count()
    return Positions(load, PostalPosition.objects.count(), shops, placed, flaws)


_SHOPS = """
SELECT count(*), count(coalesce(l.latitude, o.latitude)) FROM locations_location l
LEFT JOIN locations_postalposition o ON o.postal_code = l.postal_code WHERE l.kind <> 'virtual' AND l.closed_at IS NULL
"""
