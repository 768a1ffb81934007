# SPDX-License-Identifier: Apache-2.0
"""The sample site of a demo in a real browser: a visit, a search, a product, the cart, a form, a login become entries."""

import time
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.people.customers.models import NodePerson
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.models import Entry
from omotenashi.places.locations import actions as locations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _names() -> list[str]:
    return list(Entry.objects.exclude(source__code="internal").order_by("at").values_list("name", flat=True))


def _until(count: int, page: Any) -> None:
    end = time.monotonic() + 60
    while len(_names()) < count and time.monotonic() < end:
        page.wait_for_timeout(100)


def test_a_visitor_sees_what_the_tag_told_and_the_house_knows_it_too(live_server: Any, browser: Any) -> None:
    locations.set_up_retailer(name="試験商店", is_demo=True)
    catalogue.register(
        [
            catalogue.ProductRecord(sku="T001-01", code="T001", name="煎茶 朝霧", category="日本茶", price=1296),
            catalogue.ProductRecord(sku="T002-01", code="T002", name="玉露 月白", category="日本茶", price=2700),
        ]
    )
    timeline.create_source(kind="web", name="試験", write_key="wk_demo_web", code="demo_web", now=clock.now())
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"{live_server.url}/my/sample/?utm_source=google&utm_medium=cpc&gclid=G1")
    page.get_by_role("button", name="記録のみ同意").click()
    page.locator("#q").fill("玉露")
    page.locator("#q").press("Enter")
    # Each page is waited for to its end: then the tag has run on it.
    page.wait_for_url("**/?q=*")
    page.locator(".o-sample-goods a").first.click()
    page.wait_for_url("**/p/*/")
    page.get_by_role("button", name="カートに入れる").click()
    page.wait_for_url("**/cart/")
    page.get_by_role("link", name="お問い合わせ").click()
    page.wait_for_url("**/contact/")
    page.get_by_label("メールアドレス").fill("hana@example.jp")
    page.get_by_label("ご質問").fill("包装について")
    page.get_by_role("button", name="送信する").click()
    page.wait_for_url("**/thanks/contact/")
    page.get_by_role("link", name="ログイン").click()
    page.wait_for_url("**/login/")
    page.get_by_label("メールアドレス").fill("hana@example.jp")
    page.locator("form[name=login] button").click()
    page.wait_for_url("**/thanks/login/")
    page.goto("about:blank")
    # The last page tells by beacon that it was seen; who looks before it is here sees one event less.
    _until(20, page)

    assert sorted(_names()) == sorted(
        [
            "Segment Consent Preference Updated",
            *["Page Viewed"] * 8,
            *["Products Searched", "Product Clicked", "Product Viewed", "Product Added", "Cart Viewed"],
            *["Form Started", "Form Submitted", "Identified"] * 2,
        ]
    )
    seen = Entry.objects.filter(name="Page Viewed").values_list("props", flat=True)
    assert sorted(one["path"].removeprefix("/my/sample") for one in seen) == [
        "/", "/", "/cart/", "/contact/", "/login/", "/p/T002/", "/thanks/contact/", "/thanks/login/",
    ]  # fmt: skip
    searched = Entry.objects.get(name="Products Searched")
    assert searched.props == {"query": "玉露", "results": 1}
    assert searched.context["consent"] == {"categoryPreferences": {"analytics": True, "marketing": False}}
    assert searched.context["touch"]["first"]["click_id"] == "G1"
    added = Entry.objects.get(name="Product Added")
    assert (added.props["sku"], added.props["name"], added.props["price"]) == ("T002-01", "玉露 月白", 2700)
    told = "".join(str((entry.props, entry.context)) for entry in Entry.objects.exclude(type="identify"))
    assert ("包装について" in told, "hana@example.jp" in told) == (False, False)

    while timeline.read_identities(now=clock.now()):
        pass
    people = NodePerson.objects.filter(node__type__in=("anonymous_id", "email"))
    assert (people.count(), people.values("person").distinct().count()) == (2, 1)
    assert complaints == []
    context.close()
