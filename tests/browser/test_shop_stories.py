# SPDX-License-Identifier: Apache-2.0
"""A phone in the shop: try on before buying, change the shop before picking, begin a return oneself."""

from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment, GoodsReturn, TryOnHold
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.web.storefront.tests import world
from omotenashi.web.storefront.visits import PACE
from tests.browser.phones import buys_at_ginza

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Any) -> Any:
    """A phone whose scripts must not complain."""
    PACE.forget()
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    opened = phone.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert complaints == []
    phone.close()


def _steps(*names: str) -> None:
    [task] = Fulfilment.objects.exclude(state="cancelled")
    for name in names:
        getattr(fulfilment, name)(task.pk, key=name, now=clock.now())


def _buys_at_ginza(page: Any, url: str) -> None:
    buys_at_ginza(page, url)
    fulfilment.plan(Order.objects.get().pk, now=clock.now())


def test_a_shirt_is_laid_aside_made_ready_and_called_off(live_server: Any, page: Any) -> None:
    world.furnish()
    page.goto(f"{live_server.url}/shop/p/SHIRT/?store=GINZA")
    page.get_by_role("link", name="取り置き・試着").click()
    page.get_by_label("お名前").fill("髙﨑 花子")
    page.get_by_label("メールアドレス").fill("hanako@example.jp")
    page.get_by_label("電話番号").fill("03-1234-5678")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="取り置きを申し込む").click()
    page.get_by_role("heading", name="店舗に確認しています").wait_for()
    hold, level = TryOnHold.objects.get(), StockLevel.objects.get(variant__sku="SHIRT", location__code="GINZA")
    assert (hold.name, level.reserved) == ("髙﨑 花子", 1)
    for step in ("confirm_try_on", "ready_try_on"):
        getattr(fulfilment, step)(hold.pk, key=step, now=clock.now())
    page.reload()
    page.get_by_role("heading", name="ご用意できました").wait_for()
    page.get_by_role("button", name="行けなくなったので取り消す").click()
    page.get_by_role("heading", name="取り消しました").wait_for()
    level.refresh_from_db()
    assert level.reserved == 0


def test_another_shop_before_picking_and_a_return_started_by_oneself(live_server: Any, page: Any) -> None:
    world.furnish()
    _buys_at_ginza(page, live_server.url)
    page.reload()
    page.get_by_text("受取方法・店舗・お届け先を変更する").click()
    page.get_by_label("別の店舗で受け取る").select_option(label="梅田店")
    page.get_by_role("button", name="この店舗で受け取る").click()
    page.get_by_text("梅田店で受け取る").first.wait_for()
    allocated = StockLevel.objects.filter(allocated__gt=0).values_list("location__code", "allocated")
    assert list(allocated) == [("UMEDA", 1)]
    _steps("accept", "start_picking", "pack", "ready")
    page.reload()
    code = page.locator(".o-shop-qr strong").inner_text()
    [task] = Fulfilment.objects.exclude(state="cancelled")
    fulfilment.hand_over(task.pk, code=code, key="handed", now=clock.now())
    page.reload()
    page.get_by_text("返品を申し込む").first.click()
    page.locator("select[name^=piece-]").select_option("1")
    page.get_by_role("button", name="返品を申し込む").click()
    page.get_by_role("button", name="やはり返品しない").wait_for()
    assert [one.state for one in GoodsReturn.objects.all()] == ["requested"]


def test_two_phones_want_the_last_cap_and_one_is_told_kindly(live_server: Any, page: Any) -> None:
    world.furnish()
    world.fill(("CAP", "GINZA", 1), key="last")
    other = page.context.browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP").new_page()
    for phone in (page, other):
        phone.set_default_timeout(60_000)
        phone.goto(f"{live_server.url}/shop/p/CAP/?store=GINZA")
        phone.get_by_role("button", name="銀座店で受け取る").click()
        phone.get_by_role("link", name="購入手続きへ進む").click()
        phone.get_by_label("お名前").fill("髙﨑 花子")
        phone.get_by_label("メールアドレス").fill("hanako@example.jp")
        phone.get_by_label("電話番号").fill("03-1234-5678")
        phone.get_by_role("button", name="最終確認へ進む").click()
    page.get_by_role("button", name="注文を確定する").click()
    page.wait_for_url("**/pay/simulator/**")
    other.get_by_role("button", name="注文を確定する").click()
    other.get_by_text("このままでは購入できない商品があります").wait_for()
    level = StockLevel.objects.get(variant__sku="CAP", location__code="GINZA")
    assert (Order.objects.count(), level.on_hand, level.reserved) == (1, 1, 1)
    other.context.close()
