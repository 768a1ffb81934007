# SPDX-License-Identifier: Apache-2.0
"""購入理由: asked once on the page of the order, answered by one tap or in own words; edited in 設定; asked at the till."""

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.orders.actions import reasons
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.orders.queries.reasons import reason_of, reasons_asked
from omotenashi.people.staff import actions as staff
from omotenashi.web.storefront.tests import world

pytestmark = pytest.mark.django_db


def bought() -> tuple[Client, str]:
    """Buy a shirt; give the browser and the address of the order."""
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT", shop="GINZA")
    return client, world.paid(client, world.ordered(client)).context["base"]


def test_a_shop_without_a_list_asks_nobody() -> None:
    client, base = bought()

    assert "o-shop-why" not in client.get(base).content.decode()
    client.post(f"{base}why/", {"comment": "友人"})
    assert reason_of(Order.objects.get()) is None


def test_one_tap_answers_and_the_question_is_gone() -> None:
    client, base = bought()
    reasons.set_reasons("口コミ: 友人\nその他", now=clock.now())
    asked = client.get(base).content.decode().count('name="reason"')
    client.post(f"{base}why/", {"reason": "口コミ"})
    page = client.get(base).content.decode()

    given = reason_of(Order.objects.get()) or {}
    assert (asked, given.get("reason"), page.count('value="口コミ"')) == (2, "口コミ", 0)


def test_own_words_are_coded_and_a_made_up_reason_is_no_answer() -> None:
    client, base = bought()
    reasons.set_reasons("口コミ: 友人\nその他", now=clock.now())
    client.post(f"{base}why/", {"reason": "<script>"})
    before = reason_of(Order.objects.get())
    client.post(f"{base}why/", {"comment": "友人から聞いた"})
    given = reason_of(Order.objects.get()) or {}

    assert (before, given.get("reason"), given.get("comment")) == (None, "口コミ", "友人から聞いた")


def test_the_list_is_changed_in_the_settings_and_taken_back() -> None:
    world.furnish()
    client = Client(headers={"accept-language": "en"})
    client.force_login(staff.hire(email="hq@x.example", name="HQ", role="headquarters", password="x" * 12))
    address = "/console/settings/reasons/"
    suggested = client.get(address).context["form"]["written"].value().count("\n")
    refused = client.post(address, {"written": "口コミ\n口コミ"}).status_code
    client.post(address, {"written": "口コミ\r\nその他"})
    first = [one.name for one in reasons_asked(clock.now())]
    client.post(address, {"written": ""})
    undo = client.get(address).context["changes"][0].id
    client.post(f"/console/settings/changes/{undo}/undo/")

    assert (suggested, refused, first) == (6, 422, ["口コミ", "その他"])
    assert [one.name for one in reasons_asked(clock.now())] == first


@pytest.mark.parametrize("role", ["clerk", "support"])
def test_others_do_not_change_the_list(role: str) -> None:
    world.furnish()
    client = Client()
    client.force_login(staff.hire(email="x@x.example", name="X", role=role, password="x" * 12))
    before = client.get("/console/settings/reasons/").status_code
    client.post("/console/settings/reasons/", {"written": "口コミ"})

    assert (before, reasons_asked(clock.now())) == (403, ())
