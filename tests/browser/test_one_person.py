# SPDX-License-Identifier: Apache-2.0
"""One person in a real browser: open, narrow, scroll, note, see why, take apart, undo."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect

from omotenashi.base import clock
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.staff import actions as staff
from omotenashi.people.timeline import actions as timeline
from omotenashi.places.locations import actions as locations
from tests.browser import offices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENTRIES = 200


def _somebody() -> tuple[UUID, UUID]:
    """Two members of one mail address, with a long story; give the nodes of both numbers."""
    locations.set_up_retailer(name="試験商店")
    locations.register_channels(["EC", "STORE"])
    staff.hire(email="misaki@shop.example", name="田中 美咲", role="support", password="quiet-blue-cloth")
    now = clock.now()
    mail = Identifier("email", "hana@example.jp")
    records = [
        registrations.CustomerRecord(
            identifiers=(Identifier("member_no", number), mail), fields={"name": name}, observed_at=now
        )
        for number, name in (("M1", "佐藤 花子"), ("M2", "サトウ ハナコ"))
    ]
    one, other = (outcome.node_id for outcome in registrations.register(records, source="till", now=now))
    assert one is not None
    assert other is not None
    orders.record(
        [
            orders.OrderRecord(
                origin="t", number="E1", channel="EC", location=None, node_id=one, placed_at=now, lines=()
            )
        ],
        now=now,
    )
    source = timeline.create_source(kind="web", name="本店サイト", code="site", now=now)
    told = [
        timeline.EntryRecord(
            message_id=f"m{n}",
            name="Product Viewed",
            node_id=one,
            at=now - timedelta(hours=3 * n),
            props={"name": f"急須 {n}"},
        )
        for n in range(1, ENTRIES + 1)
    ]
    timeline.append(told, source=source, now=now)
    return one, other


def test_a_person_is_read_explained_taken_apart_and_put_together_again(live_server: Any, browser: Any) -> None:
    one, other = _somebody()
    person = customers.person_of(one)
    assert person == customers.person_of(other)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ja-JP")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/login/?next=/console/customers/{person}/")
    page.get_by_label("メールアドレス").fill("misaki@shop.example")
    page.get_by_label("パスワード").fill("quiet-blue-cloth")
    page.get_by_role("button", name="ログイン").click()
    page.wait_for_url(f"**/{person}/")

    # Thousands of lines come as one scrolls, each day headed once.
    lines = page.locator("#story li")
    while lines.count() <= ENTRIES:
        before = lines.count()
        page.mouse.wheel(0, 20_000)
        page.wait_for_function("n => document.querySelectorAll('#story li').length > n", arg=before)
    days = page.locator("#story h3:not(.o-hidden)").evaluate_all("all => all.map(one => one.dataset.day)")
    assert len(days) == len(set(days))

    offices.go(page.get_by_role("link", name="行動", exact=True))
    page.get_by_role("searchbox", name="物語を検索").fill("急須 77")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    assert lines.count() == 1

    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.locator("[data-note-text]:visible")).to_be_focused()  # it comes with the rest of the record
    page.keyboard.type("お茶が好き")
    page.get_by_role("button", name="書く").last.click()
    page.locator(".o-note", has_text="お茶が好き").last.wait_for()

    offices.go(page.get_by_role("link", name="なぜこの人は一人なのか").first)
    page.get_by_role("link", name="分離…").last.click()
    page.get_by_label("理由").fill("家族で同じメール")
    page.get_by_role("button", name="分離").click()
    page.wait_for_url("**/why/")
    assert customers.person_of(one) != customers.person_of(other)
    page.locator(".o-toast").get_by_role("button", name="元に戻す").click()
    page.locator(".o-toast", has_text="ふたたび一人").wait_for()
    assert customers.person_of(one) == customers.person_of(other) == person
    assert complaints == []
    context.close()
