# SPDX-License-Identifier: Apache-2.0
"""A browser of somebody of the office, or of anybody: its page notes what a script complains of."""

from typing import Any

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def go(pressed: Any) -> None:
    """Press what leads to another page, and wait until its scripts are at work."""
    pressed.click()
    pressed.page.wait_for_load_state()


def page(browser: Any, url: str, client: Any = None, *, size: dict[str, int] = DESK) -> Any:
    """Open a page in a window of its own, in Japanese; with a client as who that client is."""
    context = browser.new_context(viewport=size, locale="ja-JP", base_url=url)
    if client is not None:
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.complaints = []
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    return opened
