# SPDX-License-Identifier: Apache-2.0
"""The page of menus: laid out, previewed, published, taken away; what would be refused stands in the form."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import ChatMenu
from omotenashi.engagement.messaging.queries import menus as rules
from omotenashi.engagement.messaging.tests import chatting, world
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.messages.menus import drawing, reading
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
SAID = {
    "layout": "compact-2", "bar": "メニュー", "is_open": "1", "picture_from": "drawn", "tone": "brand",
    "kind-0": "page", "page-0": "card", "label-0": "会員証", "icon-0": "barcode",
    "kind-1": "message", "message-1": "営業時間を教えて", "label-1": "営業時間", "icon-1": "",
}  # fmt: skip


@pytest.fixture
def office() -> Client:
    """Somebody of the headquarters, in English."""
    world.house()
    person = staff.hire(email="hq@hana.example", name="HQ", role="headquarters", password="quiet-blue-cloth")
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend=shop.BACKEND)
    return client


def test_what_was_entered_is_published_with_a_drawn_picture_and_can_be_taken_away(
    office: Client, settings: Any
) -> None:
    page = reverse("console:sending-menu", args=["all"])
    assert office.post(page, SAID).status_code == 302
    menu = ChatMenu.objects.get()
    assert (menu.content["areas"][1]["target"], menu.content["tone"], menu.image_type) == ("営業時間を教えて", "brand", "image/png")  # fmt: skip
    assert len(menu.image) <= rules.MOST_BYTES
    with chatting.line(settings) as standin:
        messaging.tend_menus(now=menu.made_at)
        assert standin.menus.pictures[standin.menus.default] == bytes(menu.image)
        assert "Shown" in office.get(page).content.decode()
        office.post(reverse("console:sending-menu-end", args=[menu.pk]))
        messaging.tend_menus(now=menu.made_at)
        assert standin.menus.there == {}


def test_what_line_would_refuse_is_said_and_nothing_is_lost_from_the_form(office: Client) -> None:
    answer = office.post(
        reverse("console:sending-menu", args=["members"]), SAID | {"kind-1": "uri", "uri-1": "nowhere"}
    )
    body = answer.content.decode()
    assert (answer.status_code, ChatMenu.objects.count()) == (422, 0)
    assert ("Area 2: An address begins with" in body, 'value="営業時間"' in body) == (True, True)


def test_the_preview_draws_what_stands_in_the_form(office: Client) -> None:
    body = office.post(reverse("console:sending-menu-preview", args=["all"]), SAID).content.decode()
    assert (body.count("data:image/png;base64,"), body.count("o-rich-area")) == (1, 2)


@pytest.mark.parametrize("layout", rules.LAYOUTS.values(), ids=lambda one: one.code)
def test_every_layout_is_drawn_in_lines_size_and_light_enough(layout: rules.Layout) -> None:
    world.house()
    areas = tuple(rules.Area("message", "はい", "店舗を探す・予約する", "store") for _box in layout.boxes)
    menu = rules.Menu(layout, "メニュー", is_open=True, areas=areas)
    data = drawing.picture(menu)
    assert rules.fitting(data, layout).width == rules.WIDE


def test_an_audience_begins_with_a_menu_that_could_be_published() -> None:
    for audience in (rules.ALL, rules.MEMBERS):
        rules.check(reading.starter(audience), pages=["card", "shop", "stores", "wallet", "orders", "preferences"])
