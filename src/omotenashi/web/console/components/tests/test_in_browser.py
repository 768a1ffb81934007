# SPDX-License-Identifier: Apache-2.0
"""The components in a real browser: axe finds nothing, the keyboard is enough, nothing moves, nothing fails quietly."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from omotenashi.people.staff import actions as staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WATCH_SHIFTS = """
window.shifted = 0;
window.moved = [];
new PerformanceObserver((seen) => {
  for (const entry of seen.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.shifted += entry.value;
    window.moved.push(...entry.sources.map((one) => (one.node?.outerHTML ?? one.node?.textContent ?? "").slice(0, 80)));
  }
}).observe({ type: "layout-shift", buffered: true });
"""

type Open = Callable[..., Any]


@pytest.fixture
def open_page(live_server: Any, browser: Any) -> Iterator[Open]:
    """Give a function that opens a path as Hana and fails when the page complained."""
    client = Client()
    client.force_login(
        staff.hire(email="hana@example.jp", name="Hana", role="headquarters", password="quiet-blue-cloth")
    )
    cookies = [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    complaints: list[str] = []
    contexts = []

    def visit(path: str, *, width: int = 1440, theme: str = "light") -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
        contexts.append(context)
        context.add_cookies([*cookies, {"name": "theme", "value": theme, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.add_init_script(WATCH_SHIFTS)
        page.goto(live_server.url + path)
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_nothing_moves(open_page: Open, width: int, theme: str) -> None:
    page = open_page("/console/components/", width=width, theme=theme)
    page.wait_for_selector("omo-chart[data-ready]")
    found = [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    # Letters that come late move lines on a first visit; with them at hand nothing may.
    page.reload()
    page.wait_for_selector("omo-chart[data-ready]")
    assert page.evaluate("window.shifted") < 0.1, page.evaluate("window.moved")


def test_a_list_is_walked_by_keyboard_and_its_rows_are_chosen(open_page: Open) -> None:
    page = open_page("/console/components/people/")
    for key in ("j", "j", "x"):
        page.keyboard.press(key)
    assert page.evaluate("document.querySelector('tr[data-active]').dataset.row") == "1"
    assert page.inner_text("[data-bulk-count]") == "1"


def test_a_search_keeps_the_focus_and_the_whole_list_follows(open_page: Open) -> None:
    page = open_page("/console/components/people/?tier=GOLD&after=8")
    page.keyboard.press("/")
    page.keyboard.type("林")
    page.wait_for_function("document.querySelectorAll('tbody tr').length === 1")
    assert page.url.endswith("/console/components/people/?q=%E6%9E%97&tier=GOLD")
    assert page.evaluate("document.activeElement.value") == "林"
    assert page.get_attribute(".o-segment a >> nth=1", "href") == "?tier=GOLD&q=%E6%9E%97&density=dense"


def test_a_cell_opens_its_people_beside_the_page(open_page: Open) -> None:
    page = open_page("/console/components/")
    page.click(".o-matrix td a >> nth=0")
    page.wait_for_selector("#drawer[open] .o-list")
    page.click("#drawer .o-tabs a >> nth=1")
    page.wait_for_selector("#drawer .o-tabs a[aria-current]:has-text('Dormant')")
    assert page.url.endswith("/console/components/")
    page.keyboard.press("Escape")
    assert page.query_selector("#drawer[open]") is None


def test_the_search_opens_by_keyboard_and_leads_to_a_page(open_page: Open) -> None:
    page = open_page("/console/components/people/")
    page.keyboard.press("Control+k")
    page.keyboard.type("compon")
    page.wait_for_selector("#palette [aria-selected='true']:has-text('Components')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/components/")


def test_a_dangerous_button_asks_and_wants_the_name_typed(open_page: Open) -> None:
    page = open_page("/console/components/")
    page.click("[data-confirm-type]")
    assert page.is_disabled("[data-confirm-yes]")
    page.keyboard.type("M-0001")
    assert page.is_enabled("[data-confirm-yes]")


def test_the_theme_is_kept_without_a_flash(open_page: Open) -> None:
    page = open_page("/console/components/people/")
    page.click("[data-theme-switch]")
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"
