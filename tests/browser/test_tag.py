# SPDX-License-Identifier: Apache-2.0
"""The tag in a real browser: a shop on one origin, a collector on another."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser import shop_site
from tests.browser.shop_site import Site

pytestmark = pytest.mark.browser
THERE = "() => window.omotenashi && window.omotenashi.version"
STORED = "() => [Object.keys(localStorage), document.cookie]"


@pytest.fixture
def site() -> Iterator[Site]:
    with shop_site.running() as found:
        yield found


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A visitor whose browser has no memory and no complaints."""
    context = browser.new_context(locale="ja-JP")
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    yield made
    context.close()
    assert complaints == []


def wait_for(reached: Callable[[], bool], *, page: Any) -> None:
    """Let the browser go on until something has happened; give up after 15 seconds."""
    end = time.monotonic() + 15
    while not reached() and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert reached()


def opened(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_function(THERE)


def test_a_way_from_the_advertisement_to_the_account_is_told_by_itself(site: Site, page: Any) -> None:
    opened(page, f"{site.url}/?utm_source=google&utm_medium=cpc&utm_campaign=autumn&gclid=G1&mc=F07&mail=x@y.jp")
    opened(page, f"{site.url}/search?q=%E9%A3%AF%E7%A2%97")
    opened(page, f"{site.url}/p/A001")
    opened(page, f"{site.url}/p/B002")
    page.get_by_text("カートに入れる").click()
    opened(page, f"{site.url}/cart")
    page.get_by_text("問い合わせ").click()
    page.wait_for_url("**/contact")
    page.wait_for_function(THERE)
    page.locator("input[name=mail]").fill("hana@example.jp")
    page.locator("textarea").fill("在庫はありますか")
    page.get_by_role("button", name="送信").click()
    page.wait_for_url("**/thanks**")
    page.wait_for_function(THERE)
    page.evaluate("omotenashi.identify('m-1001', {email: 'hana@example.jp'})")
    wait_for(lambda: "identify" in site.names, page=page)

    assert site.names == [
        "page", "page", "Products Searched", "page", "Product Viewed", "page", "Product Viewed", "Product Added",
        "page", "Cart Viewed", "page", "Form Started", "Form Submitted", "page", "identify",
    ]  # fmt: skip
    by_name = {item.get("event"): item.get("properties") for item in site.items}
    assert by_name["Products Searched"] == {"query": "飯碗", "results": 12}
    assert by_name["Product Added"] == {
        "product_id": "B002-01", "sku": "B002-01", "name": "急須", "price": 4400, "quantity": 2,
    }  # fmt: skip
    assert by_name["Form Submitted"] == {"form": "inquiry"}
    viewed = next(item["properties"] for item in site.items if item.get("event") == "Product Viewed")
    assert viewed == {
        "product_id": "A001-01", "sku": "A001-01", "name": "飯碗 白磁", "category": "器", "brand": "茜葉堂",
        "price": 2640, "currency": "JPY",
    }  # fmt: skip
    told = site.items[-1]
    assert (told["userId"], told["traits"]) == ("m-1001", {"email": "hana@example.jp"})
    assert len({item["anonymousId"] for item in site.items}) == 1
    assert "hana@example.jp" not in str(site.items[:-1]) and "x@y.jp" not in str(site.items)


def test_the_first_way_here_stays_and_the_last_one_follows(site: Site, page: Any) -> None:
    opened(page, f"{site.url}/?utm_source=google&utm_medium=cpc&utm_campaign=autumn&gclid=G1&mc=F07")
    opened(page, f"{site.url}/p/A001")
    opened(page, f"{site.url}/?utm_source=line&utm_medium=message&ldtag_cl=L9")
    page.evaluate("omotenashi.identify('m-1')")
    wait_for(lambda: "identify" in site.names, page=page)

    first, later, last, *_ = [item["context"] for item in site.items if item["type"] == "page"]
    assert first["campaign"] == {
        "name": "autumn", "source": "google", "medium": "cpc", "media_code": "F07", "click_id": "G1",
        "click_type": "gclid",
    }  # fmt: skip
    assert first["touch"]["first"]["landing"] == f"{site.url}/?{first['page']['search'].removeprefix('?')}"
    assert "campaign" not in later
    assert [later["touch"][which]["campaign"] for which in ("first", "last")] == ["autumn", "autumn"]
    assert [last["touch"][which]["source"] for which in ("first", "last")] == ["google", "line"]
    assert last["touch"]["last"]["click_type"] == "ldtag_cl"
    assert last["consent"] == {"categoryPreferences": {"analytics": True}}


def test_half_an_hour_later_the_way_here_is_the_visitors_own(site: Site, page: Any) -> None:
    opened(page, f"{site.url}/?utm_source=google")
    page.evaluate(
        "() => { const s = JSON.parse(localStorage.omotenashi); s.seen -= 31 * 60000;"
        " localStorage.omotenashi = JSON.stringify(s) }"
    )
    opened(page, f"{site.url}/cart")
    page.evaluate("omotenashi.identify('m-1')")
    wait_for(lambda: "identify" in site.names, page=page)
    touch = site.items[-1]["context"]["touch"]
    assert touch["first"]["source"] == "google"
    assert set(touch["last"]) == {"landing", "at"}


def test_nothing_is_kept_or_sent_before_the_visitor_agrees(site: Site, page: Any) -> None:
    site.attributes = 'data-key="wk_test" data-consent="required"'
    opened(page, f"{site.url}/?utm_source=google")
    page.evaluate("omotenashi.track('Store Finder Used')")
    assert page.evaluate(STORED) == [[], ""]
    page.evaluate("omotenashi.consent({analytics: true, marketing: false})")
    wait_for(lambda: len(site.names) == 3, page=page)

    assert site.names == ["page", "Store Finder Used", "Segment Consent Preference Updated"]
    preferences = {"categoryPreferences": {"analytics": True, "marketing": False}}
    assert [item["context"]["consent"] for item in site.items] == [preferences] * 3
    assert "omotenashi" in page.evaluate(STORED)[0]
    opened(page, f"{site.url}/cart")
    page.evaluate("omotenashi.identify('m-1')")
    wait_for(lambda: "identify" in site.names, page=page)
    assert site.names[3:] == ["page", "Cart Viewed", "identify"]
    assert len({item["anonymousId"] for item in site.items}) == 1


def test_a_no_leaves_nothing_but_the_no(site: Site, page: Any) -> None:
    site.attributes = 'data-key="wk_test" data-consent="granted"'
    opened(page, f"{site.url}/")
    page.evaluate("omotenashi.consent({analytics: false})")
    page.evaluate("omotenashi.track('Store Finder Used')")
    opened(page, f"{site.url}/cart")
    assert page.evaluate(STORED) == [["omotenashi"], ""]
    assert page.evaluate("() => localStorage.omotenashi") == '{"choice":{"analytics":false}}'
    assert site.names == []


def test_a_browser_that_asks_not_to_be_followed_is_not_followed(site: Site, page: Any) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    opened(page, f"{site.url}/")
    opened(page, f"{site.url}/cart")
    assert (page.evaluate(STORED), site.names) == ([[], ""], [])


def test_what_happened_without_a_network_arrives_later_once(site: Site, page: Any) -> None:
    opened(page, f"{site.url}/")
    page.context.set_offline(True)
    page.evaluate("for (let n = 0; n < 12; n++) omotenashi.track('Pressed', {n})")
    page.wait_for_timeout(300)
    assert site.names == []
    page.context.set_offline(False)
    wait_for(lambda: site.names.count("Pressed") == 12, page=page)
    pressed = [item["properties"]["n"] for item in site.items if item.get("event") == "Pressed"]
    assert sorted(pressed) == list(range(12))
    assert all(len(body["batch"]) <= 10 and body["writeKey"] == "wk_test" for body in site.bodies)
    assert site.types == {"text/plain"}


def test_what_the_collector_could_not_keep_is_sent_by_the_next_page(site: Site, page: Any) -> None:
    site.status = 503
    opened(page, f"{site.url}/")
    page.evaluate("omotenashi.identify('m-1')")
    page.wait_for_timeout(300)
    page.add_init_script("navigator.sendBeacon = () => false")
    page.evaluate("navigator.sendBeacon = () => false")
    page.goto(f"{site.url}/nowhere")
    site.status = 200
    opened(page, f"{site.url}/cart")
    wait_for(lambda: "Cart Viewed" in site.names, page=page)
    assert site.names[:3] == ["page", "identify", "page"]


def test_a_page_of_one_document_is_many_pages(site: Site, page: Any) -> None:
    opened(page, f"{site.url}/")
    page.evaluate(
        "() => { history.pushState({}, '', '/list'); history.pushState({}, '', '/item');"
        " document.body.innerHTML = '<main data-omotenashi-view=\"C1\"></main>' }"
    )
    # By the page's own clock: what it puts off for less comes before.
    page.evaluate("new Promise((done) => setTimeout(done, 400))")
    page.evaluate("omotenashi.identify('m-1')")
    wait_for(lambda: "identify" in site.names, page=page)
    assert site.names == ["page", "page", "Product Viewed", "identify"]
    seen = [item["context"]["page"] for item in site.items if item["type"] == "page"]
    assert [(one["path"], one.get("referrer")) for one in seen] == [("/", None), ("/item", f"{site.url}/")]


def test_calls_before_the_script_came_are_made_up_for(site: Site, page: Any) -> None:
    site.before = "window.omotenashi = [['track', 'Early', {a: 1}], ['reset']]"
    site.attributes = 'data-key="wk_test" data-consent="granted" data-auto="false"'
    opened(page, f"{site.url}/")
    page.evaluate("omotenashi.page('手動')")
    page.evaluate("omotenashi.identify('m-1')")
    wait_for(lambda: "identify" in site.names, page=page)
    assert site.names == ["Early", "page", "identify"]
    assert site.items[1]["name"] == "手動"
    # After `reset` somebody else sits here.
    assert len({item["anonymousId"] for item in site.items}) == 2
