# SPDX-License-Identifier: Apache-2.0
"""A small shop for the tests of the console: staff of every role, people, orders. Made through the actions."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.auth import get_user
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.models import Order
from omotenashi.insight.models import Score
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import actions as places
from omotenashi.web.console import frame

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "only-for-tests"


def opened() -> None:
    """Name the retailer, a shop and two channels; forget what another test remembered."""
    cache.clear()
    places.set_up_retailer(name="Hanaya")
    places.register_locations([places.LocationRecord(code="S1", name="渋谷店", prefecture="東京都")])
    places.register_channels(["EC", "STORE"])


def hired(role: str) -> Staff:
    """Hire somebody of a role."""
    return staff.hire(email=f"{role}@example.jp", name=f"Ken {role}", role=role, password=PASSWORD)


def signed_in(role: str = "headquarters", *, language: str = "en") -> Client:
    """Open the shop and give a browser in which somebody of a role is signed in."""
    opened()
    client = Client(headers={"accept-language": language})
    client.force_login(hired(role), backend=BACKEND)
    return client


def person(
    number: int = 1, *, name: str = "佐藤 花子", kana: str = "サトウ ハナコ", phone: str = "", **fields: str
) -> tuple[UUID, UUID]:
    """Register somebody with member number and mail, perhaps a phone; give node and person."""
    keys = [("member_no", f"M{number}"), ("email", f"hana{number}@example.jp"), *([("phone", phone)] if phone else [])]
    record = customers.CustomerRecord(
        identifiers=tuple(Identifier(kind, value) for kind, value in keys),
        fields={"name": name, "kana": kana, **fields},
        observed_at=clock.now() - timedelta(days=400),
    )
    outcome = customers.register([record], source="test", now=clock.now())[0]
    assert outcome.node_id is not None
    assert outcome.person_id is not None
    return outcome.node_id, outcome.person_id


def scored(
    person_id: UUID, *, sales: int = 1000, rank: str = "A", days_ago: int = 10, channels: tuple[str, ...] = ("EC",)
) -> None:
    """Keep figures of somebody as the last run would."""
    today = clock.day_of(clock.now())
    Score.objects.create(
        person_id=person_id, orders=2, sales=sales, sales_year=sales, first_day=today - timedelta(days=300),
        last_day=today - timedelta(days=days_ago), channels=list(channels), r=5, f=5, m=5, rank=rank, as_of=today,
    )  # fmt: skip


def ordered(
    number: str,
    node_id: UUID | None = None,
    *,
    amount: int = 1100,
    channel: str = "EC",
    at: datetime | None = None,
    sku: str = "A-1",
) -> Order:
    """Record an order of one line."""
    catalogue.register([catalogue.ProductRecord(sku="A-1", code="A", name="Linen shirt", price=1100)])
    line = orders.LineRecord(sku=sku, name="Linen shirt", quantity=1, unit_price=Decimal(amount), amount=amount)
    record = orders.OrderRecord(
        origin="test", number=number, channel=channel, location="S1" if channel == "STORE" else None, node_id=node_id,
        placed_at=at or clock.now() - timedelta(days=3), lines=(line,),
    )  # fmt: skip
    orders.record([record], now=clock.now())
    return Order.objects.get(origin="test", number=number)


def queries_of(client: Client, url: str) -> int:
    """Count the queries of a page that answers with 200. What the rail counts every 15 seconds is counted before."""
    frame.written("rail", user=get_user(client), path="/", folded=False)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)
