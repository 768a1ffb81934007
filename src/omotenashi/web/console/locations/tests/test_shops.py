# SPDX-License-Identifier: Apache-2.0
"""店舗: list and detail."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.stock import actions as stock
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Location
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def test_a_shop_shows_thirty_days_of_orders_and_its_stock() -> None:
    client = shop.signed_in("clerk")
    shop.ordered("1", amount=1000, channel="STORE")
    shop.ordered("2", amount=500, channel="STORE")
    shop.ordered("3", amount=900, channel="STORE", at=clock.now() - timedelta(days=40))
    catalogue.register([catalogue.ProductRecord(sku="A-1", code="A")])
    stock.count([stock.CountRecord(sku="A-1", location="S1", on_hand=7)], source="t", key="k", now=clock.now())
    row: Any = client.get("/console/shops/").context["page"].rows[0]
    assert [row.cells[key] for key in ("orders", "sales", "stock")] == [2, (1500, "JPY"), 7]
    context: Any = client.get(row.href).context
    assert (context["month"], context["average"], context["stock"]) == (
        {"n": 2, "sold": 1500},
        750,
        {"skus": 1, "pieces": 7},
    )
    assert len(context["newest"]) == 3


def test_the_list_needs_the_same_queries_for_one_row_and_for_three() -> None:
    client = shop.signed_in()
    client.get("/console/shops/")
    one = shop.queries_of(client, "/console/shops/")
    places.register_locations([places.LocationRecord(code=f"S{n}", name=f"Shop {n}") for n in (2, 3)])
    assert shop.queries_of(client, "/console/shops/") == one


def test_a_place_without_orders_says_so() -> None:
    client = shop.signed_in()
    place = Location.objects.get(code="S1")
    assert "No orders here yet" in client.get(f"/console/shops/{place.id}/").content.decode()
