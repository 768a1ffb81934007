# SPDX-License-Identifier: Apache-2.0
"""By whose clock somebody is written to: the one of their device, or a zone that they choose."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from omotenashi.base.text import zones
from omotenashi.people.customers.actions.zones import NoSuchZone, choose_zone
from omotenashi.people.customers.models import ContactPoint, NodePerson, Profile
from omotenashi.places.locations import queries as places

NAME, SOURCE = "zone", "portal"


@dataclass(frozen=True)
class Asked:
    """What is chosen (nothing: as the device shows), where that leads, the zones by region, and whether it is another than the house's."""

    chosen: str
    shown: str
    regions: list[tuple[str, list[str]]]
    is_abroad: bool


def asked(own: ContactPoint) -> Asked:
    """Give what the page asks of whoever holds an address."""
    profile, house = _profile(own), places.zone().key
    chosen = profile.zone if profile else ""
    shown = (profile.device_zone if profile else "") or house
    return Asked(chosen, shown, _regions(), (chosen or shown) != house)


def keep(request: HttpRequest, own: ContactPoint, *, now: datetime) -> None:
    """Write down a choice that differs; what is none of those offered changes nothing."""
    profile, said = _profile(own), request.POST.get(NAME)
    if profile is None or said is None or said == profile.zone:
        return
    try:
        choose_zone(node_id=own.node_id, name=said, source=SOURCE, now=now)
    except NoSuchZone:
        return


def _profile(own: ContactPoint) -> Profile | None:
    person = NodePerson.objects.filter(node_id=own.node_id).values("person_id")
    return Profile.objects.filter(person_id__in=person).first()


def _regions() -> list[tuple[str, list[str]]]:
    """Give the places by region; names without one are older words for them."""
    found: dict[str, list[str]] = {}
    for name in zones.names():
        region, _slash, place = name.partition("/")
        if place and region != "Etc":
            found.setdefault(region, []).append(name)
    return list(found.items())
