# SPDX-License-Identifier: Apache-2.0
"""The loop in a browser: a cell of the RFM, its people as a segment, a ready-made scenario for them, what it says, a click, a purchase in the shop, the effect."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.tests import records as sold
from omotenashi.engagement.journeys import jobs as journeys
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import jobs as sending
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.insight import actions as insight
from omotenashi.web.console.tests import shop
from tests.browser import offices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = [f"hana{n}" for n in range(8)]
WORDS = {
    "subject": '{{ customer.name | default: "お客さま" }}様へ',
    "blocks": [
        {"kind": "text", "text": "春の花が届きました。"},
        {"kind": "button", "label": "お店を見る", "href": "/shop/"},
    ],
}


def _opened() -> Any:
    """A house with eight customers who bought once, agreed to mails, and are in the lake; give a client of the office."""
    world.house()
    people = world.people(*NAMES)
    sold.furnish()
    now = clock.now()
    # Nobody sleeps in a test.
    messaging.set_quiet(begins=now.time(), finishes=now.time(), now=now)
    orders.record([_order(f"E{name}", people[name], now - timedelta(days=40)) for name in NAMES], now=now)
    world.version(WORDS)
    client = shop.signed_in("headquarters", language="ja")
    _worked()
    insight.refresh(now=clock.now())
    return client


def _order(number: str, person: Any, placed_at: Any, channel: str = "EC") -> orders.OrderRecord:
    return sold.order(number, node_id=person, placed_at=placed_at, channel=channel, location="GINZA")


def _worked() -> None:
    """Let the worker do what it does within seconds."""
    for _ in range(3):
        outbox.deliver(now=clock.now() + timedelta(minutes=1))
        journeys.begin(0)
        journeys.go_on(0)
        sending.send_due(0)


def _cell(page: Any) -> Any:
    """Open the people behind the first cell of the RFM; give the drawer."""
    page.goto("/console/figures/rfm/")
    page.locator(".o-matrix a[data-drawer]").first.click()
    return page.get_by_role("dialog")


def _published(page: Any) -> list[Message]:
    """Publish what is drawn and let the worker work; give what went out, each of the eight at most once."""
    page.get_by_role("link", name="公開する").click()
    page.locator("#publish").get_by_role("button", name="公開する").click()
    page.get_by_text("稼働中").first.wait_for()
    _worked()
    sent = list(Message.objects.filter(state="sent"))
    kept_apart = Message.objects.filter(state="dropped", reason__in=["held_out", "control"]).count()
    assert (0 < len(sent) <= len(NAMES), len(sent) + kept_apart <= len(NAMES)) == (True, True)
    return sent


def test_a_number_becomes_a_segment_a_scenario_a_click_a_purchase_in_the_shop_and_an_effect(
    live_server: Any, browser: Any
) -> None:
    page = offices.page(browser, live_server.url, _opened())
    drawer = _cell(page)
    count = int(drawer.locator("[data-count]").get_attribute("data-count"))
    drawer.get_by_role("button", name="セグメントにする").click()
    page.wait_for_url("**/console/segments/*/")
    segment = page.locator("h1").inner_text()
    # A ready-made scenario for these people, with its texts.
    page.get_by_role("button", name="鉄板シナリオ").click()
    ready = page.locator("#ready li", has_text="休眠顧客の掘り起こし")
    ready.get_by_role("button", name="使ってみる").click()
    page.wait_for_url("**/console/journeys/*/")
    entry = page.locator(".react-flow__node[data-id=entry]")
    entry.wait_for()
    assert (count, segment in entry.inner_text()) == (8, True)
    # What it would have done, then for real.
    page.get_by_role("link", name="シミュレーション").click()
    page.locator(".o-canvas-frame[data-past]").wait_for()
    assert "送信見込み" in page.locator(".react-flow__node[data-id=say]").inner_text()
    page.locator(".o-canvas-bar .o-button", has_text="戻る").click()
    sent = _published(page)
    # In the inbox it stands as the person gets it, and its button leads into the shop.
    page.goto(f"/console/messages/inbox/{sent[0].pk}/")
    mail = page.frame_locator("#pane iframe").first
    link = mail.get_by_role("link", name="新商品を見る").get_attribute("href")
    # Somebody reads it an hour later: who clicks within two seconds is a program.
    Message.objects.filter(pk=sent[0].pk).update(sent_at=clock.now() - timedelta(hours=1))
    phone = offices.page(browser, live_server.url)
    phone.goto(link)
    assert phone.url.startswith(f"{live_server.url}/shop/")
    # The person buys in the shop, not on the web.
    orders.record([_order("S1", sent[0].node_id, clock.now(), "STORE")], now=clock.now())
    _worked()
    # The effect of it stands on the card, beside the scenario, and among what is measured against a control group.
    page.goto(f"/console/journeys/{Journey.objects.get().pk}/")
    card = page.locator(".react-flow__node[data-id=say]")
    card.wait_for()
    assert [f"{what}\n1" in card.inner_text() for what in ("クリック", "購入")] == [True, True]
    assert "¥1,100" in page.locator(".o-figures").inner_text()
    page.goto("/console/figures/effect/")
    assert Journey.objects.get().name in page.locator("main").inner_text()
    assert (page.complaints, phone.complaints) == ([], [])
    for one in (page, phone):
        one.context.close()


def test_from_a_number_to_a_message_are_two_clicks(live_server: Any, browser: Any) -> None:
    page = offices.page(browser, live_server.url, _opened())
    _cell(page).get_by_role("button", name="この顧客に施策").click()
    page.wait_for_url("**/console/journeys/*/")
    page.locator(".react-flow__node[data-id=say]").click()
    page.get_by_label("メッセージ", exact=True).select_option(label="春のお知らせ")
    page.locator(".o-canvas-status[data-state=saved]").wait_for()
    assert {message.template_version.template.name for message in _published(page)} == {"春のお知らせ"}
    assert page.complaints == []
    page.context.close()
