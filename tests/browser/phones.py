# SPDX-License-Identifier: Apache-2.0
"""What a phone does in several stories: buy a shirt that is fetched in Ginza."""

from typing import Any


def buys_at_ginza(page: Any, url: str) -> None:
    """Buy it and pay; the page of the order is there."""
    page.goto(f"{url}/shop/p/SHIRT/?store=GINZA")
    page.get_by_role("button", name="銀座店で受け取る").click()
    page.get_by_role("link", name="購入手続きへ進む").click()
    page.get_by_label("お名前").fill("髙﨑 花子")
    page.get_by_label("メールアドレス").fill("hanako@example.jp")
    page.get_by_label("電話番号").fill("03-1234-5678")
    page.get_by_role("button", name="最終確認へ進む").click()
    page.get_by_role("button", name="注文を確定する").click()
    page.wait_for_url("**/pay/simulator/**")
    page.locator("button[value=success]").click()
    page.wait_for_url("**/shop/o/**")
