# SPDX-License-Identifier: Apache-2.0
"""What changes the retailer, its places, their hours and devices, and its channels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.text import postal
from omotenashi.places.locations import queries, rules
from omotenashi.places.locations.actions.positions import (
    File,
    NothingToPlace,
    lines_of,
    load_positions,
    measure_reach,
    mend_positions,
    place_shop,
)
from omotenashi.places.locations.models import (
    BrandKit,
    Channel,
    ChannelLocation,
    Device,
    Goal,
    HoursException,
    Location,
    OpeningHours,
    Retailer,
    ShopPage,
    TillVersion,
)
from omotenashi.places.locations.rules import capabilities
from omotenashi.places.locations.rules.tills import TillRules
from omotenashi.places.locations.rules.tills import read as read_tills

# Pictures that no browser runs: an SVG may carry script.
_PICTURES: Final = (("image/png", b"\x89PNG\r\n\x1a\n"), ("image/jpeg", b"\xff\xd8\xff"), ("image/webp", b"RIFF"))
MOST_BYTES: Final = 300_000

__all__ = [
    "BadPicture", "File", "LocationRecord", "NothingToPlace", "Selling", "describe", "equip", "lines_of", "load_positions",
    "measure_reach", "mend_positions", "name_places", "place_shop", "register_channels", "register_device",
    "register_locations", "register_till", "sell_from", "set_brand", "set_goals", "set_hours", "set_logo", "set_look",
    "set_pace", "set_shop_picture", "set_till_rules", "set_up_retailer", "set_voice",
]  # fmt: skip

type Spans = Sequence[tuple[time, time]]


@dataclass(frozen=True, kw_only=True, slots=True)
class LocationRecord:
    """What a source says about a place."""

    code: str
    name: str
    kind: str = "store"
    prefecture: str = ""
    address: str = ""
    postal_code: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Selling:
    """How a channel sells from a place (by its code)."""

    location: str
    priority: int = 100
    sellable: bool = True
    buffer_abs: int = 0
    buffer_pct: int = 0
    min_confidence: int = 30


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


class BadPicture(ValueError):
    """Not a picture we show: `kind` (PNG, JPEG or WebP), `big`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def set_brand(*, colour: str, legal: Mapping[str, str], privacy: str, now: datetime) -> None:
    """Say how the house looks and what its legal pages say; an empty colour is ours."""
    queries.read_again()
    Retailer.objects.filter(only=True).update(colour=colour)
    known = {name: legal[name] for name in queries.LEGAL if legal.get(name)}
    values = {"legal": known, "privacy": privacy, "changed_at": now}
    BrandKit.objects.update_or_create(only=True, defaults=values)


@transaction.atomic
def set_look(look: queries.Look, *, now: datetime) -> None:
    """Say how the messages of the house look."""
    queries.read_again()
    BrandKit.objects.update_or_create(only=True, defaults={"look": look.kept(), "changed_at": now})


@transaction.atomic
def set_voice(voice: queries.Voice, *, now: datetime) -> None:
    """Say how the house speaks, and which words it watches."""
    queries.read_again()
    BrandKit.objects.update_or_create(only=True, defaults={"voice": voice.kept(), "changed_at": now})


@transaction.atomic
def set_logo(picture: bytes | None, *, now: datetime) -> None:
    """Hang the logo up, or take it down. Raises BadPicture: only pictures, whose kind is read from their first bytes."""
    kind = _kind(picture) if picture is not None else ""
    queries.read_again()
    BrandKit.objects.update_or_create(only=True, defaults={"picture": picture, "picture_type": kind, "changed_at": now})
    Retailer.objects.filter(only=True).update(logo=sha256(picture).hexdigest()[:16] if picture else "")


def _kind(picture: bytes) -> str:
    if len(picture) > MOST_BYTES:
        raise BadPicture("big")
    kind = next((name for name, starts in _PICTURES if picture.startswith(starts)), "")
    if not kind or (kind == "image/webp" and picture[8:12] != b"WEBP"):
        raise BadPicture("kind")
    return kind


