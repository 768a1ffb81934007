# SPDX-License-Identifier: Apache-2.0
"""The first hour in a real browser: sign in, drop a CP932 file, correct a column, see F2 and RFM, open a customer."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from omotenashi.engagement.audience.models import Segment
from omotenashi.insight.lake.store import Lake
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations import actions as locations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE = ["髙橋 花子", "佐藤 健", "鈴木 一郎", "渡邉 直子"]


def _orders(path: Path) -> Path:
    """Four customers in CP932; the first two come back after 20 and 50 days. `ひとこと` is the member number."""
    rows = ["受注番号,受注日,商品コード,商品名,数量,単価,お名前,ひとこと"]
    for place, name in enumerate(PEOPLE):
        rows.append(f"J{place}-1,2025/01/1{place},0012,湯呑み,1,1200,{name},M00{place}")
    rows.append(f"J0-2,2025/01/30,0013,急須,1,3400,{PEOPLE[0]},M000")
    rows.append(f"J1-2,2025/03/02,0013,急須,2,3400,{PEOPLE[1]},M001")
    rows.append(f"J2-2,2025/12/31,0013,急須,1,3400,{PEOPLE[2]},M002")
    path.write_bytes("\r\n".join(rows).encode("cp932"))
    return path


def _choose(page: Any, header: str, field: str) -> None:
    page.locator("tr", has=page.get_by_text(header, exact=True)).locator("select").select_option(label=field)


def test_an_own_file_becomes_f2_rfm_and_the_customers_behind_them(
    live_server: Any, browser: Any, tmp_path: Path
) -> None:
    locations.set_up_retailer(name="試験商店")
    staff.hire(email="misaki@shop.example", name="田中 美咲", role="headquarters", password="quiet-blue-cloth")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ja-JP")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"{live_server.url}/")
    page.get_by_label("メールアドレス").fill("misaki@shop.example")
    page.get_by_label("パスワード").fill("quiet-blue-cloth")
    page.get_by_role("button", name="ログイン").click()
    page.wait_for_url("**/console/")

    page.goto(f"{live_server.url}/console/imports/")
    page.locator("input[type=file]").set_input_files(_orders(tmp_path / "受注.csv"))
    page.wait_for_url("**/columns/")
    assert "髙橋 花子" in page.content()
    _choose(page, "ひとこと", "会員番号")
    page.get_by_role("button", name="取込結果を確認する").click()
    page.wait_for_url("**/preview/")
    page.get_by_role("button", name="取り込む").first.click()
    page.wait_for_url(lambda url: url.rstrip("/").count("/") == 5 and "preview" not in url)
    assert Lake(settings.LAKE_PATH).manifest().rows("orders") == 7

    page.goto(f"{live_server.url}/console/figures/f2/")
    row = page.locator("tr", has=page.get_by_text("60日", exact=False)).first
    assert "50" in row.inner_text()
    page.goto(f"{live_server.url}/console/figures/rfm/")
    page.locator(".o-matrix a[data-drawer]").first.click()
    drawer = page.get_by_role("dialog")
    # Two clicks: the cell, and the segment of exactly the people in it.
    count = drawer.locator("[data-count]").get_attribute("data-count")
    drawer.get_by_role("button", name="セグメントにする").click()
    page.wait_for_url("**/console/segments/*/")
    assert str(Segment.objects.get().size) == count
    page.go_back()
    page.locator(".o-matrix a[data-drawer]").first.click()
    drawer.locator("a[href*='/console/customers/']").first.click()
    page.wait_for_url("**/console/customers/*/")
    assert any(name in page.locator("h1").inner_text() for name in PEOPLE)
    assert complaints == []
    context.close()
