# SPDX-License-Identifier: Apache-2.0
"""axe looks at the pages of a shop that no story ends on: one load each, some in light and some in dark; nothing serious."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.checkout.tests import shop as buying
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.web.register import access
from omotenashi.web.register.tests import world as tills
from omotenashi.web.register.work.tests import backroom
from omotenashi.web.storefront.tests import world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _serious(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']} {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


def _page(browser: Any, url: str, client: Any = None, *, width: int) -> Any:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="ja-JP", base_url=url)
    names = ("sessionid", access.COOKIE) if client else ()
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url} for name in names])
    return context.new_page()


def test_pages_of_shop_and_office_can_be_used_by_everybody(live_server: Any, browser: Any) -> None:
    world.furnish()
    buying.pay(buying.order(buying.basket(("SHIRT", 1), mode="pickup", at="GINZA")))
    while outbox.deliver(now=clock.now() + timedelta(hours=1)):
        pass
    level = StockLevel.objects.get(variant__sku="SHIRT", location__code="GINZA")
    client = backroom.at("GINZA", "headquarters", language="ja")
    order, task = Order.objects.get(), Fulfilment.objects.get()
    page = _page(browser, live_server.url, client, width=1440)
    tills.open_drawer("GINZA")
    for path, theme in (
        (f"/console/orders/{order.pk}/", "dark"), (f"/console/stock/{level.variant_id}/{level.location_id}/", "light"),
        ("/console/fulfilment/", "dark"), ("/register/work/shift/closing/", "light"),
        (f"/register/work/tasks/{task.pk}/", "dark"), ("/register/", "light"),
    ):  # fmt: skip
        page.context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
        page.goto(path)
        assert (path, _serious(page)) == (path, [])
    page.context.close()


def test_pages_of_a_purchase_can_be_used_by_everybody(live_server: Any, browser: Any) -> None:
    world.furnish()
    phone = _page(browser, live_server.url, width=390)
    phone.goto("/shop/p/SHIRT/?store=GINZA")
    assert _serious(phone) == []
    phone.get_by_role("button", name="銀座店で受け取る").click()
    phone.wait_for_url("**/shop/cart/")
    assert _serious(phone) == []
    phone.context.close()
