# SPDX-License-Identifier: Apache-2.0
"""Reads of demand: the nights, what was proposed, on which terms, and what a night stands on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from omotenashi.commerce.stock import queries as stock
from omotenashi.insight.lake import tables as lake_tables
from omotenashi.insight.models import DemandForecast, DemandModel, SupplyTerms
from omotenashi.places.locations import queries as locations
from omotenashi.places.locations.models import Location

if TYPE_CHECKING:
    from omotenashi.insight.demand.nightly import Shelf
    from omotenashi.insight.demand.sold import Sold

# Days until goods are there, days between two looks, percent of cases without a gap; where nobody said otherwise.
SHOP_TERMS, SUPPLIER_TERMS = (2, 7, 95), (14, 7, 95)
WAREHOUSE, VIRTUAL = "dc", "virtual"


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """On which terms a place is supplied, and who says so: `set`, `learned` from its transfers, or `usual`."""

    place: Location
    lead_days: int
    review_days: int
    service: int
    said: str


def newest_demand() -> DemandModel | None:
    """Give the newest night of demand that came to its end."""
    return DemandModel.objects.exclude(finished_at=None).first()


def running_demand() -> DemandModel | None:
    """Give the newest night of demand, also one that failed, was cancelled or is still going on."""
    return DemandModel.objects.first()


def proposals(*, location_id: UUID | None = None) -> QuerySet[DemandForecast]:
    """Give what the newest night foretells, everywhere or in one place."""
    found = DemandForecast.objects.all()
    return found if location_id is None else found.filter(location_id=location_id)


def bands(one: DemandForecast, *, inside: float = 0.8) -> list[tuple[int, int]]:
    """Give for each coming week between which counts so many of a hundred will lie."""
    from omotenashi.insight.demand import counts

    ends = [counts.quantile(one.weeks, one.spread, part) for part in ((1 - inside) / 2, (1 + inside) / 2)]
    return list(zip(*(found.tolist() for found in ends), strict=True))


def warehouse() -> Location | None:
    """Give the place that supplies the shops: the first warehouse that is open."""
    return Location.objects.filter(kind=WAREHOUSE, closed_at=None).order_by("code").first()


def supply_terms() -> list[Terms]:
    """Give the terms of every open place that has shelves."""
    said = SupplyTerms.objects.in_bulk()
    learned, source = stock.transfer_days(), warehouse()
    found = []
    for place in Location.objects.filter(closed_at=None).exclude(kind=VIRTUAL).order_by("code"):
        if one := said.get(place.pk):
            terms, by = (one.lead_days, one.review_days, one.service), "set"
        elif source is None or place.pk == source.pk:
            terms, by = SUPPLIER_TERMS, "usual"
        elif place.pk in learned:
            terms, by = (min(learned[place.pk], 60), *SHOP_TERMS[1:]), "learned"
        else:
            terms, by = SHOP_TERMS, "usual"
        lead, review, service = terms
        found.append(Terms(place=place, lead_days=lead, review_days=review, service=service, said=by))
    return found


def sales_until(until: date) -> "Sold":
    """Give what was sold before a day, from the lake."""
    from omotenashi.insight.demand.sold import sold

    with lake_tables.reading(settings.LAKE_PATH, engine=settings.LAKE_ENGINE) as tables:
        return sold(tables, until=until)


def sales_of(sku: str, *, places: Iterable[str], since: date, until: date) -> dict[date, int]:
    """Give how many of one SKU some places sold each day, from the lake; days without a sale are left out."""
    with lake_tables.reading(settings.LAKE_PATH, engine=settings.LAKE_ENGINE) as tables:
        orders = tables.orders.filter(~tables.orders.cancelled & tables.orders.location.isin(list(places)))
        lines = tables.lines.filter(
            (tables.lines.sku == sku) & (tables.lines.kind == "goods") & (tables.lines.quantity > 0)
            & (tables.lines.day >= since) & (tables.lines.day < until)
        )  # fmt: skip
        asked = lines.join(orders.select("order"), "order").group_by("day").agg(pieces=lines.quantity.sum())
        rows = lake_tables.rows(tables.orders.get_backend(), str(tables.orders.get_backend().compile(asked)))
        return {row["day"]: int(row["pieces"]) for row in rows.to_pylist()}


def served_by() -> dict[str, str]:
    """Say of each place which place sends what it sells: an online shop's goods lie in the warehouse."""
    source = warehouse()
    sends = source.code if source else ""
    found = {"": sends}
    for code, kind, closed in Location.objects.values_list("code", "kind", "closed_at"):
        if closed is not None:
            found[code] = ""
        elif kind == VIRTUAL:
            found[code] = sends or code
    return found


def shelf(*, first: date, until: date) -> "Shelf":
    """Give what lies where, when there was nothing, and on which terms places are supplied."""
    from omotenashi.insight.demand.nightly import Shelf

    source = warehouse()
    terms = {one.place.code: (one.lead_days, one.review_days, one.service) for one in supply_terms()}
    return Shelf(
        levels={(one.sku, one.place): (one.free, one.coming) for one in stock.shelved()},
        gaps=stock.gaps(since=first, until=until, zone=locations.zone()),
        serves=served_by(),
        terms={"": SUPPLIER_TERMS, **terms},
        warehouse=source.code if source else "",
    )


def first_day_not_known(*, day: date, last_day: date | None, now: datetime) -> date:
    """Give the day before which all days are over: today of a living record, the day after the last of an old one."""
    today = now.astimezone(locations.zone()).date()
    return day if day >= today or last_day is None else last_day + timedelta(days=1)
