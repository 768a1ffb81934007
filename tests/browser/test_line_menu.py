# SPDX-License-Identifier: Apache-2.0
"""A menu under the chat is laid out by hand, seen on the phone while it is written, published, and stands at LINE."""

from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.tests import chatting, world
from omotenashi.web.console.tests import shop
from tests.browser import offices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/console/settings/sending/channels/menus/all/"


def test_a_menu_is_laid_out_previewed_published_and_stands_at_line(
    live_server: Any, browser: Any, settings: Any
) -> None:
    world.house()
    messaging.set_origin("https://hana.example")
    client = shop.signed_in("headquarters", language="ja")
    page = offices.page(browser, live_server.url, client, size=offices.PHONE)
    with chatting.line(settings) as standin:
        page.goto(PAGE)
        page.locator("label", has=page.locator("input[name=layout][value=compact-2]")).click()
        page.get_by_label("トークルームのバーの文字").fill("ご案内")
        second = page.locator("fieldset.o-rich-fields").nth(1)
        second.locator("select[name=kind-1]").select_option("message")
        second.locator("input[name=message-1]").fill("営業時間を教えて")
        second.locator("input[name=label-1]").fill("営業時間")
        # The phone beside the form follows what is written, before anything is published.
        phone = page.locator("#menu-phone")
        phone.get_by_text("ご案内").wait_for()
        phone.get_by_text("営業時間を教えて").wait_for()
        assert (phone.locator(".o-rich-area").count(), standin.menus.there) == (2, {})
        page.get_by_role("button", name="公開する").click()
        page.locator("#menu-history li").wait_for()
        messaging.tend_menus(now=clock.now())
        # The page asks by itself until LINE was told.
        page.locator("#menu-history").get_by_text("表示中").wait_for()
        [(key, made)] = standin.menus.there.items()
        assert (made["chatBarText"], [one["action"]["type"] for one in made["areas"]]) == ("ご案内", ["uri", "message"])
        assert (standin.menus.default, made["areas"][1]["action"]["text"]) == (key, "営業時間を教えて")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.complaints == []
    page.context.close()
