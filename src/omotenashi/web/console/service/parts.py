# SPDX-License-Identifier: Apache-2.0
"""The parts of the settings of service: who may change each, how it is read, and how it is written.

A part is read as plain values, which the audit log keeps before and after every change. So each change can be told, and
taken back by writing what was there before.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.queries.tills import policy as till_policy
from omotenashi.commerce.orders.actions.reasons import set_reasons
from omotenashi.commerce.orders.actions.service import set_service_policy
from omotenashi.commerce.orders.queries import service_policy
from omotenashi.commerce.orders.queries.reasons import reasons_written
from omotenashi.places.locations import actions as places
from omotenashi.places.locations import queries
from omotenashi.places.locations.models import Channel, ChannelLocation, HoursException, Location, OpeningHours

type Said = dict[str, Any]
TERMS: Final = ("sellable", "priority", "buffer_abs", "buffer_pct", "min_confidence")
_USUAL: Final = places.Selling(location="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Something that can be set, for the house or for one place."""

    name: str
    title: str | Promise
    permission: str
    read: Callable[[str, datetime], Said]
    write: Callable[[str, Mapping[str, Any], str, datetime], object]


def _service(_code: str, now: datetime) -> Said:
    return asdict(service_policy(now))


def _set_service(_code: str, said: Mapping[str, Any], _by: str, now: datetime) -> None:
    set_service_policy(said, now=now)


def _reasons(_code: str, now: datetime) -> Said:
    return {"written": reasons_written(now)}


def _set_reasons(_code: str, said: Mapping[str, Any], _by: str, now: datetime) -> None:
    set_reasons(said["written"] or "", now=now)


def _tills(_code: str, now: datetime) -> Said:
    return asdict(queries.till_rules(now)) | {f"offline_{k}": v for k, v in asdict(till_policy(now)).items()}


def _set_tills(_code: str, said: Mapping[str, Any], by: str, now: datetime) -> None:
    offline = {name.removeprefix("offline_"): n for name, n in said.items() if name.startswith("offline_")}
    places.set_till_rules({name: value for name, value in said.items() if not name.startswith("offline_")}, now=now)
    if asdict(till_policy(now)) != asdict(till_policy(now)) | offline:
        loyalty.set_till_policy(offline, by=by, now=now)


def _hours(code: str, _now: datetime) -> Said:
    """Spans as text by weekday, and days of their own by date with their note."""
    week: dict[str, list[queries.Span]] = {}
    for span in OpeningHours.objects.filter(location__code=code):
        week.setdefault(str(span.weekday), []).append(queries.Span(span.opens, span.closes))
    days = {
        f"{day.date:%Y-%m-%d}": [f"{day.opens:%H:%M}-{day.closes:%H:%M}" if day.opens and day.closes else "", day.note]
        for day in HoursException.objects.filter(location__code=code)
    }
    return {"week": {day: queries.text_of(spans) for day, spans in week.items()}, "days": days}


def _set_hours(code: str, said: Mapping[str, Any], _by: str, _now: datetime) -> None:
    days = {date.fromisoformat(day): (_spans(text), note) for day, (text, note) in said["days"].items()}
    places.set_hours(
        code, week={int(day): _spans(text) for day, text in said["week"].items()},
        exceptions={day: spans for day, (spans, _note) in days.items()},
        notes={day: note for day, (_of, note) in days.items()},
    )  # fmt: skip


def _pace(code: str, _now: datetime) -> Said:
    names = ("pickup_minutes", "ship_hours", "last_pickup_minutes", "picks_per_hour", *ABLE)
    [found] = Location.objects.filter(code=code).values(*names)
    return dict(found)


def _set_pace(code: str, said: Mapping[str, Any], _by: str, _now: datetime) -> None:
    able = {name: bool(said[name]) for name in ABLE}
    places.set_pace(code, **{name: value for name, value in said.items() if name not in able})
    places.equip(code, **able)


def _protection(code: str, _now: datetime) -> Said:
    """The terms of every channel at a place: as they were set, else as they hold without."""
    rows = {row.channel_id: row for row in ChannelLocation.objects.filter(location__code=code)}
    usual = {name: getattr(_USUAL, name) for name in TERMS}
    return {
        channel: {name: getattr(rows[channel], name) for name in TERMS} if channel in rows else dict(usual)
        for channel in Channel.objects.order_by("code").values_list("code", flat=True)
    }


def _set_protection(code: str, said: Mapping[str, Any], _by: str, _now: datetime) -> None:
    """Write the channels that changed. A channel that named no place before sells from all: it then names them all."""
    before = _protection(code, _now)
    for channel, terms in said.items():
        if terms == before.get(channel):
            continue
        places.name_places(channel)
        places.sell_from(channel, [places.Selling(location=code, **terms)])


def _access(code: str, _now: datetime) -> Said:
    found = queries.shop_page(Location.objects.get(code=code).pk)
    return {name: getattr(found, name, "") for name in ("access", "parking", "alt")}


def _set_access(code: str, said: Mapping[str, Any], _by: str, now: datetime) -> None:
    places.describe(code, access=said["access"], parking=said["parking"], alt=said["alt"], now=now)


def _position(code: str, _now: datetime) -> Said:
    [found] = Location.objects.filter(code=code).values("latitude", "longitude", "zone")
    return dict(found)


def _set_position(code: str, said: Mapping[str, Any], _by: str, _now: datetime) -> None:
    places.place_shop(code, latitude=said["latitude"], longitude=said["longitude"], zone=said.get("zone"))


def _spans(text: str) -> list[tuple[time, time]]:
    return [(span.opens, span.closes) for span in queries.spans_from(text)]


ABLE: Final = ("can_ship", "can_pickup", "can_try_on", "can_take_back")
SERVICE = Part(
    name="service", title=_("Service"), permission="fulfilment.policy", read=_service, write=_set_service
)  # fmt: skip
TILLS = Part(name="tills", title=_("Tills"), permission="settings.edit", read=_tills, write=_set_tills)
REASONS = Part(name="reasons", title=_("Reasons to buy"), permission="settings.edit", read=_reasons, write=_set_reasons)
HOURS = Part(name="hours", title=_("Opening hours"), permission="locations.hours", read=_hours, write=_set_hours)
PACE = Part(
    name="pace", title=_("What it does, and how fast"), permission="locations.edit", read=_pace, write=_set_pace
)
PROTECTION = Part(
    name="protection", title=_("Stock that is kept back"), permission="locations.edit", read=_protection,
    write=_set_protection,
)  # fmt: skip
ACCESS = Part(name="access", title=_("How to find it"), permission="locations.hours", read=_access, write=_set_access)
POSITION = Part(
    name="position", title=_("Where it stands"), permission="locations.edit", read=_position, write=_set_position
)  # fmt: skip
OF_A_SHOP: Final = (HOURS, PACE, PROTECTION, ACCESS, POSITION)
ALL: Final = {part.name: part for part in (SERVICE, TILLS, REASONS, *OF_A_SHOP)}
