# SPDX-License-Identifier: Apache-2.0
"""The till in a real browser: points of the web spent here, not here but sent home, bought on the web and given back here."""

from typing import Any
from uuid import UUID

import pytest
from django.db.models import Sum

from omotenashi.base import clock
from omotenashi.commerce.checkout import queries as checkout
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.orders.models import Attribution, Order, Return
from omotenashi.commerce.payments.models import Tender
from omotenashi.commerce.stock.models import Allocation
from omotenashi.web.register.access import COOKIE
from omotenashi.web.register.tests import world
from omotenashi.web.storefront.tests import world as shop
from tests.browser import offices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLET, PHONE = {"width": 1024, "height": 768}, {"width": 390, "height": 844}


def _till(browser: Any, address: str, *, size: dict[str, int] = TABLET, shop_code: str = "GINZA") -> Any:
    """Sign in, make this browser the first till of the shop, and open its drawer."""
    world.hired("manager", shop=shop_code)
    page = browser.new_context(viewport=size, locale="ja-JP").new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{address}/register/")
    page.locator("input[name=login]").fill(f"manager-{shop_code.lower()}@shop.example")
    page.locator("input[name=password]").fill(world.PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="新しいレジ").click()
    page.locator(".o-tile").first.wait_for()
    world.open_drawer(shop_code)
    return page


def _scan(page: Any, code: str) -> None:
    page.get_by_role("textbox", name="スキャン").fill(code)
    page.keyboard.press("Enter")


def _next(page: Any) -> None:
    """Press the one next action, once it can be pressed."""
    page.locator(".o-till-next:not([disabled])").click()


def test_points_of_the_web_and_of_the_shop_pay_at_the_till(live_server: Any, browser: Any) -> None:
    world.furnish()
    _person, node = world.member(points=100)
    loyalty.earn([loyalty.Earning(node_id=node, amount=50, key="pos")], now=clock.now())
    page = _till(browser, live_server.url, size=PHONE)
    _scan(page, "4901234567802")
    page.locator(".o-line").wait_for()
    _scan(page, "800000000012")
    page.get_by_role("heading", name="髙﨑 花子").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    _next(page)
    page.get_by_role("button", name="ポイントを使う").click()
    page.get_by_role("textbox", name="ポイント").fill("130")
    page.get_by_role("button", name="このポイントを使う").click()
    page.get_by_text("¥950").first.wait_for()
    for digit in ("1", "00", "0"):
        page.locator(f".o-pad [data-key='{digit}']").click()
    page.get_by_role("button", name="お釣り ¥50 で確定").click()
    page.locator(".o-done").wait_for()
    assert page.locator(".o-done .o-sum-big").inner_text() == "¥50"
    assert (wallets.balance([node], clock.now()).available, page.complaints) == (20, [])
    assert Order.objects.get().node_id == node
    page.context.close()


