# SPDX-License-Identifier: Apache-2.0
"""Take the pictures of the README from a running demo: `just pictures http://127.0.0.1:8000`."""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGES = {"home": "/console/", "rfm": "/console/figures/rfm/", "customers": "/console/customers/"}
CHROMIUM = os.environ.get("OMOTENASHI_CHROMIUM", "/usr/bin/chromium")


def main(address: str, email: str = "hq@demo.example", password: str = "omotenashi-demo") -> None:  # noqa: S107 - the demo's
    """Sign in as the demo's headquarters and write one picture a page, 1440 px wide, in Japanese."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        page = browser.new_page(viewport={"width": 1440, "height": 960}, locale="ja-JP")
        page.goto(f"{address}/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.wait_for_url("**/console/")
        for name, path in PAGES.items():
            page.goto(f"{address}{path}", wait_until="networkidle")
            page.wait_for_timeout(500)
            page.screenshot(path=Path(__file__).parent / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
