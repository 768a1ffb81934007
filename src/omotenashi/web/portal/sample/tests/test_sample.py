# SPDX-License-Identifier: Apache-2.0
"""The sample site: only in a demo, keeps nothing on the server, wired with the tag."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.people.timeline import actions as timeline
from omotenashi.places.locations import actions as locations

pytestmark = pytest.mark.django_db
PAGES = ("", "p/T001/", "cart/", "checkout/", "contact/", "login/", "thanks/order/")


def stocked(*, is_demo: bool = True) -> None:
    locations.set_up_retailer(name="試験商店", is_demo=is_demo)
    records = [
        catalogue.ProductRecord(
            sku=f"T00{n}-0{size}", code=f"T00{n}", name=f"煎茶{n}", category="日本茶", price=n * 100
        )
        for n in (1, 2, 3)
        for size in (1, 2)
    ]
    catalogue.register(records)


@pytest.mark.parametrize("page", PAGES)
def test_a_real_retailer_has_no_sample_site(client: Any, page: str) -> None:
    stocked(is_demo=False)
    assert client.get(f"/my/sample/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_every_page_carries_the_tag_and_asks_first(client: Any, page: str) -> None:
    stocked()
    timeline.create_source(kind="web", name="試験", write_key="wk_demo_web", code="demo_web", now=clock.now())
    shown = client.get(f"/my/sample/{page}")
    assert shown.status_code == 200
    assert 'src="/v1/tag.js" data-key="wk_demo_web" data-consent="required"' in shown.content.decode()
    assert "試験商店" in shown.content.decode()


def test_the_shelves_answer_a_search(client: Any) -> None:
    stocked()
    shown = client.get("/my/sample/", {"q": "煎茶2"})
    assert [one.product.code for one in shown.context["shelves"]] == ["T002"]
    assert 'data-omotenashi-results="1"' in shown.content.decode()
    assert client.get("/my/sample/", {"q": "ない"}).context["shelves"] == []


def test_the_shelves_need_as_many_queries_for_one_product_as_for_three(
    client: Any, django_assert_num_queries: Any
) -> None:
    stocked()
    for query in ("煎茶1", "煎茶"):
        with django_assert_num_queries(6):
            client.get("/my/sample/", {"q": query})


def test_the_cart_lies_in_the_browser_alone(client: Any) -> None:
    stocked()
    for sku in ("T001-01", "T001-01", "T002-02", "NONE-1"):
        client.post(f"/my/sample/cart/{sku}/")
    lines = client.get("/my/sample/cart/").context["lines"]
    assert [(one.sku, count, amount) for one, count, amount in lines] == [("T001-01", 2, 200), ("T002-02", 1, 200)]
    client.post("/my/sample/cart/T001-01/", {"act": "remove"})
    assert len(client.get("/my/sample/checkout/").context["lines"]) == 1
    client.post("/my/sample/thanks/order/")
    assert client.get("/my/sample/cart/").context["lines"] == []
    assert Session.objects.count() == 0


@pytest.mark.parametrize("kept", ["", "!!!", "*", "T001-01*0", "T001-01*-1", "T001-01*x", "x" * 5000, "a*1!" * 900])
def test_a_cart_that_was_tampered_with_breaks_nothing(client: Any, kept: str) -> None:
    stocked()
    client.cookies["sample_cart"] = kept
    assert client.get("/my/sample/cart/").context["lines"] == []
