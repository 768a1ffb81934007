# SPDX-License-Identifier: Apache-2.0
"""A phone buys a gift card and the recipient pays with it; a new version of the shop is offered, and the cart stays."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from omotenashi.commerce.loyalty import queries as cards
from omotenashi.commerce.loyalty.models import GiftCard
from omotenashi.commerce.orders.models import Order
from omotenashi.web.storefront.install import views as install
from omotenashi.web.storefront.tests import world
from tests.browser import offices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _serious(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def _phone(browser: Any) -> tuple[Any, list[str]]:
    page = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP").new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def test_a_card_is_bought_by_one_and_spent_by_another(live_server: Any, browser: Any) -> None:
    world.furnish()
    page, complaints = _phone(browser)
    page.goto(f"{live_server.url}/shop/gift-cards/")
    page.get_by_role("radio", name="金額を指定").check()
    page.get_by_label("ご希望の金額").fill("2500")
    page.get_by_label("受取人のお名前").fill("太郎")
    assert page.locator("[data-face=amount]").inner_text() == "¥2,500"
    page.get_by_label("受取人のメールアドレス").fill("taro@example.jp")
    page.get_by_label("お名前", exact=True).fill("花子")
    page.get_by_label("メールアドレス", exact=True).fill("hanako@example.jp")
    assert (_serious(page), page.evaluate("document.documentElement.scrollWidth")) == ([], 390)
    offices.go(page.get_by_role("button", name="最終確認へ進む"))
    page.get_by_role("heading", name="最終確認").wait_for()
    assert (_serious(page), page.locator(".o-shop-law dt").count()) == ([], 13)
    page.get_by_role("button", name="注文を確定する").click()
    page.wait_for_url("**/pay/simulator/**")
    assert GiftCard.objects.count() == 0
    page.locator("button[value=success]").click()
    page.wait_for_url("**/shop/o/**")
    card = GiftCard.objects.get()
    assert (card.amount, _serious(page), complaints) == (2_500, [], [])

    other, complaints = _phone(browser)
    other.goto(f"{live_server.url}/shop/gift-card/")
    other.get_by_label("カードのコード").fill(cards.code_of(card))
    other.get_by_role("button", name="見る").click()
    other.get_by_text("¥2,500").wait_for()
    assert (_serious(other), "code" in other.url, complaints) == ([], False, [])


def test_a_new_version_waits_until_it_is_asked_for_and_the_cart_stays(
    live_server: Any, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.furnish()
    page, complaints = _phone(browser)
    page.goto(f"{live_server.url}/shop/p/SHIRT/")
    page.get_by_role("button", name="カートに入れる").click()
    page.wait_for_url("**/shop/cart/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    bar = page.locator("[data-newer]")
    assert bar.is_visible() is False
    monkeypatch.setattr(install, "hash_of_assets", lambda: "another-build")
    page.evaluate("navigator.serviceWorker.getRegistration('/shop/').then((one) => one.update())")
    bar.wait_for(state="visible")
    assert (bar.locator("span").inner_text(), bar.locator("button").inner_text()) == ("新しい版があります", "更新")
    # Nothing changes under a hand: the old worker is still there until the button is pressed.
    assert page.evaluate("navigator.serviceWorker.getRegistration('/shop/').then((one) => one.waiting !== null)")
    page.goto(f"{live_server.url}/shop/checkout/")
    assert page.locator("[data-newer]").is_visible() is False
    page.goto(f"{live_server.url}/shop/cart/")
    page.locator("[data-newer]").wait_for(state="visible")
    with page.expect_navigation():
        page.locator("[data-newer] button").click()
    assert page.locator("[data-pieces]").inner_text() == "1"
    assert page.evaluate("navigator.serviceWorker.getRegistration('/shop/').then((one) => one.waiting === null)")
    assert (Order.objects.count(), complaints) == (0, [])
