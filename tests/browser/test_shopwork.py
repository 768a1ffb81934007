# SPDX-License-Identifier: Apache-2.0
"""A shop works: an order of the web is accepted, scanned, laid ready and handed over; a shelf is counted and approved."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.fulfilment import actions
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.stock.models import CountRound, StockLevel
from omotenashi.web.register import access
from omotenashi.web.register.work.tests import backroom
from tests.browser import offices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


def _stands_at(browser: Any, url: str, role: str) -> Any:
    """Give a page of a phone at the till of Ginza, with somebody signed in."""
    client = backroom.at("GINZA", role)
    context = browser.new_context(viewport=PHONE, locale="ja-JP")
    names = ("sessionid", access.COOKIE)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url} for name in names])
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


def _bought() -> Fulfilment:
    """Buy a shirt and a cap on the web to be fetched in Ginza; everybody hears of it."""
    placed = shop.order(shop.basket(("SHIRT", 1), ("CAP", 1), mode="pickup", at="GINZA"))
    shop.pay(placed)
    while outbox.deliver(now=timezone.now() + timedelta(hours=1)):
        pass
    return Fulfilment.objects.get()


def _scan(page: Any, code: str) -> str:
    """Scan something; give what the page says of it."""
    page.locator("[data-scan-field]").fill(code)
    page.locator("[data-scan-field]").press("Enter")
    return str(page.locator("[data-said][data-kind]").inner_text())


def test_an_order_of_the_web_is_picked_and_handed_over_by_its_code(live_server: Any, browser: Any) -> None:
    shop.furnish()
    task = _bought()
    page = _stands_at(browser, live_server.url, "clerk")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/register/work/")
    page.get_by_role("button", name="受け付ける").click()
    page.goto(f"{live_server.url}/register/work/?lane=work")
    offices.go(page.get_by_role("button", name="ピッキング開始"))
    assert _scan(page, "MUG") == "この注文の商品ではありません。 (MUG)"
    _scan(page, "CAP")
    assert _scan(page, "cap") == "この商品はもう足りています。"
    assert _scan(page, "SHIRT") == "すべてそろいました"
    page.get_by_role("button", name="袋に入れた").click()
    page.get_by_role("button", name="準備完了").click()
    page.goto(f"{live_server.url}/register/work/?lane=waiting")
    page.get_by_role("link", name="お渡しする").click()
    code = fulfilment.code_of(task.pk) or ""
    page.locator("input[name=code]").fill("000000" if code != "000000" else "000001")
    page.get_by_role("button", name="お渡しする").click()
    assert page.get_by_role("alert").inner_text() == "コードが違います。あと4回まで入力できます。"
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="お渡しする").click()
    page.get_by_role("link", name="ついでのお買い物をレジへ").wait_for()
    task.refresh_from_db()
    assert (task.state, Order.objects.get().completed_at is not None, complaints) == ("collected", True, [])
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.context.close()


def test_one_of_two_is_not_on_the_shelf_and_the_other_is_packed(live_server: Any, browser: Any) -> None:
    shop.furnish()
    placed = shop.order(shop.basket(("SHIRT", 2), mode="pickup", at="GINZA"))
    shop.pay(placed)
    while outbox.deliver(now=timezone.now() + timedelta(hours=1)):
        pass
    task = Fulfilment.objects.get()
    for act in (actions.accept, actions.start_picking):
        act(task.pk, key=act.__name__, now=timezone.now())
    page = _stands_at(browser, live_server.url, "clerk")
    page.goto(f"{live_server.url}/register/work/tasks/{task.pk}/")
    _scan(page, "SHIRT")
    page.get_by_role("button", name="商品が足りない").click()
    assert page.locator("dialog[open] [data-number]").input_value() == "1"
    page.get_by_role("button", name="ほかの店へ回す").click()
    page.get_by_text("1点がありませんでした").first.wait_for()
    page.get_by_role("button", name="袋に入れた").click()
    page.get_by_role("button", name="準備完了").wait_for()
    other = Fulfilment.objects.exclude(pk=task.pk).get()
    found = [(one.lines.get().quantity, one.state) for one in (Fulfilment.objects.get(pk=task.pk), other)]
    assert (found, other.location.code != "GINZA") == ([(1, "packed"), (1, "planned")], True)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.context.close()


def test_a_shelf_is_counted_by_two_and_approved_by_the_manager(live_server: Any, browser: Any) -> None:
    backroom.furnish()
    clerk = _stands_at(browser, live_server.url, "clerk")
    clerk.goto(f"{live_server.url}/register/work/counts/")
    clerk.locator("footer").get_by_role("button", name="数え始める").click()
    offices.go(clerk.locator("dialog[open]").get_by_role("button", name="数え始める"))
    clerk.locator("[data-times]").fill("6")
    assert _scan(clerk, backroom.BARCODES["CAP"]) == "ぼうし 6点"
    clerk.get_by_text("保存しました").wait_for()
    clerk.get_by_role("button", name="数え終わった").click()
    clerk.get_by_text("承認待ち").wait_for()
    address = clerk.url
    boss = _stands_at(browser, live_server.url, "manager")
    boss.goto(address)
    boss.get_by_text("別の人の数え直しが必要です").wait_for()
    boss.locator("[data-times]").fill("5")
    _scan(boss, "CAP")
    boss.get_by_text("保存しました").wait_for()
    boss.goto(address)
    boss.get_by_role("button", name="承認して計上").click()
    boss.get_by_text("計上済み").first.wait_for()
    assert CountRound.objects.get().state == "posted"
    assert StockLevel.objects.get(variant__sku="CAP", location__code="GINZA").on_hand == 5
    clerk.context.close()
    boss.context.close()
