# SPDX-License-Identifier: Apache-2.0
"""A small shop for the tests: a warehouse and two shops, three goods, a member with points."""

from datetime import UTC, datetime
from uuid import UUID

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions.placing import ContactDetails
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Intent
from omotenashi.commerce.stock import actions as stock
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations.models import Location

NOW = datetime(2026, 1, 10, 3, tzinfo=UTC)
HANAKO = ContactDetails(name="山田 花子", mail="hanako@example.jp", prefecture="東京都", address="中央区銀座1-1-1")


def furnish() -> None:
    """Set the shop up: the shirt at all places, the cap only in the shops, the mug at 8 % only in the warehouse."""
    locations.set_up_retailer(name="試験商店")
    locations.register_channels(["EC", "STORE"])
    locations.register_locations(
        [
            locations.LocationRecord(code="DC", name="倉庫", kind="dc", prefecture="埼玉県"),
            locations.LocationRecord(code="GINZA", name="銀座店", prefecture="東京都"),
            locations.LocationRecord(code="UMEDA", name="梅田店", prefecture="大阪府"),
        ]
    )
    prices = [("SHIRT", 2200, 10), ("CAP", 1100, 10), ("MUG", 1080, 8)]
    catalogue.register(
        [catalogue.ProductRecord(sku=sku, code=sku, name=sku, price=p, tax_rate=r) for sku, p, r in prices]
    )
    held = [("SHIRT", "DC", 9), ("SHIRT", "GINZA", 2), ("SHIRT", "UMEDA", 2), ("CAP", "GINZA", 1), ("MUG", "DC", 5)]
    fill(*held)


def fill(*held: tuple[str, str, int], key: str = "1") -> None:
    """Count what lies where."""
    records = [stock.CountRecord(sku=sku, location=place, on_hand=n) for sku, place, n in held]
    stock.count(records, source="test", key=key, now=NOW)


def member(points: int = 0, *, number: str = "M1") -> UUID:
    """Register a member, with points to spend."""
    record = customers.CustomerRecord(identifiers=(customers.Identifier("member_no", number),), observed_at=NOW)
    node = customers.register([record], source="test", now=NOW)[0].node_id
    assert node is not None
    if points:
        loyalty.earn([loyalty.Earning(node_id=node, amount=points, key=f"gift:{number}")], now=NOW)
    return node


def variant(sku: str) -> UUID:
    """Give a variant's id."""
    return Variant.objects.get(sku=sku).pk


def place(code: str) -> UUID:
    """Give a location's id."""
    return Location.objects.get(code=code).pk


def basket(*wanted: tuple[str, int], nodes: tuple[UUID, ...] = (), mode: str = "ship", at: str | None = None) -> UUID:
    """Open a basket and fill it."""
    opened = checkout.open_basket(channel="EC", node_ids=nodes, now=NOW)
    for sku, quantity in wanted:
        where = place(at) if at else None
        checkout.put(
            opened.basket_id, variant_id=variant(sku), quantity=quantity, mode=mode, location_id=where, now=NOW
        )
    return opened.basket_id


def order(
    basket_id: UUID, *, nodes: tuple[UUID, ...] = (), key: str = "k", now: datetime = NOW, digest: str = ""
) -> checkout.PlacedOrder:
    """Place what lies in a basket, as it is quoted now."""
    found = queries.quote(
        Basket.objects.get(pk=basket_id), node_ids=nodes, now=now, delivery=queries.Delivery(prefecture="東京都")
    )
    return checkout.place_order(
        basket_id=basket_id, digest=digest or found.digest, buyer=HANAKO, node_ids=nodes, key=key, now=now
    )


def pay(placed: checkout.PlacedOrder, now: datetime = NOW) -> None:
    """Let the payment's money arrive, as a provider says it."""
    intent = Intent.objects.get(pk=placed.intent_id)
    fact = payments.Fact(
        event_id=f"paid:{intent.pk}",
        kind="captured",
        at=now,
        intent_id=intent.pk,
        amount=intent.charge,
        currency=intent.currency,
        ref=f"ref:{intent.pk}",
    )
    Intent.objects.filter(pk=intent.pk).update(provider="test")
    payments.learn([fact], provider="test", now=now)
