# SPDX-License-Identifier: Apache-2.0
"""A scenario is drawn by hand on an empty canvas, published, and seen at work; two who draw lose nothing; a phone reads it."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging.tests import world
from omotenashi.web.console.tests import shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GRAPH = {
    "entry": {"kind": "event", "event": "orders.OrderPlaced"},
    "first": "w",
    "steps": {
        "w": {"kind": "wait", "days": 3, "next": "ask"},
        "ask": {"kind": "split", "what": "bought", "yes": "", "no": "p"},
        "p": {"kind": "points", "points": 100, "next": ""},
    },
}


def office(browser: Any, url: str, *, role: str = "headquarters", width: int = 1440, theme: str = "light") -> Any:
    """Give a page of somebody who is signed in, at a house that may write mails."""
    client = shop.signed_in(role, language="ja")
    world.house()
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="ja-JP", base_url=url)
    kept = {"sessionid": client.cookies["sessionid"].value, "theme": theme}
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in kept.items()])
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


def drawn() -> Journey:
    """Draw a scenario without a canvas."""
    return journeys.draft(key="way", name="3日後のお礼", graph=GRAPH, now=world.NOW)


def cards(page: Any) -> list[str]:
    """Read the cards from above to below."""
    found = page.locator(".react-flow__node-step")
    shown = [(found.nth(n).bounding_box()["y"], found.nth(n).locator(".o-canvas-says")) for n in range(found.count())]
    return [says.inner_text() for _y, says in sorted(shown, key=lambda one: one[0])]


def is_kept(page: Any) -> None:
    """Wait until the canvas says that everything is kept."""
    page.locator(".o-canvas-status[data-state=saved]").wait_for()


def serious(page: Any) -> list[str]:
    """Give what axe finds serious."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']} {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


def test_a_scenario_is_drawn_by_hand_published_and_lives(live_server: Any, browser: Any) -> None:
    page = office(browser, live_server.url)
    world.version()
    page.goto("/console/journeys/")
    page.get_by_role("button", name="新しいシナリオ").click()
    # From the palette onto the way, by mouse.
    way = page.locator("[data-joint='entry:first']")
    page.locator(".o-canvas-palette [data-kind=wait]").drag_to(way)
    page.get_by_text("3日待つ").wait_for()
    # By the + below it, with what is wrong said at the step.
    page.locator("[data-joint^='s'][data-joint$=':next']").click()
    page.get_by_role("menuitem", name="メッセージを送る").click()
    page.get_by_label("メッセージ", exact=True).select_option(label="春のお知らせ")
    page.get_by_text("「春のお知らせ」を送る").wait_for()
    # Back twice and forth again.
    is_kept(page)
    page.locator(".react-flow__pane").click(position={"x": 8, "y": 8})
    page.keyboard.press("Control+z")
    page.get_by_text("メッセージが選ばれていません").first.wait_for()
    page.keyboard.press("Control+z")
    page.locator(".react-flow__node-step").nth(1).wait_for(state="detached")
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+Shift+z")
    page.get_by_text("「春のお知らせ」を送る").wait_for()
    assert cards(page) == ["3日待つ", "「春のお知らせ」を送る"]
    is_kept(page)
    page.get_by_role("link", name="公開する").click()
    page.locator("#publish").get_by_role("button", name="公開する").click()
    page.get_by_text("稼働中").first.wait_for()
    journey = Journey.objects.get()
    [wait, send] = [one for _name, one in queries.draft_of(journey).ordered()]
    assert (journey.state, journey.version, wait["days"], send.kind) == ("live", 1, 3, "send")
    assert serious(page) == []
    page.context.close()


def test_a_card_is_moved_taken_out_and_noted_beside_and_all_of_it_is_kept(live_server: Any, browser: Any) -> None:
    page = office(browser, live_server.url, theme="dark")
    page.goto(f"/console/journeys/{drawn().pk}/")
    card = page.locator(".react-flow__node[data-id=p]")
    # Until it stands still: the drawing is framed after its cards are there.
    card.hover(position={"x": 60, "y": 30})
    box = card.bounding_box()
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 70, steps=8)
    page.mouse.up()
    page.wait_for_function(
        """(was) => document.querySelector(".react-flow__node[data-id=p]").getBoundingClientRect().x > was""",
        arg=box["x"] + 50,
    )
    page.get_by_role("button", name="メモを追加").click()
    page.locator("textarea:focus").wait_for()
    page.keyboard.type("年末は止める")
    page.locator(".react-flow__node[data-id=ask]").click()
    # The keys are of what is picked, and the canvas shows first what that is.
    page.get_by_role("complementary").get_by_role("heading", name="条件で分ける").wait_for()
    page.keyboard.press("Delete")
    page.locator(".react-flow__node[data-id=ask]").wait_for(state="detached")
    is_kept(page)
    kept = Journey.objects.get().draft
    assert (sorted(kept["steps"]), kept["steps"]["w"]["next"]) == (["p", "w"], "p")
    assert (sorted(kept["view"]["at"]), [one["text"] for one in kept["view"]["notes"]]) == (
        ["entry", "p", "w"],
        ["年末は止める"],
    )
    page.reload()
    page.get_by_role("textbox", name="メモ").wait_for()
    assert serious(page) == []
    page.context.close()


def test_of_two_who_draw_the_slower_keeps_theirs_as_a_scenario_of_its_own(live_server: Any, browser: Any) -> None:
    page = office(browser, live_server.url)
    journey = drawn()
    page.goto(f"/console/journeys/{journey.pk}/")
    page.locator(".react-flow__node[data-id=w]").click()
    journeys.draft(key="way", name="相手の名前", graph=GRAPH, now=world.NOW.replace(hour=2))
    page.locator(".o-canvas-span input").first.fill("8")
    page.get_by_role("button", name="自分の変更を別のシナリオにする").click()
    page.get_by_role("heading", name="3日後のお礼（コピー）").wait_for()
    page.get_by_text("8日待つ").wait_for()
    days = {one.name: one.draft["steps"]["w"]["days"] for one in Journey.objects.all()}
    assert days == {"相手の名前": 3, "3日後のお礼（コピー）": 8}
    page.context.close()


def test_a_phone_reads_a_scenario_and_who_may_not_draw_changes_nothing(live_server: Any, browser: Any) -> None:
    page = office(browser, live_server.url, role="manager", width=390, theme="dark")
    page.goto(f"/console/journeys/{drawn().pk}/")
    page.locator(".react-flow__node[data-id=w]").click()
    sheet = page.get_by_role("complementary", name="選んだもの")
    sheet.get_by_role("heading", name="待つ").wait_for()
    assert (page.locator("[data-joint]").count(), sheet.locator("input").first.is_disabled()) == (0, True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert serious(page) == []
    page.context.close()
