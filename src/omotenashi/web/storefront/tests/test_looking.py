# SPDX-License-Identifier: Apache-2.0
"""What one sees: search, product, shops, cart; and that more goods do not cost more questions to the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omotenashi.commerce.catalogue.models import Variant
from omotenashi.web.storefront.tests import world

pytestmark = pytest.mark.django_db


def _queries(address: str, client: object = None) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert (client or world.browser()).get(address).status_code == 200  # type: ignore[attr-defined]
    return len(seen)


def test_a_word_in_another_script_finds_the_product() -> None:
    world.furnish()
    found = world.browser().get(reverse("storefront:search"), {"q": "ボウシ"})
    assert [shelf.product.code for shelf in found.context["shelves"]] == ["CAP"]


def test_what_lies_in_the_chosen_shop_can_be_asked_for_alone() -> None:
    world.furnish()
    found = world.browser().get(reverse("storefront:search"), {"here": "1", "store": "UMEDA"})
    assert [shelf.product.code for shelf in found.context["shelves"]] == ["SHIRT"]


def test_a_barcode_opens_the_product_with_the_stock_of_the_shop() -> None:
    world.furnish()
    barcode = Variant.objects.get(sku="CAP").barcodes[0]
    page = world.browser().get(reverse("storefront:product", args=[barcode]), {"store": "UMEDA"})
    assert (page.context["product"].code, page.context["chosen"].sign) == ("CAP", "×")
    assert [(one.code, one.sign) for one in page.context["counters"]] == [("UMEDA", "×"), ("GINZA", "△")]


def test_a_count_is_seen_at_the_next_look() -> None:
    world.furnish()
    page = reverse("storefront:product", args=["SHIRT"]) + "?store=UMEDA"
    before = world.browser().get(page).context["chosen"].sign
    world.fill(("SHIRT", "UMEDA", 0), key="2")
    assert (before, world.browser().get(page).context["chosen"].sign) == ("○", "×")


def test_a_postal_code_lists_the_shops_by_nearness() -> None:
    world.furnish()
    answer = [
        [shop.code for _near, shop, _open, _next in world.browser().get(reverse("storefront:stores"), {"postal": code}).context["shops"]]
        for code in ("104-0061", "530-0001")
    ]  # fmt: skip
    assert answer == [["GINZA", "UMEDA"], ["UMEDA", "GINZA"]]


def test_more_goods_do_not_cost_more_queries() -> None:
    world.furnish()
    client = world.browser()
    home, cart = reverse("storefront:search"), reverse("storefront:cart")
    world.put(client, "SHIRT")
    one = _queries(home + "?q=シャツ"), _queries(cart, client)
    goods = [(f"G{n:02}", f"シャツ{n}", 500 + n, 10) for n in range(20)]
    world.sell(*goods)
    world.fill(*((sku, "DC", 3) for sku, *_rest in goods), key="3")
    for sku, *_rest in goods:
        world.put(client, sku)
    assert (_queries(home + "?q=シャツ"), _queries(cart, client)) == one


def test_a_line_of_another_cart_is_not_touched() -> None:
    world.furnish()
    mine, other = world.browser(), world.browser()
    world.put(mine, "SHIRT")
    line = mine.get(reverse("storefront:cart")).context["cart"].rows[0].quoted.line.key
    other.post(reverse("storefront:line", args=[line]), {"quantity": "0"})
    assert len(mine.get(reverse("storefront:cart")).context["cart"].rows) == 1


def test_a_line_changes_from_delivery_to_a_shop() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT", quantity=2)
    line = client.get(reverse("storefront:cart")).context["cart"].rows[0].quoted.line
    client.post(reverse("storefront:line", args=[line.key]), {"quantity": "1", "mode": "pickup", "location": "UMEDA"})
    quote = client.get(reverse("storefront:cart")).context["cart"].quote
    assert [(x.line.mode, x.line.location, x.line.quantity) for x in quote.lines] == [("pickup", "UMEDA", 1)]
    assert quote.shipping == 0


def test_a_coupon_that_does_not_count_says_why() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    client.post(reverse("storefront:value"), {"coupon": "NOSUCHCODE"})
    cart = client.get(reverse("storefront:cart")).context["cart"]
    assert (cart.refused, cart.is_buyable) == ((("NOSUCHCODE", "We do not know this code. Please check it."),), False)


def test_the_basket_cookie_is_hidden_from_scripts() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    cookie = client.cookies["omotenashi_basket"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/shop/")


def test_the_shop_can_be_installed() -> None:
    world.furnish()
    client = world.browser()
    manifest = client.get(reverse("storefront:manifest")).json()
    worker = client.get(reverse("storefront:service-worker"))
    assert (manifest["start_url"], manifest["name"], manifest["display"]) == ("/shop/", "試験商店", "standalone")
    assert worker["Content-Type"].startswith("text/javascript")
    assert 'credentials: "omit"' in worker.content.decode()


def test_without_a_channel_of_the_web_there_is_no_shop() -> None:
    assert world.browser().get(reverse("storefront:home")).status_code == 404
