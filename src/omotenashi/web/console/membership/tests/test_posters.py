# SPDX-License-Identifier: Apache-2.0
"""店頭QR: a poster for each shop, whose QR leads to the card."""

import re

import pytest
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.actions.cards import Poster
from omotenashi.places.locations.models import Location
from omotenashi.web.console.tests.shop import queries_of, signed_in

pytestmark = pytest.mark.django_db
ROLES = ("headquarters", "manager", "clerk", "support", "developer")


def test_a_poster_names_shop_and_medium() -> None:
    client = signed_in()
    shop = Location.objects.get(code="S1")
    page = client.get(reverse("console:membership-poster", args=[shop.pk]), {"size": "a6", "medium": "夏01"})
    text = page.content.decode()
    address = re.search(r'aria-label="(http://testserver/my/link/([^/"]+)/)"', text)
    assert address is not None
    assert cards.read_link(address[2], now=clock.now()) == Poster("S1", "夏01")
    assert ("size: A6 portrait" in text, "渋谷店" in text, "<svg" in text) == (True, True, True)


def test_a_size_that_there_is_not_is_a4() -> None:
    client = signed_in()
    shop = Location.objects.get(code="S1")
    page = client.get(reverse("console:membership-poster", args=[shop.pk]), {"size": "</style>"})
    assert "size: A4 portrait" in page.content.decode()


def test_the_list_shows_every_open_shop_with_as_many_queries_for_three_as_for_one() -> None:
    client = signed_in()
    before = queries_of(client, reverse("console:membership"))
    for number in (2, 3):
        Location.objects.create(code=f"S{number}", name=f"{number}号店")
    Location.objects.create(code="S4", name="閉店", closed_at=clock.now())
    assert queries_of(client, reverse("console:membership")) == before
    text = client.get(reverse("console:membership")).content.decode()
    assert ["渋谷店" in text, "2号店" in text, "閉店" in text] == [True, True, False]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_print_posters(role: str) -> None:
    assert signed_in(role).get(reverse("console:membership")).status_code == 200
