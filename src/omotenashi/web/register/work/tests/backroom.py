# SPDX-License-Identifier: Apache-2.0
"""Two shops with their tills, staff of each role, and browsers that stand at one of them."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.fulfilment.tests import desk as floor
from omotenashi.commerce.fulfilment.tests.desk import Want
from omotenashi.commerce.orders.actions.placing import Mode
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations.models import Device, Location
from omotenashi.web.register import access

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLES = ("headquarters", "manager", "clerk", "support", "developer")
BARCODES = {"SHIRT": "4900000000017", "CAP": "4900000000024"}


def furnish() -> None:
    """Set two shops and a warehouse up; shirts everywhere, the cap only in Ginza, both with bars on their labels."""
    floor.furnish()
    catalogue.register(
        [
            catalogue.ProductRecord(
                sku=sku, code=sku, name=name, price=2200, tax_rate=10, category="衣", barcodes=(BARCODES[sku],),
                published_at=floor.NOW,
            )
            for sku, name in (("SHIRT", "綿のシャツ"), ("CAP", "ぼうし"))
        ]
    )  # fmt: skip


def hired(role: str, place: str = "GINZA") -> Staff:
    """Hire somebody at a shop; the head office belongs to none."""
    where = None if role == "headquarters" else Location.objects.get(code=place).pk
    return staff.hire(email=f"{role}.{place}@demo.example", name=role, role=role, password="x" * 12, location_id=where)


def till(place: str = "GINZA") -> Device:
    """Give the till of a shop."""
    found = Device.objects.filter(location__code=place).first()
    key = found.pk if found else locations.register_till(location=place, now=clock.now())
    return Device.objects.select_related("location").get(pk=key)


def at(place: str = "GINZA", role: str = "clerk", *, works_in: str | None = None, language: str = "en") -> Client:
    """Give a browser at the till of a shop, with somebody signed in who works there, or in another one."""
    client = Client(headers={"accept-language": language})
    client.force_login(hired(role, works_in or place), backend=BACKEND)
    answer = access.bind(HttpResponse(), till(place), is_secure=False)
    client.cookies[access.COOKIE] = answer.cookies[access.COOKIE].value
    return client


def task(
    sku: str = "CAP", quantity: int = 1, *, at: str = "GINZA", mode: str = "pickup", key: str = "k", number: str = "M1"
) -> Fulfilment:
    """Give a task of a shop, of an order that is paid and promised."""
    want = Want(sku=sku, quantity=quantity, amount=2200 * quantity, mode=Mode(mode), at=at, wish=at)
    return floor.bought(want, key=key, number=number).task


def variant(sku: str) -> UUID:
    """Give a variant's id."""
    return floor.variant(sku)


def send(client: Client, address: str, **data: Any) -> HttpResponse:
    """Send a form below /register/work/, with a key of its own unless one is given."""
    return client.post(f"/register/work/{address}", {"key": str(new_id()), **data})  # type: ignore[return-value]


def see(client: Client, address: str = "") -> str:
    """Give what a page below /register/work/ says."""
    answer = client.get(f"/register/work/{address}")
    assert answer.status_code == 200, (address, answer.status_code, answer.headers.get("location"))
    return answer.content.decode()


def words(html: str) -> str:
    """Give the words of a page in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def again(found: Fulfilment) -> Fulfilment:
    """Give a task as it stands now."""
    return Fulfilment.objects.get(pk=found.pk)
