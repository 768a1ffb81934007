# SPDX-License-Identifier: Apache-2.0
"""Who looks after a reader: the shop in which they buy most, the member of the staff who serves them; and their coupons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from omotenashi.base import bulk
from omotenashi.commerce.loyalty.models import CouponCode
from omotenashi.commerce.loyalty.queries import coupons
from omotenashi.engagement.messaging.models import StaffCard
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules import opening, slots
from omotenashi.places.locations import queries as places
from omotenashi.places.locations.models import Location, OpeningHours

type Values = dict[str, Any]
# Where somebody bought longer ago than this they are no guest any more.
_RECENT = timedelta(days=730)
PICTURE = "message-picture"


@dataclass(frozen=True, slots=True)
class Cared:
    """The shops and the staff of the readers of a batch, as values."""

    homes: Mapping[UUID, UUID] = field(default_factory=dict)
    shops: Mapping[UUID, Values] = field(default_factory=dict)
    chosen: Mapping[str, UUID] = field(default_factory=dict)
    hosts: Mapping[UUID, Values] = field(default_factory=dict)

    def shown(self, asked: slots.Asked, person: UUID | None) -> Values:
        """Give what a reader sees of their shop and of who serves them."""
        found: Values = {}
        if asked.shops:
            named = next((self.chosen[one["location"]] for one in asked.shops if one["location"] in self.chosen), None)
            home = self.homes.get(person) if person else None
            found |= self.shops.get(home or named, {"own.shop_there": False})  # type: ignore[arg-type]  # None is no key
        if asked.staff:
            found |= self.hosts.get(person, {"own.staff_there": False}) if person else {"own.staff_there": False}
        return found


def cared_for(persons: Collection[UUID], wanted: Sequence[slots.Asked], *, now: datetime) -> Cared:
    """Read the shops and the staff of some people; nothing where no message asks."""
    asks_shop, asks_staff = any(one.shops for one in wanted), any(one.staff for one in wanted)
    homes = _homes(persons, now=now) if asks_shop else {}
    codes = {block["location"] for one in wanted for block in one.shops} - {""}
    stores = Location.objects.filter(kind="store", closed_at=None)
    chosen = dict(stores.filter(code__in=codes).values_list("code", "pk")) if codes else {}
    shops = _shops({*homes.values(), *chosen.values()}) if asks_shop else {}
    return Cared(homes, shops, chosen, _hosts(persons, now=now) if asks_staff else {})


def codes_of(
    persons: Collection[UUID], campaigns: Collection[str], *, now: datetime
) -> dict[tuple[UUID, str], tuple[str, str]]:
    """Give the code of each person's own coupon of a campaign that can be used, and its last day; the oldest of several."""
    rows = CouponCode.objects.filter(
        campaign__code__in=campaigns, node__nodeperson__person_id__in=persons, state__in=("issued", "assigned")
    ).exclude(expires_at__lte=now)
    known = rows.order_by("-issued_at").values_list("node__nodeperson__person_id", "campaign__code", "pk", "expires_at")
    return {(person, campaign): (coupons.code_of(key), _day(until)) for person, campaign, key, until in known}


def example(wanted: Sequence[slots.Asked], *, now: datetime, language: str) -> Values:
    """Give a shop and a member of the staff for the reader of examples."""
    found: Values = {}
    if any(one.shops for one in wanted):
        first = Location.objects.filter(kind="store", closed_at=None).first()
        found |= _shops({first.pk}).get(first.pk, {}) if first else {"own.shop_there": False}
    if any(one.staff for one in wanted):
        card = StaffCard.objects.select_related("staff__location", "picture").order_by("shown_as").first()
        found |= _host(card, policy().origin) if card else _sample(language)
    del now
    return found


def _sample(language: str) -> Values:
    with override(language):
        words = gettext("I am glad to help you find what suits you.")
    return {
        "own.staff_there": True, "own.staff_name": "鈴木", "own.staff_shop": "渋谷店", "own.staff_words": words,
        "own.staff_pictured": False, "own.staff_chatted": False, "staff.name": "鈴木",
    }  # fmt: skip


def _homes(persons: Collection[UUID], *, now: datetime) -> dict[UUID, UUID]:
    return dict(bulk.rows(_HOMES, [list(persons), now - _RECENT]))


def _shops(ids: Collection[UUID]) -> dict[UUID, Values]:
    weeks: dict[UUID, dict[int, list[str]]] = {}
    for span in OpeningHours.objects.filter(location_id__in=ids).order_by("opens"):
        spans = weeks.setdefault(span.location_id, {}).setdefault(span.weekday, [])
        spans.append(f"{span.opens:%H:%M}–{span.closes:%H:%M}")
    origin = policy().origin
    names = [str(WEEKDAYS_ABBR[day]) for day in range(7)]
    return {
        place.pk: {
            "own.shop_there": True, "own.shop_name": place.name, "own.shop_address": place.prefecture + place.address,
            "own.shop_hours": opening.told({day: ", ".join(found) for day, found in weeks.get(place.pk, {}).items()}, names),
            "own.shop_phone": place.phone, "own.shop_href": origin + reverse("storefront:store", args=[place.code]),
            "shop.name": place.name,
        }
        for place in Location.objects.filter(pk__in=ids, closed_at=None)
    }  # fmt: skip


def _hosts(persons: Collection[UUID], *, now: datetime) -> dict[UUID, Values]:
    served = dict(bulk.rows(_HOSTS, [list(persons), now - _RECENT]))
    cards = {card.pk: card for card in StaffCard.objects.select_related("staff__location", "picture").filter(pk__in=served.values())}  # fmt: skip
    origin = policy().origin
    return {person: _host(cards[staff], origin) for person, staff in served.items()}


def _host(card: StaffCard, origin: str) -> Values:
    picture = origin + reverse(PICTURE, args=[card.picture.digest]) if card.picture else ""
    return {
        "own.staff_there": True, "own.staff_name": card.shown_as, "own.staff_words": card.words,
        "own.staff_shop": card.staff.location.name if card.staff.location else "", "own.staff_picture": picture,
        "own.staff_pictured": bool(picture), "staff.name": card.shown_as,
        "own.staff_chatted": slots.is_fetched(picture),
    }  # fmt: skip


def _day(moment: datetime | None) -> str:
    return date_format(moment.astimezone(places.zone()), "Y/m/d") if moment else ""


_HOMES = """
SELECT DISTINCT ON (np.person_id) np.person_id, o.location_id
FROM customers_nodeperson np JOIN orders_order o ON o.node_id = np.node_id
JOIN locations_location l ON l.id = o.location_id AND l.kind = 'store' AND l.closed_at IS NULL
WHERE np.person_id = ANY(%s) AND o.placed_at > %s AND o.cancelled_at IS NULL
GROUP BY 1, 2 ORDER BY 1, count(*) DESC, max(o.placed_at) DESC, 2
"""
# Who sold to somebody most often, and shows themselves; whoever has left serves nobody.
_HOSTS = """
SELECT DISTINCT ON (np.person_id) np.person_id, a.staff_id
FROM customers_nodeperson np JOIN orders_order o ON o.node_id = np.node_id
JOIN orders_attribution a ON a.order_id = o.id AND a.reverses_id IS NULL
JOIN messaging_staffcard c ON c.staff_id = a.staff_id JOIN staff_staff s ON s.id = a.staff_id AND s.dismissed_at IS NULL
WHERE np.person_id = ANY(%s) AND a.at > %s
GROUP BY 1, 2 ORDER BY 1, count(*) DESC, max(a.at) DESC, 2
"""
