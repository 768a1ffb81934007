# SPDX-License-Identifier: Apache-2.0
"""What one keeps and finds again: wishes, notices, wallet, a lost link, a scanned tag, a shop, reviews, legal pages."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Product, RestockRequest, Variant, Wish
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.reviews import actions as reviews
from omotenashi.commerce.reviews.models import Review
from omotenashi.people.consent.models import Challenge
from omotenashi.places.locations import actions as places
from omotenashi.web.storefront import jobs
from omotenashi.web.storefront.tests import world
from omotenashi.web.storefront.visits import PACE

pytestmark = pytest.mark.django_db
FIND = "storefront:find"


@pytest.fixture(autouse=True)
def calm() -> None:
    """Begin with nobody having asked."""
    PACE.forget()


def test_a_wish_is_put_down_and_taken_off_by_its_member_alone() -> None:
    world.furnish()
    client, _node = world.member()
    other, _node = world.member("U-takumi")
    page = reverse("storefront:product", args=["SHIRT"])
    client.post(reverse("storefront:wish"), {"sku": "SHIRT", "wished": "1", "after": page})
    seen = [len(each.get(reverse("storefront:wishes")).context["rows"]) for each in (client, other, world.browser())]
    other.post(reverse("storefront:wish"), {"sku": "SHIRT"})
    assert (seen, client.get(page).context["is_wished"]) == ([1, 0, 0], True)
    client.post(reverse("storefront:wish"), {"sku": "SHIRT"})
    assert Wish.objects.get().removed_at is not None


@pytest.mark.parametrize("after", ["//evil.example/", "https://evil.example/", "/shop/\\evil.example", "/my/leave/"])
def test_a_form_leads_back_into_the_shop_alone(after: str) -> None:
    world.furnish()
    client, _node = world.member()
    answer = client.post(reverse("storefront:wish"), {"sku": "SHIRT", "wished": "1", "after": after})
    assert answer["Location"] == reverse("storefront:wishes")


def test_a_guest_asks_to_be_told_once_and_a_wrong_address_asks_nothing() -> None:
    world.furnish()
    client = world.browser()
    for address in ("nobody", "hanako@example.jp", "hanako@example.jp"):
        client.post(reverse("storefront:restock"), {"sku": "CAP", "mail": address})
    assert [row.node.value for row in RestockRequest.objects.select_related("node")] == ["hanako@example.jp"]


def test_the_wallet_shows_what_is_mine_and_nothing_to_a_stranger() -> None:
    world.furnish()
    client, _node = world.member(points=300)
    page = client.get(reverse("storefront:wallet"))
    assert (page.context["balance"].available, "data-wallet" in page.content.decode()) == (300, True)
    assert "data-wallet" not in world.browser().get(reverse("storefront:wallet")).content.decode()


def test_a_lost_link_comes_by_mail_once_and_a_look_does_not_spend_it() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    world.paid(client, world.ordered(client, **world.TOKYO))
    number, stranger = Order.objects.get().number, world.browser()
    sent = stranger.post(reverse(FIND), {"number": number, "mail": "Hanako@example.jp"})
    jobs.send_found(str(Challenge.objects.get().pk), "https://shop.example", "en")
    link = re.search(r"https://shop.example(/shop/find/\S+)", str(mail.outbox[-1].body))
    assert (sent.status_code, mail.outbox[-1].to) == (302, ["hanako@example.jp"])
    assert link
    assert [stranger.get(link[1]).status_code for _look in range(2)] == [200, 200]
    opened = stranger.post(link[1])
    assert stranger.get(opened["Location"]).context["found"].order.number == number
    assert (stranger.post(link[1]).status_code, stranger.get(link[1]).status_code) == (404, 404)


def test_nothing_is_sent_for_an_order_that_is_not_ones_own_and_the_page_says_the_same() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    world.ordered(client, **world.TOKYO)
    number = Order.objects.get().number
    asked = [{"number": number, "mail": "takumi@example.jp"}, {"number": "none", "mail": "hanako@example.jp"}]
    answers = [world.browser().post(reverse(FIND), each) for each in asked]
    assert {answer["Location"] for answer in answers} == {reverse("storefront:find-sent")}
    assert list(Challenge.objects.values_list("address", flat=True)) == ["", ""]


def test_the_link_cannot_be_asked_for_without_end() -> None:
    world.furnish()
    asked = {"number": "x", "mail": "hanako@example.jp"}
    assert [world.browser().post(reverse(FIND), asked).status_code for _n in range(4)] == [302, 302, 302, 429]


def test_the_buyer_is_sent_the_link_to_the_order() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    world.ordered(client, **world.TOKYO)
    jobs.send_order(str(Order.objects.get().pk), "https://shop.example", "ja")
    link = re.search(r"https://shop.example(\S+)", str(mail.outbox[-1].body))
    assert link
    assert (mail.outbox[-1].to, world.browser().get(link[1]).status_code) == (["hanako@example.jp"], 200)


def test_a_tag_is_scanned_and_an_unknown_one_says_so() -> None:
    world.furnish()
    barcode = Variant.objects.get(sku="CAP").barcodes[0]
    found = world.browser().get(reverse("storefront:scan"), {"code": barcode})
    unknown = world.browser().get(reverse("storefront:scan"), {"code": "4900000000000"})
    assert (found["Location"], unknown.status_code) == (reverse("storefront:product", args=[barcode]), 404)


def test_a_shop_says_when_it_is_open_and_what_it_can_do() -> None:
    world.furnish()
    page = world.browser().get(reverse("storefront:store", args=["GINZA"]))
    assert (len(page.context["week"]), page.context["is_open"], page.context["ready"] is not None) == (7, True, True)
    assert world.browser().get(reverse("storefront:store", args=["NOWHERE"])).status_code == 404


def test_only_who_has_it_in_hand_reviews_and_it_is_shown_after_a_look() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    base = world.paid(client, world.ordered(client, **world.TOKYO)).context["base"]
    said = {"product": "SHIRT", "rating": "5", "text": "肌ざわりがいい", "name": "<b>花</b>"}
    assert (client.post(f"{base}review/", said).status_code, Review.objects.count()) == (422, 0)
    OrderLine.objects.update(handed=1)
    assert [product.code for product, _own in client.get(base).context["opinions"]] == ["SHIRT"]
    assert client.post(f"{base}review/", said).status_code == 302
    shelf = reverse("storefront:product", args=["SHIRT"])
    before = client.get(shelf).content.decode()
    reviews.show(Review.objects.get().pk, now=clock.now())
    after = client.get(shelf).content.decode()
    assert ("肌ざわりがいい" in before, "肌ざわりがいい" in after, "<b>花</b>" in after) == (False, True, False)
    api = client.get(f"/api/shop/v1/products/{Product.objects.get(code='SHIRT').code}/reviews").json()
    assert (api["count"], api["average"], api["newest"][0]["text"]) == (1, 5.0, "肌ざわりがいい")


def test_a_stranger_reviews_nothing() -> None:
    world.furnish()
    client, _node = world.member()
    client.post(reverse("storefront:review", args=["SHIRT"]), {"product": "SHIRT", "rating": "1", "text": "x"})
    assert Review.objects.count() == 0


def test_the_house_has_its_colour_and_its_legal_pages() -> None:
    world.furnish()
    legal = {"seller": "試験商店 <株>"}
    places.set_brand(colour="#aa2200", legal=legal, privacy="一段目\n\n二段目", now=clock.now() - timedelta(days=1))
    client = world.browser()
    pages = [client.get(reverse(f"storefront:{name}")).content.decode() for name in ("legal", "privacy")]
    assert ["試験商店 &lt;株&gt;" in pages[0], "<p>二段目</p>" in pages[1], "--accent:light-dark(" in pages[0]] == [
        True
    ] * 3
