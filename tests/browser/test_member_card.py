# SPDX-License-Identifier: Apache-2.0
"""A phone in a shop: poster, LINE, card, till; an old receipt is claimed; the office sees both on one page."""

from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.people.customers.actions import cards
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations import actions as locations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _sale(number: str, *, amount: int, customer: list[dict[str, str]]) -> dict[str, Any]:
    line = {"sku": "A-1", "name": "麻のシャツ", "quantity": 1, "unit_price": amount, "amount": amount}
    at = clock.now().isoformat()
    return {
        "number": number,
        "channel": "STORE",
        "location": "S1",
        "placed_at": at,
        "customer": customer,
        "lines": [line],
    }


class _Till:
    """A till that speaks to the API as a machine does, over HTTP."""

    def __init__(self, context: Any, url: str, secret: str) -> None:
        self._asks, self._url = context.request, f"{url}/api/v1"
        self._headers = {"Authorization": f"Bearer {secret}"}

    def post(self, path: str, body: dict[str, Any], *, key: str = "") -> Any:
        headers = {**self._headers, **({"Idempotency-Key": key} if key else {})}
        return self._asks.post(f"{self._url}{path}", data=body, headers=headers)

    def rings_up(self, sale: dict[str, Any]) -> None:
        answer = self.post("/orders", {"records": [sale]}, key=f"sale-{sale['number']}")
        assert answer.json()["created"] == 1


def _makes_a_card(page: Any, url: str) -> None:
    page.goto(f"{url}/my/link/{cards.poster_code('S1', medium='store')}/")
    page.get_by_role("button", name="LINEで進む").click()
    page.get_by_text("LINEログインの代わり（試験用）").wait_for()
    page.get_by_role("button", name="渡邉 健一").click()
    page.wait_for_url("**/my/agree/")
    page.get_by_label("お名前").fill("渡邉 健一")
    page.get_by_role("button", name="同意して会員証をつくる").click()
    page.wait_for_url("**/my/card/")
    page.wait_for_selector("[data-picture][data-code]")


def _shown_code(page: Any) -> str:
    return str(page.locator("[data-picture]").get_attribute("data-code"))


def test_a_friend_in_line_shows_a_card_and_the_office_sees_the_purchases(live_server: Any, browser: Any) -> None:
    locations.set_up_retailer(name="試験商店")
    locations.register_locations([locations.LocationRecord(code="S1", name="渋谷店")])
    staff.hire(email="misaki@shop.example", name="田中 美咲", role="headquarters", password="quiet-blue-cloth")
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    page = phone.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    office = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ja-JP")
    till = _Till(office, live_server.url, staff.issue_key(name="till", role="developer", issued_by=None)[1])

    till.rings_up(_sale("R-0001", amount=1980, customer=[]))
    _makes_a_card(page, live_server.url)

    code = _shown_code(page)
    member = till.post("/members/scan", {"code": code}).json()
    assert (member["name"], member["is_live"]) == ("渡邉 健一", True)
    assert till.post("/members/scan", {"code": code}).json()["code"] == "used_card"
    till.rings_up(_sale("R-0002", amount=3300, customer=[{"type": "member_no", "value": member["member_no"]}]))

    page.goto(f"{live_server.url}/my/receipts/")
    page.get_by_text("R-0002").wait_for()
    page.get_by_text("レシートを登録").click()
    page.get_by_label("レシート番号").fill("R-0001")
    page.get_by_label("レシートの日付").fill(clock.day_of(clock.now()).isoformat())
    page.get_by_label("合計金額").fill("1,980円")
    page.get_by_role("button", name="登録する").click()
    page.get_by_text("レシートを登録しました。").wait_for()
    page.get_by_text("R-0001").wait_for()

    desk = office.new_page()
    desk.goto(f"{live_server.url}/console/")
    desk.get_by_label("メールアドレス").fill("misaki@shop.example")
    desk.get_by_label("パスワード").fill("quiet-blue-cloth")
    desk.get_by_role("button", name="ログイン").click()
    desk.wait_for_url("**/console/")
    desk.goto(f"{live_server.url}/console/customers/{member['id']}/")
    assert "渡邉 健一" in desk.locator("h1").inner_text()
    story = desk.locator("main").inner_text()
    assert ("R-0001" in story, "R-0002" in story, "LINE" in story) == (True, True, True)
    assert complaints == []
    phone.close()
    office.close()


def test_the_card_changes_by_itself_and_works_for_a_minute_without_a_network(live_server: Any, browser: Any) -> None:
    locations.set_up_retailer(name="試験商店")
    locations.register_locations([locations.LocationRecord(code="S1", name="渋谷店")])
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    page = phone.new_page()
    page.clock.install()
    _makes_a_card(page, live_server.url)
    # An answer on its way would set the page's clock back by what is run here.
    page.wait_for_load_state("networkidle")
    phone.set_offline(True)
    shown = _shown_code(page)
    while _shown_code(page) == shown:
        page.clock.run_for(250)
    # From the beginning of a code on: of the two minutes that the page holds, more than one and a half are left.
    first = _shown_code(page)
    seen = {first}
    for _ in range(3):
        page.clock.run_for(20_000)
        seen.add(_shown_code(page))
    assert len(seen) == 4
    page.wait_for_selector("omo-card[data-state=offline]")
    page.clock.run_for(80_000)
    page.wait_for_selector("omo-card[data-state=old]")
    phone.close()
