# SPDX-License-Identifier: Apache-2.0
"""A till in a small shop: staff of each role at their places, browsers bound to a till, sales as the script says them."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.stock import actions as stock
from omotenashi.people.customers.actions import registrations
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations.models import Device, Location

PASSWORD = "quiet-blue-cloth"  # nobody's


def furnish() -> None:
    """Set the shop up: the shirt at all places, the cap in the other shop and the warehouse, the tea at 8 %."""
    locations.set_up_retailer(name="試験商店")
    locations.register_channels(["EC", "STORE"])
    locations.register_locations(
        [
            _place("DC", "倉庫", "dc", 35.501, 139.762),
            _place("GINZA", "銀座店", "store", 35.671, 139.765),
            _place("UENO", "上野店", "store", 35.713, 139.777),
        ]
    )
    goods = [("SHIRT", "綿のシャツ", 2200, 10), ("CAP", "毛糸のぼうし", 1100, 10), ("TEA", "ほうじ茶", 1080, 8)]
    catalogue.register(
        [
            catalogue.ProductRecord(
                sku=sku, code=sku, name=name, price=price, tax_rate=rate, category="衣", barcodes=(f"49012345678{n:02}",),
                published_at=clock.now() - timedelta(days=30),
            )
            for n, (sku, name, price, rate) in enumerate(goods)
        ]
    )  # fmt: skip
    held = [("SHIRT", "DC", 9), ("SHIRT", "GINZA", 5), ("CAP", "UENO", 3), ("CAP", "DC", 4), ("TEA", "GINZA", 8)]
    records = [stock.CountRecord(sku=sku, location=place, on_hand=n) for sku, place, n in held]
    stock.count(records, source="test", key="1", now=clock.now())


def hired(role: str, *, shop: str | None = None) -> Staff:
    """Hire somebody of a role, at a shop."""
    place = Location.objects.get(code=shop).pk if shop else None
    return staff.hire(
        email=f"{role}-{shop}@shop.example".lower(), name=f"{role} {shop or ''}".strip(), role=role, password=PASSWORD,
        location_id=place,
    )  # fmt: skip


def browser(role: str | None, *, shop: str | None = "GINZA") -> Client:
    """Give the browser of somebody, signed in."""
    client = Client(headers={"accept-language": "en"})
    if role:
        client.force_login(hired(role, shop=shop))
    return client


def signed_in(role: str = "clerk", *, shop: str = "GINZA", at: str | None = None) -> Client:
    """Give the browser of somebody, bound to a new till of a shop (`at` when it stands elsewhere)."""
    client = browser(role, shop=None if role == "headquarters" else shop)
    bind(client, at or shop)
    return client


def bind(client: Client, shop: str) -> Device:
    """Let a browser be a new till of a shop, as the choice of the device does."""
    from django.http import HttpResponse

    from omotenashi.web.register import access

    key = locations.register_till(location=shop, now=clock.now())
    device = Device.objects.get(pk=key)
    client.cookies[access.COOKIE] = access.bind(HttpResponse(), device, is_secure=False).cookies[access.COOKIE].value
    return device


def open_drawer(shop: str = "GINZA", *, terminal: str = "T01") -> UUID:
    """Open the drawer of a till without change in it."""
    place = Location.objects.get(code=shop).pk
    return payments.open_shift(
        location_id=place, terminal=terminal, currency="JPY", counts={}, staff_id=None, key=f"{shop}{terminal}",
        now=clock.now(),
    ).pk  # fmt: skip


def member(points: int = 0, *, number: str = "800000000012", name: str = "髙﨑 花子") -> tuple[UUID, UUID]:
    """Register a member with points; give the person and the node."""
    from omotenashi.people.customers import queries as customers

    keys = (registrations.Identifier("member_no", number), registrations.Identifier("phone", "090-1234-5678"))
    record = registrations.CustomerRecord(identifiers=keys, fields={"name": name}, observed_at=clock.now())
    node = registrations.register([record], source="test", now=clock.now())[0].node_id
    assert node is not None
    if points:
        loyalty.earn([loyalty.Earning(node_id=node, amount=points, key=f"gift:{number}")], now=clock.now())
    person = customers.person_of(node)
    assert person is not None
    return person, node


def credit(node: UUID, amount: int) -> None:
    """Give a member store credit."""
    loyalty.earn([loyalty.Earning(node_id=node, amount=amount, key=f"c:{node}", kind="store_credit")], now=clock.now())


def line(sku: str, quantity: int = 1, **more: Any) -> dict[str, Any]:
    """Give a line as the script says it."""
    return {"key": str(uuid4()), "sku": sku, "quantity": quantity, **more}


def sale(*lines: dict[str, Any], sequence: int = 1, cash: int = 0, **more: Any) -> dict[str, Any]:
    """Give a sale as the script says it."""
    tenders = [{"kind": "cash", "amount": cash, "received": cash}] if cash else []
    said = {"id": str(uuid4()), "lines": list(lines), "sold_at": clock.now().isoformat(), "sequence": sequence}
    return {**said, "tenders": tenders, **more}


def post(client: Client, name: str, body: Any) -> Any:
    """Say something in JSON."""
    return client.post(reverse(f"register:{name}"), json.dumps(body), content_type="application/json")


def _place(code: str, name: str, kind: str, latitude: float, longitude: float) -> locations.LocationRecord:
    return locations.LocationRecord(
        code=code, name=name, kind=kind, prefecture="東京都", latitude=latitude, longitude=longitude
    )
