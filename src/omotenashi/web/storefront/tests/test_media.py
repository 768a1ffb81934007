# SPDX-License-Identifier: Apache-2.0
"""媒体コード: who came by the code on a paper is counted under it, with what they buy within the month."""

import pytest
from django.urls import reverse

from omotenashi.commerce.orders.models import Order
from omotenashi.web.storefront.tests import world
from omotenashi.web.storefront.visits import MEDIUM

pytestmark = pytest.mark.django_db


def test_an_order_bears_the_code_of_the_paper_by_which_its_buyer_came() -> None:
    world.furnish()
    client = world.browser()
    client.get("/shop/p/SHIRT/?mc=POP2611")
    kept = client.cookies[MEDIUM]
    assert (kept.value, kept["httponly"], kept["path"]) == ("POP2611", True, "/shop/")
    world.put(client, "SHIRT")
    world.ordered(client, **world.TOKYO)
    assert Order.objects.get().medium == "POP2611"


def test_the_later_paper_counts_and_none_is_none() -> None:
    world.furnish()
    for pages, medium in ((("?mc=TV1", "?mc=FLYER2611"), "FLYER2611"), (("",), "")):
        client = world.browser()
        for page in pages:
            client.get(f"/shop/{page}")
        world.put(client, "SHIRT")
        world.ordered(client, **world.TOKYO)
        assert Order.objects.latest("placed_at").medium == medium


@pytest.mark.parametrize(
    ("said", "kept"), [("A B\r\nSet-Cookie: x", "ABSet-Cookie:x"), ("Ａ", None), ("x" * 90, "x" * 40)]
)
def test_what_no_code_is_made_of_is_left_out(said: str, kept: str | None) -> None:
    world.furnish()
    client = world.browser()
    client.get(reverse("storefront:home"), {"mc": said})
    held = client.cookies.get(MEDIUM)
    assert (held.value if held else None) == kept
