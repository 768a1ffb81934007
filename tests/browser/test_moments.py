# SPDX-License-Identifier: Apache-2.0
"""Moments of the demo in a real browser: two tills and one purse, a try-on from wish to sale, a person who is forgotten."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.checkout import queries as checkout
from omotenashi.commerce.fulfilment.models import TryOnHold
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.models import Profile
from omotenashi.web.console.tests import shop as office
from omotenashi.web.register import access
from omotenashi.web.register.tests import world as tills
from omotenashi.web.register.work.tests import backroom
from omotenashi.web.storefront.tests import world
from omotenashi.web.storefront.visits import PACE
from tests.browser import offices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


def _page(browser: Any, url: str, client: Any = None, *names: str, size: dict[str, int] = PHONE) -> Any:
    """Give a page that holds these cookies of a test client, and notes what its scripts complain of."""
    context = browser.new_context(viewport=size, locale="ja-JP", base_url=url)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url} for name in names])
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def _about_to_pay(page: Any, number: str) -> None:
    """Ring a cap up for the member, a hundred points of it paid, and stand before the last press."""
    page.goto("/register/")
    for code, seen in (("CAP", ".o-line"), (number, "h2:text('髙﨑 花子')")):
        page.get_by_role("textbox", name="スキャン").fill(code)
        page.keyboard.press("Enter")
        page.locator(seen).wait_for()
    page.locator(".o-till-next:not([disabled])").click()
    page.get_by_role("button", name="ポイントを使う").click()
    page.get_by_role("textbox", name="ポイント").fill("100")
    page.get_by_role("button", name="このポイントを使う").click()
    page.get_by_text("¥1,000").first.wait_for()
    page.get_by_role("button", name="ちょうど").click()
    page.locator(".o-till-next:not([disabled])").wait_for()


def test_two_tills_press_at_once_and_one_of_them_spends_the_points(live_server: Any, browser: Any) -> None:
    tills.furnish()
    _person, node = tills.member(points=100)
    loyalty.earn([loyalty.Earning(node_id=node, amount=50, key="pos")], now=clock.now())
    pages = []
    for role, terminal in (("manager", "T01"), ("clerk", "T02")):
        client = tills.signed_in(role, shop="UENO")
        tills.open_drawer("UENO", terminal=terminal)
        pages.append(_page(browser, live_server.url, client, "sessionid", access.COOKIE))
    for page in pages:
        _about_to_pay(page, "800000000012")
    for page in pages:
        page.evaluate("setTimeout(() => document.querySelector('.o-till-next').click(), 0)")
    done = "document.querySelector('.o-done') !== null"
    told = "/ポイント/.test(document.querySelector('[data-slot=said]')?.innerText ?? '')"
    for page in pages:
        page.wait_for_function(f"{done} || {told}")
    assert sorted(page.evaluate(done) for page in pages) == [False, True]
    assert (Order.objects.count(), wallets.balance([node], clock.now()).available) == (1, 50)
    assert ([page.complaints for page in pages], checkout.broken(clock.now())) == ([[], []], [])
    for page in pages:
        page.context.close()


def test_a_wish_from_a_phone_is_laid_aside_tried_on_and_sold(live_server: Any, browser: Any) -> None:
    world.furnish()
    PACE.forget()
    phone = _page(browser, live_server.url)
    phone.goto("/shop/p/SHIRT/?store=GINZA")
    phone.get_by_role("link", name="取り置き・試着").click()
    phone.get_by_label("お名前").fill("髙﨑 花子")
    phone.get_by_label("メールアドレス").fill("hanako@example.jp")
    phone.get_by_label("電話番号").fill("03-1234-5678")
    phone.get_by_role("button", name="取り置きを申し込む").click()
    phone.get_by_role("heading", name="店舗に確認しています").wait_for()
    clerk = _page(browser, live_server.url, backroom.at("GINZA", "clerk"), "sessionid", access.COOKIE)
    clerk.goto(f"/register/work/try-ons/{TryOnHold.objects.get().pk}/")
    for press, then in (("あります", "取り置き完了"), ("取り置き完了", "来店された"), ("来店された", "試着を終える")):
        offices.go(clerk.get_by_role("button", name=press, exact=True))
        clerk.get_by_role("button", name=then).wait_for()
    phone.reload()
    phone.get_by_role("heading", name="ようこそ").first.wait_for()
    assert clerk.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    clerk.get_by_role("button", name="1つ増やす").click()
    clerk.get_by_role("button", name="試着を終える").click()
    clerk.get_by_role("link", name="レジへ").wait_for()
    assert TryOnHold.objects.get().state == "closed"
    level = StockLevel.objects.get(variant__sku="SHIRT", location__code="GINZA")
    assert (level.on_hand, level.reserved, clerk.complaints, phone.complaints) == (2, 0, [], [])
    phone.context.close()
    clerk.context.close()


def test_who_asks_to_be_forgotten_is_found_nowhere_and_the_order_stays(live_server: Any, browser: Any) -> None:
    client = office.signed_in("support")
    node, person = office.person(1, name="渡辺 花子", kana="ワタナベ ハナコ")
    order = office.ordered("A-100", node)
    page = _page(browser, live_server.url, client, "sessionid", size={"width": 1440, "height": 900})
    page.goto("/console/requests/new/")
    page.get_by_label("消去").check()
    page.get_by_label("名前").fill("渡辺 花子")
    page.get_by_role("button", name="受け付ける").click()
    page.locator("input[name=person]").first.check()
    page.get_by_role("button", name="この方").click()
    page.locator("input[name=how]").first.check()
    page.get_by_role("button", name="本人確認済みにする").click()
    offices.go(page.get_by_role("link", name="消去の内容を見る"))
    page.locator("#typed").fill(page.locator(".o-crumbs a").nth(1).inner_text())
    page.get_by_role("button", name="消去", exact=True).click()
    page.wait_for_url("**/console/requests/*/")
    _heard()
    page.goto("/console/customers/?q=渡辺")
    assert page.locator("tbody tr").count() == 0
    page.goto(f"/console/orders/{order.pk}/")
    assert ("A-100" in page.content(), "渡辺" in page.content(), page.complaints) == (True, False, [])
    assert (Profile.objects.get(pk=person).name, Order.objects.get().goods_total) == ("", order.goods_total)
    page.context.close()


def _heard() -> None:
    """Let everybody hear of it, as the worker does."""
    while outbox.deliver(now=clock.now() + timedelta(hours=1)):
        pass
    erasures.finish(now=clock.now() + timedelta(hours=1))
