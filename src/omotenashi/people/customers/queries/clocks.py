# SPDX-License-Identifier: Apache-2.0
"""By whose clock people live: each by the one of their zone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from omotenashi.base import bulk
from omotenashi.base.text.zones import zone_of
from omotenashi.people.customers.ports import HOMES
from omotenashi.places.locations import queries as places

_ZONES = """
SELECT person_id, NULL::uuid, CASE WHEN zone <> '' THEN zone ELSE device_zone END FROM customers_profile
WHERE person_id = ANY(%s) AND (zone <> '' OR device_zone <> '')
UNION ALL SELECT NULL, id, zone FROM locations_location WHERE zone <> ''
"""
_LIVED_IN = """
WITH RECURSIVE walk AS (
  (SELECT min(CASE WHEN zone <> '' THEN zone ELSE device_zone END) AS name FROM customers_profile
   WHERE zone <> '' OR device_zone <> '')
  UNION ALL
  SELECT (SELECT min(CASE WHEN zone <> '' THEN zone ELSE device_zone END) FROM customers_profile
    WHERE (zone <> '' OR device_zone <> '') AND CASE WHEN zone <> '' THEN zone ELSE device_zone END > w.name)
  FROM walk w WHERE w.name IS NOT NULL
) SELECT name FROM walk WHERE name IS NOT NULL UNION SELECT zone FROM locations_location WHERE zone <> ''
"""
_DEVICE_ZONES = """
SELECT n.node_id, p.device_zone FROM customers_nodeperson n JOIN customers_profile p ON p.person_id = n.person_id
WHERE n.node_id = ANY(%s) AND p.device_zone <> ''
"""


def zones(person_ids: Collection[UUID], *, house: ZoneInfo | None = None) -> dict[UUID, ZoneInfo]:
    """Give the time zone in which each person lives, in the order of trust: the one they said, the one their device showed
    last, that of the shop where they buy, that of the house. One read; one more where shops have zones of their own.
    """
    here, shops = house or places.zone(), dict[UUID, ZoneInfo]()
    found = dict.fromkeys(person_ids, here)
    known: set[UUID] = set()
    for person, shop, name in bulk.rows(_ZONES, [list(found)]) if found else ():
        if zone := zone_of(name):
            if shop is not None:
                shops[shop] = zone
            else:
                found[person] = zone
                known.add(person)
    rest = [person for person in found if person not in known] if shops else []
    for homes in HOMES if rest else ():
        found |= {person: shops[shop] for person, shop in homes(rest).items() if shop in shops}
    return found


def zones_lived_in(*, house: ZoneInfo) -> list[ZoneInfo]:
    """Give the zones in which anybody may live, that of the house first: one short walk along an index."""
    named = {zone.key: zone for (name,) in bulk.rows(_LIVED_IN) if (zone := zone_of(name))}
    return [house, *(zone for key, zone in sorted(named.items()) if key != house.key)]


def device_zones(node_ids: Collection[UUID]) -> dict[UUID, str]:
    """Give the zone that a device showed last of each human behind some keys, where any did."""
    return dict(bulk.rows(_DEVICE_ZONES, [list(node_ids)]))


@dataclass(frozen=True, slots=True)
class Clocks:
    """The zones of some people, by their nodes; whoever is unknown keeps the time of the house."""

    house: ZoneInfo
    persons: Mapping[UUID, UUID]
    zones: Mapping[UUID, ZoneInfo]

    def of(self, node_id: UUID) -> ZoneInfo:
        """Give the zone of whoever stands behind a node; an id of a person is one."""
        return self.zones.get(self.persons.get(node_id, node_id), self.house)


def clocks_of(persons: Mapping[UUID, UUID]) -> Clocks:
    """Give the clocks of the persons behind some nodes, in one read for any number of them."""
    house = places.zone()
    return Clocks(house, persons, zones(set(persons.values()), house=house))


def clocks_among(persons: Iterable[UUID], *, house: ZoneInfo) -> Clocks:
    """Give the clocks of some persons by their ids."""
    return Clocks(house, {}, zones(set(persons), house=house))