@transaction.atomic
def describe(code: str, *, access: str, parking: str, alt: str, now: datetime) -> None:
    """Say how a shop is found, where one parks, and what its picture shows."""
    values = {"access": access, "parking": parking, "alt": alt, "changed_at": now}
    ShopPage.objects.update_or_create(location=Location.objects.get(code=code), defaults=values)


@transaction.atomic
def set_shop_picture(code: str, picture: bytes | None, *, now: datetime) -> None:
    """Show a picture of a shop, or none. Raises BadPicture."""
    kind = _kind(picture) if picture is not None else ""
    digest = sha256(picture).hexdigest()[:16] if picture else ""
    values = {"picture": picture, "picture_type": kind, "digest": digest, "changed_at": now}
    ShopPage.objects.update_or_create(location=Location.objects.get(code=code), defaults=values)


@transaction.atomic
def set_goals(wanted: Mapping[tuple[UUID, str], int | None], *, month: date) -> None:
    """Set goals `{(place, kind): amount}` from a month on; without an amount there is none any more."""
    first = month.replace(day=1)
    Goal.objects.bulk_create(
        [Goal(location_id=place, kind=kind, month=first, amount=amount) for (place, kind), amount in wanted.items()],
        update_conflicts=True, unique_fields=["location", "kind", "month"], update_fields=["amount"],
    )  # fmt: skip


def set_pace(
    code: str, *, pickup_minutes: int | None, ship_hours: int | None, last_pickup_minutes: int, picks_per_hour: int | None
) -> None:  # fmt: skip
    """Say how fast a place serves; None: as fast as the house says, and as many pieces as come."""
    Location.objects.filter(code=code).update(
        pickup_minutes=pickup_minutes, ship_hours=ship_hours, last_pickup_minutes=last_pickup_minutes,
        picks_per_hour=picks_per_hour,
    )  # fmt: skip


@transaction.atomic
def set_till_rules(settings: Mapping[str, Any], *, now: datetime) -> TillRules:
    """Let tills do so much from now on; what is not said stays."""
    wanted = read_tills(asdict(queries.till_rules(now)) | dict(settings))
    TillVersion.objects.update_or_create(used_since=now, defaults={"settings": asdict(wanted)})
    return wanted


@transaction.atomic
def register_locations(records: Sequence[LocationRecord], *, only_missing: bool = False) -> None:
    """Create the places that are new; bring the others up to date unless `only_missing`.

    A new place can do what its kind can; a known one keeps what was said with `equip`.
    """
    rows = [_place(record) for record in records]
    stood = _standing(rows)
    if only_missing:
        Location.objects.bulk_create(rows, ignore_conflicts=True)
        _measure_moved(rows, stood)
        return
    fields = ["name", "kind", "prefecture", "address", "postal_code", "phone", "latitude", "longitude"]
    Location.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    _measure_moved(rows, stood)


def _measure_moved(rows: Sequence[Location], stood: Mapping[str, list[Any]]) -> None:
    """Measure anew how far everybody lives from the places that are new or stand elsewhere now."""
    if moved := sorted(code for code, at in _standing(rows).items() if stood.get(code) != at):
        measure_reach(shops=moved)


def _standing(rows: Sequence[Location]) -> dict[str, list[Any]]:
    known = Location.objects.filter(code__in=[row.code for row in rows])
    return {code: at for code, *at in known.values_list("code", "kind", "postal_code", "latitude", "longitude")}


def _place(record: LocationRecord) -> Location:
    said = {**asdict(record), "postal_code": postal.postal_code(record.postal_code) or ""}
    return Location(**said, **asdict(capabilities.of_kind(record.kind)))


