# SPDX-License-Identifier: Apache-2.0
"""One whole story in a real browser: a return is begun from the order, allowed, received, looked at and paid back."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.fulfilment.models import GoodsReturn
from omotenashi.commerce.fulfilment.tests import desk
from omotenashi.commerce.fulfilment.tests.desk import Want
from omotenashi.commerce.payments.models import Refund
from omotenashi.web.console.tests import shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _page(live_server: Any, browser: Any) -> tuple[Any, list[str]]:
    client = Client()
    client.force_login(shop.hired("headquarters"), backend=shop.BACKEND)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    return page, complaints


def test_a_return_goes_from_the_order_to_the_money(live_server: Any, browser: Any) -> None:
    shop.opened()
    desk.furnish()
    bought = desk.bought(Want(sku="SHIRT", quantity=3, amount=5_800, coupon=800, points=1_000, earned=55))
    desk.work(bought.task, "accept", "start_picking", "pack", "ship", carrier="yamato")
    page, complaints = _page(live_server, browser)

    page.goto(f"{live_server.url}/console/orders/{bought.order_id}/")
    page.get_by_role("link", name="Begin a return").click()
    page.get_by_label("Comes back SHIRT").fill("1")
    page.get_by_label("Why").select_option("damaged")
    page.get_by_role("button", name="Begin the return").click()
    page.wait_for_url("**/console/returns/*/")
    assert "¥1,933" in page.locator("#back").inner_text()
    page.get_by_role("button", name="Allow", exact=True).click()
    page.get_by_label("Where").select_option("UMEDA")
    page.get_by_role("button", name="Receive", exact=True).click()
    page.get_by_label("SHIRT × 1").select_option("damaged")
    page.get_by_role("button", name="Inspection done", exact=True).click()
    serious = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert serious == []

    page.get_by_role("button", name="Settle and pay back").click()
    page.locator("#confirm").get_by_role("button", name="Settle and pay back").click()
    page.get_by_text("This went back").wait_for()
    told = page.locator("#back").inner_text()
    assert [word in told for word in ("¥1,933", "¥1,600", "333", "−18", "¥266")] == [True] * 5
    assert (GoodsReturn.objects.get().state, sum(Refund.objects.values_list("amount", flat=True))) == (
        "resolved",
        1_933,
    )
    assert (desk.levels("SHIRT")["UMEDA"], desk.breaches(clock.now()), complaints) == ((3, 0, 1), [], [])
