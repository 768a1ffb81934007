# SPDX-License-Identifier: Apache-2.0
"""A phone buys: search, product, cart, final confirmation, the payment simulator, the order's page."""

from typing import Any

import pytest

from omotenashi.commerce.orders.models import Order
from omotenashi.web.storefront.tests import world
from tests.browser import offices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _fills_in(page: Any) -> None:
    page.get_by_label("お名前").fill("髙﨑 花子")
    page.get_by_label("メールアドレス").fill("hanako@example.jp")
    page.get_by_label("電話番号").fill("03-1234-5678")
    page.get_by_label("郵便番号").fill("150-0001")
    page.get_by_label("郵便番号").blur()
    page.wait_for_function("document.querySelector('[name=prefecture]').value === '東京都'")
    address = page.get_by_label("市区町村・番地・建物名")
    address.fill(f"{address.input_value()}1-1-1")


def test_a_phone_buys_one_thing_to_be_sent_and_one_to_be_collected(live_server: Any, browser: Any) -> None:
    world.furnish()
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    page = phone.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"{live_server.url}/shop/")
    page.get_by_role("searchbox").fill("シャツ")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="綿のシャツ").click()
    page.get_by_role("button", name="カートに入れる").click()
    page.wait_for_url("**/shop/cart/")
    page.goto(f"{live_server.url}/shop/p/CAP/?store=GINZA")
    page.get_by_role("button", name="銀座店で受け取る").click()
    page.wait_for_url("**/shop/cart/")
    assert page.locator("[data-pieces]").inner_text() == "2"
    offices.go(page.get_by_role("link", name="購入手続きへ進む"))
    _fills_in(page)
    offices.go(page.get_by_role("button", name="最終確認へ進む"))
    assert page.locator(".o-shop-law dt").all_inner_texts() == [
        "数量", "価格", "お支払い", "配送", "申込みの期間", "キャンセル・返品",
    ]  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="注文を確定する").click()
    page.wait_for_url("**/pay/simulator/**")
    page.locator("button[value=success]").click()
    page.wait_for_url("**/shop/o/**")
    assert page.get_by_role("heading", level=1).inner_text() == "ご注文ありがとうございます"
    order = Order.objects.get()
    assert (order.confirmed_at is not None, order.goods_total, order.shipping_total) == (True, 3300, 660)
    page.get_by_text("注文をキャンセルする").click()
    page.get_by_role("button", name="キャンセルする").click()
    page.get_by_role("heading", name="この注文はキャンセルされました").wait_for()
    order.refresh_from_db()
    assert (order.cancelled_at is not None, complaints) == (True, [])
    phone.close()