@transaction.atomic
def equip(
    code: str,
    *,
    can_ship: bool | None = None,
    can_pickup: bool | None = None,
    can_try_on: bool | None = None,
    can_take_back: bool | None = None,
    picks_per_hour: int | None = None,
) -> None:
    """Say what a place can do; what is not said stays as it is."""
    said = {
        "can_ship": can_ship,
        "can_pickup": can_pickup,
        "can_try_on": can_try_on,
        "can_take_back": can_take_back,
        "picks_per_hour": picks_per_hour,
    }
    values = {name: value for name, value in said.items() if value is not None}
    if values:
        Location.objects.filter(code=code).update(**values)


@transaction.atomic
def set_hours(
    code: str, *, week: Mapping[int, Spans], exceptions: Mapping[date, Spans] | None = None,
    notes: Mapping[date, str] | None = None,
) -> None:  # fmt: skip
    """Say when a place is open: spans by weekday (0 Monday … 6, 7 holidays), and days of their own with why; all anew."""
    place = Location.objects.select_for_update().get(code=code)
    place.hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(location=place, weekday=weekday, opens=opens, closes=closes)
        for weekday, spans in sorted(week.items())
        for opens, closes in spans
    )
    place.exceptions.all().delete()
    for day, spans in sorted((exceptions or {}).items()):
        opens, closes = spans[0] if spans else (None, None)
        note = (notes or {}).get(day, "")
        HoursException.objects.create(location=place, date=day, opens=opens, closes=closes, note=note)


@transaction.atomic
def register_device(*, code: str, location: str, kind: str = "till", name: str = "", now: datetime) -> UUID:
    """Make a device known, or move it to another place; give its id."""
    place = Location.objects.get(code=location)
    device, _ = Device.objects.update_or_create(
        code=code,
        defaults={"kind": kind, "name": name, "location": place, "retired_at": None},
        create_defaults={"kind": kind, "name": name, "location": place, "registered_at": now},
    )
    return device.pk


@transaction.atomic
def register_till(*, location: str, now: datetime) -> UUID:
    """Make the next till known: T01, T02 … over all shops, because its code names it on receipts and in keys."""
    bulk.rows("SELECT pg_advisory_xact_lock(hashtextextended('locations.tills', 0))")
    numbers = [
        int(code[1:]) for code in Device.objects.filter(code__regex=r"^T[0-9]{2,6}$").values_list("code", flat=True)
    ]
    code = f"T{max(numbers, default=0) + 1:02d}"
    return register_device(code=code, location=location, kind=Device.Kind.TILL, name="", now=now)


@transaction.atomic
def register_channels(codes: Iterable[str], *, names: dict[str, str] | None = None) -> None:
    """Make sure that these channels exist. A channel that is known keeps its name."""
    names = names or {}
    rows = [
        Channel(code=code, kind=rules.channel_kind(code), name=names.get(code, code)) for code in sorted(set(codes))
    ]
    Channel.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def name_places(channel: str) -> None:
    """Let a channel that named no place, and so sells from all that have shelves, name them; then each has its terms."""
    bulk.rows("SELECT pg_advisory_xact_lock(hashtextextended('locations.places:' || %s, 0))", [channel])
    if not ChannelLocation.objects.filter(channel_id=channel).exists():
        sell_from(channel, [Selling(location=place.code) for place in queries.selling_at(channel)])


@transaction.atomic
def sell_from(channel: str, places: Sequence[Selling]) -> None:
    """Say from which places a channel sells, and how; places that are not named stay as they are."""
    known = dict(Location.objects.filter(code__in=[place.location for place in places]).values_list("code", "id"))
    values = [{**asdict(place), "location_id": known[place.location]} for place in places]
    rows = [ChannelLocation(channel_id=channel, **{k: v for k, v in row.items() if k != "location"}) for row in values]
    ChannelLocation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["channel", "location"],
        update_fields=["priority", "sellable", "buffer_abs", "buffer_pct", "min_confidence"],
    )
