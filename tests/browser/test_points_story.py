# SPDX-License-Identifier: Apache-2.0
"""One wallet, one order, two hands: points earned on the site pay at the till of the shop where the order is fetched."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.checkout import queries as checkout
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments.models import Tender
from omotenashi.web.register import access
from omotenashi.web.register.tests import world as tills
from omotenashi.web.register.work.tests import backroom
from omotenashi.web.storefront import jobs
from omotenashi.web.storefront.tests import world
from omotenashi.web.ui import members
from tests.browser import offices
from tests.browser.phones import buys_at_ginza

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
_WIDTH = "document.documentElement.scrollWidth"
PHONE = {"width": 390, "height": 844}


def _opened(browser: Any, url: str, client: Any, *names: str) -> Any:
    """Give a page of a phone that holds these cookies of a test client."""
    context = browser.new_context(viewport=PHONE, locale="ja-JP")
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url} for name in names])
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def _heard() -> None:
    while outbox.deliver(now=clock.now() + timedelta(hours=1)):
        pass


def _lays_ready(page: Any, url: str) -> None:
    page.goto(f"{url}/register/work/")
    page.get_by_role("button", name="受け付ける").click()
    page.goto(f"{url}/register/work/?lane=work")
    offices.go(page.get_by_role("button", name="ピッキング開始"))
    page.locator("[data-scan-field]").fill("SHIRT")
    page.locator("[data-scan-field]").press("Enter")
    page.get_by_role("button", name="袋に入れた").click()
    page.get_by_role("button", name="準備完了").click()


def _told() -> str:
    """Let the notice that was asked for be sent; give its words."""
    _heard()
    [asked] = ProcrastinateJob.objects.filter(task_name="storefront.send_ready")
    jobs.send_ready(**asked.args)
    return str(next(one.body for one in mail.outbox if one.subject == "試験商店：ご用意ができました"))


def _hands_over(page: Any, url: str, code: str) -> None:
    page.goto(f"{url}/register/work/?lane=waiting")
    page.get_by_role("link", name="お渡しする").click()
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="お渡しする").click()
    page.get_by_role("link", name="ついでのお買い物をレジへ").wait_for()


def _pays_with_points(page: Any) -> None:
    page.get_by_role("textbox", name="スキャン").fill("CAP")
    page.keyboard.press("Enter")
    page.locator(".o-line").wait_for()
    page.locator(".o-till-next:not([disabled])").click()
    page.get_by_role("button", name="ポイントを使う").click()
    page.get_by_role("textbox", name="ポイント").fill("220")
    page.get_by_role("button", name="このポイントを使う").click()
    page.get_by_text("¥880").first.wait_for()
    page.get_by_role("button", name="ちょうど").click()
    page.locator(".o-till-next:not([disabled])").click()
    page.locator(".o-done").wait_for()


def test_points_earned_on_the_site_pay_at_the_till_where_the_order_is_fetched(live_server: Any, browser: Any) -> None:
    world.furnish()
    terms = {"kind": "points_rate", "value": 1_000}
    loyalty.save_campaign(loyalty.CampaignRecord(code="TENTH", name="10%ポイント", terms=terms), now=world.LONG_AGO)
    client, node = world.member()
    phone = _opened(browser, live_server.url, client, members.MEMBER)
    buys_at_ginza(phone, live_server.url)
    _heard()
    assert (Order.objects.get().node_id, wallets.balance([node], clock.now()).available) == (node, 220)

    clerk = _opened(browser, live_server.url, backroom.at("GINZA", "clerk"), "sessionid", access.COOKIE)
    _lays_ready(clerk, live_server.url)
    code = fulfilment.code_of(Fulfilment.objects.get().pk) or "nobody"
    assert code in _told()
    _hands_over(clerk, live_server.url, code)
    assert Fulfilment.objects.get().state == "collected"
    tills.open_drawer("GINZA")
    clerk.get_by_role("link", name="ついでのお買い物をレジへ").click()
    clerk.get_by_role("heading", name="花子").wait_for()
    _pays_with_points(clerk)
    sale = Order.objects.exclude(pk=Fulfilment.objects.get().order_id).get()
    tenders = Tender.objects.filter(intent__order_id=sale.pk).order_by("amount").values_list("kind", "amount")
    assert list(tenders) == [("points", 220), ("cash", 880)]
    # A tenth of what was paid in money came back.
    assert wallets.balance([node], clock.now()).available == 88
    assert (phone.complaints, clerk.complaints, checkout.broken(clock.now())) == ([], [], [])
    assert (phone.evaluate(_WIDTH), clerk.evaluate(_WIDTH)) == (390, 390)
    phone.context.close()
    clerk.context.close()
