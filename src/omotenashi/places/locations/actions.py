# SPDX-License-Identifier: Apache-2.0
"""What changes the retailer, its places and its channels."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from omotenashi.places.locations import queries, rules
from omotenashi.places.locations.models import Channel, Location, Retailer


@dataclass(frozen=True, kw_only=True, slots=True)
class LocationRecord:
    """What a source says about a place."""

    code: str
    name: str
    kind: str = "store"
    prefecture: str = ""
    address: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None


@transaction.atomic
def set_up_retailer(
    *, name: str, currency: str = "JPY", zone: str = "Asia/Tokyo", registration_number: str = "", is_demo: bool = False
) -> Retailer:
    """Name the retailer of this installation, or rename it."""
    values = {
        "name": name,
        "currency": currency,
        "zone": zone,
        "registration_number": registration_number,
        "is_demo": is_demo,
    }
    queries.read_again()
    return Retailer.objects.update_or_create(only=True, defaults=values)[0]


@transaction.atomic
def register_locations(records: Sequence[LocationRecord], *, only_missing: bool = False) -> None:
    """Create the places that are new; bring the others up to date unless `only_missing`."""
    rows = [Location(**asdict(record)) for record in records]
    if only_missing:
        Location.objects.bulk_create(rows, ignore_conflicts=True)
        return
    fields = ["name", "kind", "prefecture", "address", "phone", "latitude", "longitude"]
    Location.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)


@transaction.atomic
def register_channels(codes: Iterable[str], *, names: dict[str, str] | None = None) -> None:
    """Make sure that these channels exist. A channel that is known keeps its name."""
    names = names or {}
    rows = [
        Channel(code=code, kind=rules.channel_kind(code), name=names.get(code, code)) for code in sorted(set(codes))
    ]
    Channel.objects.bulk_create(rows, ignore_conflicts=True)
