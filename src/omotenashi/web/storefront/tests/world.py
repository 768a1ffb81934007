# SPDX-License-Identifier: Apache-2.0
"""A small shop to buy in: a warehouse, two shops, a shirt, a cap, a mug; and browsers that go through it."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.stock import actions as stock
from omotenashi.people.customers.actions import cards
from omotenashi.places.locations import actions as locations
from omotenashi.web.ui import members

LONG_AGO = datetime(2026, 1, 10, 3, tzinfo=UTC)
TOKYO = {"postal_code": "150-0001", "prefecture": "東京都", "address": "渋谷区神宮前1-1-1"}
HANAKO = {"name": "髙﨑 花子", "mail": "hanako@example.jp", "phone": "03-1234-5678"}
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def furnish() -> None:
    """Set the shop up: the shirt at all places, the cap in one shop alone, the mug at 8 % in the warehouse."""
    locations.set_up_retailer(name="試験商店")
    locations.register_channels(["EC", "STORE"])
    locations.register_locations(
        [
            locations.LocationRecord(code="DC", name="倉庫", kind="dc", prefecture="埼玉県"),
            locations.LocationRecord(code="GINZA", name="銀座店", prefecture="東京都", postal_code="1040061"),
            locations.LocationRecord(code="UMEDA", name="梅田店", prefecture="大阪府", postal_code="5300001"),
        ]
    )
    sell(("SHIRT", "綿のシャツ", 2200, 10), ("CAP", "ぼうし", 1100, 10), ("MUG", "マグカップ", 1080, 8))
    fill(("SHIRT", "DC", 9), ("SHIRT", "GINZA", 2), ("SHIRT", "UMEDA", 5), ("CAP", "GINZA", 1), ("MUG", "DC", 5))


def sell(*goods: tuple[str, str, int, int]) -> None:
    """Put goods on sale; the price of a known one changes."""
    catalogue.register(
        [
            catalogue.ProductRecord(
                sku=sku, code=sku, name=name, price=price, tax_rate=rate, category="衣", barcodes=(f"490000000{len(sku):04}",),
                published_at=LONG_AGO,
            )
            for sku, name, price, rate in goods
        ]
    )  # fmt: skip


def fill(*held: tuple[str, str, int], key: str = "1") -> None:
    """Count what lies where."""
    records = [stock.CountRecord(sku=sku, location=place, on_hand=n) for sku, place, n in held]
    stock.count(records, source="test", key=key, now=clock.now())


def browser() -> Client:
    """Give a browser that nobody used yet."""
    return Client(headers={"accept-language": "en"})


def member(user: str = "U-hanako", *, points: int = 0) -> tuple[Client, UUID]:
    """Give the browser of somebody who holds a member card, and the card's node."""
    cards.issue(user, name="花子", location="", medium="", now=clock.now())
    line = cards.line_node(user)
    assert line is not None
    card = cards.card_of(line)
    assert card is not None
    if points:
        loyalty.earn([loyalty.Earning(node_id=card.node_id, amount=points, key=f"gift:{user}")], now=LONG_AGO)
    return signed_in(browser(), line), card.node_id


def signed_in(client: Client, node_id: UUID) -> Client:
    """Let a browser hold a member's cookie, as the card's door sets it."""
    from django.http import HttpResponse

    answer = HttpResponse()
    answer.set_signed_cookie(members.MEMBER, f'{{"node": "{node_id}"}}', salt=members.MEMBER)
    client.cookies[members.MEMBER] = answer.cookies[members.MEMBER].value
    return client


def put(client: Client, sku: str, *, quantity: int = 1, shop: str = "") -> Any:
    """Put something into the cart."""
    data = {"sku": sku, "quantity": quantity, "mode": "pickup" if shop else "ship", "location": shop}
    return client.post(reverse("storefront:put"), data)


def confirmed(client: Client, **contact: str) -> tuple[Any, dict[str, str]]:
    """Fill in the checkout; give the confirmation page and what its form would send."""
    page = client.post(reverse("storefront:checkout"), {**HANAKO, **contact})
    return page, form_of(page)


def form_of(page: Any) -> dict[str, str]:
    """Give what the form of a confirmation page would send."""
    html = page.content.decode()
    inside = html[html.index(reverse("storefront:place")) :]
    return dict(_HIDDEN.findall(inside[: inside.index("</form>")]))


def ordered(client: Client, **contact: str) -> Any:
    """Confirm and place; give the answer, which leads to the payment."""
    return client.post(reverse("storefront:place"), confirmed(client, **contact)[1])


def paid(client: Client, placed: Any, outcome: str = "success") -> Any:
    """Choose an outcome at the simulator and come back; give the order's page."""
    client.post(placed["Location"], {"outcome": outcome})
    return client.get(client.get(reverse("storefront:back"))["Location"])