def test_a_price_that_comes_while_a_finger_is_down_moves_nothing_under_it(live_server: Any, browser: Any) -> None:
    world.furnish()
    world.member(points=100)
    page = _till(browser, live_server.url, size=PHONE)
    _scan(page, "4901234567802")
    page.locator(".o-line").wait_for()
    _scan(page, "800000000012")
    page.get_by_role("heading", name="髙﨑 花子").wait_for()
    _next(page)
    page.get_by_role("button", name="ポイントを使う").click()
    page.get_by_role("textbox", name="ポイント").fill("80")
    held: list[Any] = []
    page.route("**/register/api/quote/", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no method of a list
    with page.expect_request("**/register/api/quote/"):
        page.get_by_role("button", name="このポイントを使う").click()
    assert page.locator(".o-till-next").is_disabled()
    exactly = page.get_by_role("button", name="ちょうど")
    exactly.hover()
    page.mouse.down()
    with page.expect_response("**/register/api/quote/"):
        held.pop().continue_()
    page.wait_for_timeout(300)
    assert exactly.get_attribute("data-amount") == "1080"
    page.mouse.up()
    page.get_by_role("button", name="お釣り ¥80 で確定").click()
    page.locator(".o-done").wait_for()
    assert (Tender.objects.get(kind="cash").amount, page.complaints) == (1000, [])
    page.context.close()


def test_not_here_but_found_there_and_sent_home(live_server: Any, browser: Any) -> None:
    world.furnish()
    page = _till(browser, live_server.url)
    _scan(page, "CAP")
    page.locator(".o-line-name").click()
    page.get_by_role("button", name="他店在庫を見る").click()
    places = page.locator(".o-places li b")
    places.first.wait_for()
    assert places.all_inner_texts() == ["上野店", "倉庫"]
    # Sold out at the warehouse just now: Ueno is asked, says no, and by then there are caps again.
    shop.fill(("CAP", "DC", 0), key="gone")
    page.get_by_role("button", name="ご自宅へ配送").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("名前").fill("髙﨑 花子")
    sheet.get_by_label("電話番号").fill("090-1234-5678")
    sheet.get_by_label("郵便番号").fill("150-0001")
    sheet.get_by_label("郵便番号").blur()
    page.wait_for_function("document.querySelector('[name=prefecture]').value === '東京都'")
    page.get_by_role("button", name="このお届け先で配送").click()
    page.locator(".o-line .o-tag-info").wait_for()
    page.get_by_text("送料").wait_for()
    _next(page)
    page.get_by_role("button", name="ちょうど").click()
    _next(page)
    page.locator(".o-done").wait_for()
    order = Order.objects.get()
    credit = Attribution.objects.filter(order=order).values_list("location__code", "share").order_by("-share")
    sender = Allocation.objects.get().location.code
    assert (order.completed_at, list(credit)) == (None, [("GINZA", 7_000), (sender, 3_000)])
    assert (sender, Allocation.objects.filter(state="open").count()) == ("UENO", 1)
    shop.fill(("CAP", "DC", 4), key="back")
    _refused_by_the_sender(browser, live_server.url, order, sender)
    assert (page.complaints, checkout.broken(clock.now())) == ([], [])
    page.context.close()


def test_bought_on_the_web_and_given_back_in_the_shop(live_server: Any, browser: Any) -> None:
    world.furnish()
    phone, node = shop.member()
    shop.put(phone, "SHIRT", shop="GINZA")
    shop.paid(phone, shop.ordered(phone))
    order = Order.objects.get()
    _hand_over(order, node)
    # Fetched in Ginza, given back in Ueno.
    page = _till(browser, live_server.url, shop_code="UENO")
    offices.go(page.get_by_role("link", name="返品"))
    page.get_by_label("レシート・注文番号").fill(order.number)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("button", name="1つ増やす").click()
    page.get_by_text("サイズ違い").click()
    page.locator("[data-back='2200']").wait_for()
    _next(page)
    page.get_by_role("heading", name="返品を受け付けました").wait_for()
    assert page.locator(".o-done .o-sum-big").inner_text() == "¥2,200"
    back = Return.objects.select_related("location").get(location__code="UENO")
    assert (back.channel_id, back.amount, page.complaints) == ("STORE", 2200, [])
    page.context.close()


def test_a_shirt_goes_back_for_three_teas_and_only_the_difference_is_paid(live_server: Any, browser: Any) -> None:
    world.furnish()
    phone, node = shop.member()
    shop.put(phone, "SHIRT", shop="GINZA")
    shop.paid(phone, shop.ordered(phone))
    bought = Order.objects.get()
    _hand_over(bought, node)
    page = _till(browser, live_server.url, size=PHONE)
    page.goto(f"{live_server.url}/register/returns/?q={bought.number}")
    page.get_by_role("button", name="1つ増やす").click()
    page.locator("[data-back='2200']").wait_for()
    page.get_by_role("button", name="ほかの商品と交換").click()
    swap = page.get_by_role("region", name="交換")
    swap.wait_for()
    assert (Return.objects.count(), Order.objects.count()) == (0, 1)
    for _ in range(3):
        _scan(page, "4901234567802")
    page.locator(".o-line").get_by_text("3", exact=True).first.wait_for()
    _next(page)
    page.get_by_text("¥1,040").first.wait_for()
    page.get_by_role("button", name="ちょうど").click()
    _next(page)
    page.locator(".o-done").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    sold = Order.objects.exclude(pk=bought.pk).get()
    back = Return.objects.get(location__code="GINZA")
    assert (sold.node_id, sold.payable, back.amount) == (node, 3240, 2200)
    tenders = Tender.objects.filter(intent__order_id=sold.pk).order_by("kind").values_list("kind", "amount")
    assert (list(tenders), page.complaints) == ([("cash", 1040), ("store_credit", 2200)], [])
    assert [*checkout.broken(clock.now()), *wallets.broken(clock.now())] == []
    page.context.close()


def _refused_by_the_sender(browser: Any, address: str, order: Order, sender: str) -> None:
    """Let the place that was chosen say no: another one sends it, and the credit still sums to all of it."""
    fulfilment.plan(order.pk, now=clock.now())
    task = Fulfilment.objects.get(order=order)
    client = world.signed_in("clerk", shop=sender)
    context = browser.new_context(viewport=PHONE, locale="ja-JP")
    kept = {name: client.cookies[name].value for name in ("sessionid", COOKIE)}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in kept.items()])
    page = context.new_page()
    page.goto(f"{address}/register/work/tasks/{task.pk}/")
    page.get_by_role("button", name="対応できない").click()
    page.get_by_role("dialog").get_by_role("button", name="ほかの店へ回す").click()
    page.wait_for_url("**/register/work/")
    other = Fulfilment.objects.exclude(pk=task.pk).get()
    assert (task.location.code, other.location.code) == (sender, "DC")
    # Who sends it now is credited with it; who could not is no more, and the parts are the whole sale.
    parts = Attribution.objects.filter(order=order).values_list("location__code").annotate(Sum("amount"))
    assert dict(parts) == {"GINZA": order.goods_total * 7 // 10, sender: 0, "DC": order.goods_total * 3 // 10}
    context.close()


def _hand_over(order: Order, node: UUID) -> None:
    """Let the shop pick the order and hand it to the member, as the back room does."""
    now = clock.now()
    fulfilment.plan(order.pk, now=now)
    part = Fulfilment.objects.get(order=order).pk
    for step in (fulfilment.accept, fulfilment.start_picking, fulfilment.pack, fulfilment.ready):
        step(part, key=f"{part}:{step.__name__}", now=now)
    fulfilment.hand_over(part, node_ids=[node], key=f"{part}:handed", now=now)
