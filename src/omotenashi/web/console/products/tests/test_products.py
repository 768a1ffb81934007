# SPDX-License-Identifier: Apache-2.0
"""商品: list and detail."""

from typing import Any
from urllib.parse import quote

import pytest

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.stock import actions as stock
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def _add(code: str, *, name: str = "リネンシャツ", on_hand: int = 3) -> None:
    sizes = [("S", 1980), ("M", 2980)]
    catalogue.register(
        [
            catalogue.ProductRecord(sku=f"{code}-{size}", code=code, name=name, price=price, category="衣料")
            for size, price in sizes
        ]
    )
    counts = [stock.CountRecord(sku=f"{code}-S", location="S1", on_hand=on_hand)]
    stock.count(counts, source="test", key=code, now=clock.now())


def test_a_product_is_found_by_name_code_and_stock() -> None:
    client = shop.signed_in("clerk")
    _add("P1")
    _add("P2", name="Trousers", on_hand=0)
    found = {
        query: [row.id for row in client.get(f"/console/products/{query}").context["page"].rows]
        for query in (f"?q={quote('りねん')}", "?q=P2", "?view=out", "?sort=-code")
    }
    one, two = (str(Product.objects.get(code=code).id) for code in ("P1", "P2"))
    assert list(found.values()) == [[one], [two], [two], [two, one]]


def test_a_row_says_variants_prices_and_stock() -> None:
    client = shop.signed_in()
    _add("P1")
    row: Any = client.get("/console/products/").context["page"].rows[0]
    assert [row.cells[key] for key in ("name", "variants", "price", "stock")] == [
        "リネンシャツ",
        2,
        "¥1,980 – ¥2,980",
        3,
    ]


def test_the_list_needs_the_same_queries_for_one_row_and_for_three() -> None:
    client = shop.signed_in()
    _add("P1")
    client.get("/console/products/")
    one = shop.queries_of(client, "/console/products/")
    _add("P2")
    _add("P3")
    assert shop.queries_of(client, "/console/products/") == one


def test_a_product_shows_what_it_sold_and_who_bought_it() -> None:
    client = shop.signed_in("clerk")
    node_id, _person = shop.person(1)
    shop.ordered("1", node_id, amount=1000)
    shop.ordered("2", node_id, amount=500, channel="STORE")
    product = Product.objects.get(code="A")
    context: Any = client.get(f"/console/products/{product.id}/").context
    assert [context[key] for key in ("sold", "pieces", "buyers")] == [1500, 2, 1]
    assert [series["channel"] for series in context["chart"]["series"]] == ["EC", "STORE"]
    assert context["buyers_url"] == "/console/customers/?product=A"


def test_a_product_that_only_orders_named_has_a_page() -> None:
    client = shop.signed_in()
    catalogue.register([catalogue.ProductRecord(sku="X", code="X")], only_missing=True)
    assert client.get(f"/console/products/{Product.objects.get(code='X').id}/").status_code == 200
