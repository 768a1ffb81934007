# SPDX-License-Identifier: Apache-2.0
"""By whose clock people are led: each by the one of the zone in which they live."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from omotenashi.people.customers import queries as customers
from omotenashi.places.locations.queries import zone


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
    house = zone()
    return Clocks(house, persons, customers.zones(set(persons.values()), house=house))


def clocks_among(persons: Iterable[UUID], *, house: ZoneInfo) -> Clocks:
    """Give the clocks of some persons by their ids."""
    return Clocks(house, {}, customers.zones(set(persons), house=house))
