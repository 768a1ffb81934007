# SPDX-License-Identifier: Apache-2.0
"""The till without a line, in a real browser: it sells, is loaded anew, dies, and tells everything exactly once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from omotenashi.base import clock
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import TillSale
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.loyalty.models import Overdraft, TillAllowance
from omotenashi.commerce.orders.models import Document
from omotenashi.web.register.access import COOKIE
from omotenashi.web.register.offline import shell
from omotenashi.web.register.tests import world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER = "800000000012"


@pytest.fixture
def till(live_server: Any, browser: Any) -> Iterator[Any]:
    """A tablet in the shop, signed in and bound to T01, its drawer open; a regular with 1,000 points is known here."""
    world.furnish()
    client = world.signed_in()
    world.open_drawer()
    person, _node = world.member(1_000, number=NUMBER)
    sold = world.post(client, "api-sales", world.sale(world.line("TEA"), cash=1080, member=str(person)))
    assert sold.status_code == 201
    context = browser.new_context(viewport={"width": 1180, "height": 820}, locale="ja-JP", base_url=live_server.url)
    kept = {name: client.cookies[name].value for name in (settings.SESSION_COOKIE_NAME, COOKIE)}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in kept.items()])
    yield context
    context.close()


def _ready(context: Any) -> Any:
    """Open the till, and wait until it has kept what it needs: goods, members, the permission, its own pages."""
    page = context.new_page()
    page.goto("/register/offline/")
    page.wait_for_selector("text=会員 1")
    page.wait_for_selector("text=20,000")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/register/")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def _scan(page: Any, code: str) -> None:
    box = page.locator("[data-slot=scan] input")
    box.fill(code)
    box.press("Enter")


def _sell(page: Any, *, points: int = 0) -> None:
    """Sell a shirt for cash, to the regular when points are used."""
    if points:
        _scan(page, NUMBER)
        page.wait_for_selector("[data-slot=who] :text('0012')")
    _scan(page, "SHIRT")
    page.wait_for_selector(".o-lines li")
    page.locator("[data-act=pay]:enabled").click()
    if points:
        page.locator("[data-act=points]").click()
        page.locator("input[name=points]").fill(str(points))
        page.locator("[data-act=points-form] button.o-button-primary").click()
        page.wait_for_selector(f"[data-act=points] b:text('{points}')")
    page.locator("[data-act=note-of]").first.click()
    page.locator("[data-act=tender-and-sell]:enabled").click()
    page.locator("[data-act=again]").click()
    page.wait_for_selector("[data-act=pay]")


def _line_lost(context: Any, page: Any) -> None:
    context.set_offline(True)
    page.wait_for_selector(".o-till-line[data-state=gone]:visible")


def test_ten_sales_without_a_line_are_ten_orders_once_it_is_back(till: Any) -> None:
    page = _ready(till)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    _line_lost(till, page)
    for n in range(5):
        _sell(page, points=300 if n < 2 else 0)
    page.reload()
    page.wait_for_selector(".o-till-line:has-text('5')")
    for _ in range(3):
        _sell(page)
    page.close()
    page = till.new_page()
    page.goto("/register/")
    for _ in range(2):
        _sell(page)
    page.goto("/register/offline/")
    # The one that was rung up while the line broke may have been told, and is told again.
    kept = ".o-till-sale[data-state=waits], .o-till-sale[data-state=maybe]"
    page.wait_for_function(f"document.querySelectorAll('{kept}').length === 10")
    assert TillSale.objects.count() == 1

    till.set_offline(False)
    page.wait_for_function("document.querySelectorAll('.o-till-sale[data-state=told]').length === 10")
    sales = TillSale.objects.order_by("sequence")
    assert [(sale.sequence, sale.offline) for sale in sales] == [(1, False)] + [(n, True) for n in range(2, 12)]
    assert [sale.differences for sale in sales] == [[]] * 11
    assert sorted(Document.objects.values_list("number", flat=True)) == list(range(1, 12))
    assert (queries.gaps(), queries.broken(clock.now()), wallets.broken(clock.now())) == ([], [], [])
    assert list(Overdraft.objects.values_list("asked", "amount", "marks")) == [(300, 0, [])] * 2
    assert (sum(TillAllowance.objects.values_list("used", flat=True)), complaints) == (600, [])


def test_a_page_that_dies_while_it_tells_tells_nothing_twice(till: Any) -> None:
    page = _ready(till)
    _line_lost(till, page)
    for _ in range(2):
        _sell(page)
    # The server books them, and the answer never arrives.
    page.route("**/register/offline/sales/", lambda route: (route.fetch(), route.abort()))
    till.set_offline(False)
    page.wait_for_function("navigator.onLine")
    for _try in range(600):
        if TillSale.objects.count() == 3:
            break
        page.wait_for_timeout(100)
    page.close()
    page = till.new_page()
    page.goto("/register/offline/")
    page.wait_for_function("document.querySelectorAll('.o-till-sale[data-state=told]').length === 2")
    assert (TillSale.objects.count(), Document.objects.count(), queries.broken(clock.now())) == (3, 3, [])


def test_a_new_version_is_offered_never_while_somebody_pays_and_the_basket_stays(
    till: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _ready(till)
    _scan(page, "SHIRT")
    page.wait_for_selector(".o-lines li")
    bar = page.locator("[data-newer]")
    assert bar.is_visible() is False
    page.locator("[data-act=pay]:enabled").click()
    page.wait_for_selector("omo-register[data-step=pay]")
    monkeypatch.setattr(shell, "build", lambda **_language: "another-build")
    waiting = "navigator.serviceWorker.getRegistration('/register/').then((one) => one.update()).then((one) => !!one)"
    page.evaluate(waiting)
    page.wait_for_function("navigator.serviceWorker.getRegistration('/register/').then((one) => !!one.waiting)")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert bar.is_visible() is False
    page.locator("[data-act=basket]").click()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    bar.wait_for(state="visible")
    with page.expect_navigation():
        bar.locator("button").click()
    page.wait_for_selector(".o-lines li:has-text('綿のシャツ')")
    assert (TillSale.objects.count(), bar.is_visible()) == (1, False)
