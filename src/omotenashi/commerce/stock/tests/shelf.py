# SPDX-License-Identifier: Apache-2.0
"""Two shops, two goods, and short ways to say things about them."""

from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID

from omotenashi.base.invariants import Broken
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.actions import CountRecord, Owner, Wanted
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.commerce.stock.queries import invariants
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations.models import Location

NOW = datetime(2026, 1, 10, 3, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)
LATER = NOW + timedelta(minutes=16)
HANA = Owner("order_line", 1)


def furnish(on_hand: int = 5) -> None:
    """Lay so many of A and B into GINZA and UENO."""
    where.cache_clear()
    locations.register_locations([locations.LocationRecord(code=code, name=code) for code in ("GINZA", "UENO")])
    catalogue.register([catalogue.ProductRecord(sku=sku, code=sku) for sku in ("A", "B")])
    lay({(sku, place): on_hand for sku in "AB" for place in ("GINZA", "UENO")})


def lay(counts: dict[tuple[str, str], int], *, key: str = "opening") -> None:
    """Count."""
    records = [CountRecord(sku=sku, location=place, on_hand=n) for (sku, place), n in counts.items()]
    stock.count(records, source="test", key=key, now=NOW)


@cache
def where(sku: str, place: str) -> tuple[UUID, UUID]:
    """Give the ids of a variant and a place."""
    return Variant.objects.get(sku=sku).pk, Location.objects.get(code=place).pk


def want(sku: str, place: str, quantity: int = 1, *, buffer: int = 0, owner: Owner | None = None) -> Wanted:
    """Want so many of a SKU at a place."""
    variant, location = where(sku, place)
    return Wanted(variant_id=variant, location_id=location, quantity=quantity, buffer=buffer, owner=owner)


def hold(*lines: Wanted, key: str, kind: stock.Kind = "payment", until: datetime = SOON) -> tuple[UUID, ...]:
    """Reserve for Hana."""
    return stock.reserve(lines, kind=kind, owner=HANA, key=key, expires_at=until, now=NOW)


def sell(*lines: Wanted, key: str) -> stock.Moved:
    """Sell over the counter."""
    return stock.sell_now(lines, key=key, ref="receipt", actor="clerk", device="till 1", now=NOW)


def level(sku: str = "A", place: str = "GINZA") -> tuple[int, int, int, int]:
    """Give on hand, reserved, allocated, short."""
    variant, location = where(sku, place)
    found = StockLevel.objects.filter(variant_id=variant, location_id=location)
    return found.values_list("on_hand", "reserved", "allocated", "short").get()


def breaches(now: datetime = NOW) -> list[Broken]:
    """Give what breaks I1–I4."""
    return invariants.broken(now)
