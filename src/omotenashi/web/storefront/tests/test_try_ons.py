# SPDX-License-Identifier: Apache-2.0
"""取り置き・試着予約: asked for without paying, seen by its link alone, called off, and never more than is there."""

import itertools
import re
import time
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.checkout.models import BasketLine
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import TryOnHold
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.web.storefront.tests import world
from omotenashi.web.storefront.visits import PACE

pytestmark = pytest.mark.django_db
ASK = "storefront:try-on-ask"


@pytest.fixture(autouse=True)
def calm() -> None:
    """Begin with nobody having asked."""
    PACE.forget()


def _asked(client: Client, **data: str) -> Any:
    page = client.get(reverse(ASK), {"sku": "SHIRT", **data})
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert key
    return client.post(reverse(ASK), {"sku": "SHIRT", "store": "GINZA", "key": key[1], **world.HANAKO, **data})


def _reserved(place: str = "GINZA") -> int:
    return StockLevel.objects.get(variant__sku="SHIRT", location__code=place).reserved


def test_a_guest_has_a_shirt_laid_aside_and_calls_it_off() -> None:
    world.furnish()
    client = world.browser()
    link = _asked(client)["Location"]
    page = client.get(link)
    hold = TryOnHold.objects.get()
    assert (page.context["code"] in page.content.decode(), _reserved(), hold.name) == (True, 1, "髙﨑 花子")
    assert client.post(f"{link}cancel/").status_code == 302
    assert (client.get(link).context["found"].state, _reserved()) == ("cancelled", 0)


def test_the_same_form_twice_is_one_hold() -> None:
    world.furnish()
    client = world.browser()
    form = {"sku": "SHIRT", "store": "GINZA", "key": "once", **world.HANAKO}
    with patch("time.time", side_effect=itertools.count(time.time(), 10)):
        links = {client.post(reverse(ASK), form)["Location"] for _ in range(2)}
    assert (len(links), TryOnHold.objects.count(), _reserved()) == (1, 1, 1)


def test_a_member_types_nothing_and_finds_it_under_orders() -> None:
    world.furnish()
    client, node_id = world.member()
    assert client.get(reverse(ASK), {"sku": "SHIRT"}).context["form"] is None
    client.post(reverse(ASK), {"sku": "SHIRT", "store": "GINZA", "key": "1"})
    held = client.get(reverse("storefront:orders")).context["try_ons"]
    assert [hold.node_id for hold, _token in held] == [node_id]


def test_what_lies_in_the_cart_is_laid_aside_and_leaves_it() -> None:
    world.furnish()
    client, _node = world.member()
    world.put(client, "SHIRT")
    world.put(client, "CAP", shop="GINZA")
    client.post(reverse(ASK), {"cart": "1", "store": "GINZA", "key": "1"})
    lines = TryOnHold.objects.get().lines.values_list("variant__sku", "quantity")
    assert (sorted(lines), BasketLine.objects.count()) == ([("CAP", 1), ("SHIRT", 1)], 0)


def test_more_than_there_is_is_refused_and_nothing_is_held() -> None:
    world.furnish()
    answer = _asked(world.browser(), quantity="3")
    assert (answer.status_code, TryOnHold.objects.count(), _reserved()) == (409, 0, 0)


def test_a_wrong_telephone_is_said_beside_the_field() -> None:
    world.furnish()
    answer = _asked(world.browser(), phone="12")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["phone"])


def test_one_person_lets_no_more_than_three_wait() -> None:
    world.furnish()
    client, _node = world.member()
    answers = [
        client.post(reverse(ASK), {"sku": "SHIRT", "store": "UMEDA", "key": str(n)}).status_code for n in range(4)
    ]
    assert (answers, _reserved("UMEDA")) == ([302, 302, 302, 409], 3)


def test_a_machine_that_goes_on_is_told_to_wait() -> None:
    world.furnish()
    answers = [_asked(world.browser(), mail=f"a{n}@example.jp", store="UMEDA").status_code for n in range(7)]
    assert answers[-1] == 429


def test_a_token_that_is_not_ours_opens_nothing() -> None:
    world.furnish()
    link = _asked(world.browser())["Location"]
    guesses = [link[:-2] + "x/", reverse("storefront:try-on", args=[str(TryOnHold.objects.get().pk)])]
    assert [world.browser().get(each).status_code for each in guesses] == [404, 404]
    assert world.browser().post(f"{guesses[0]}cancel/").status_code == 404


def test_what_is_ready_says_so_and_what_was_tried_can_no_longer_be_called_off() -> None:
    world.furnish()
    client = world.browser()
    link = _asked(client)["Location"]
    hold, now = TryOnHold.objects.get(), clock.now()
    for step in ("confirm_try_on", "ready_try_on"):
        getattr(fulfilment, step)(hold.pk, key=step, now=now)
    assert "It is ready for you" in client.get(link).content.decode()
    fulfilment.visit_try_on(hold.pk, key="visit", now=now)
    assert (client.post(f"{link}cancel/").status_code, _reserved()) == (409, 1)
