# SPDX-License-Identifier: Apache-2.0
"""継続・離脱: the threshold that the shop's own gaps propose, and both sides beside each other."""

from typing import Any

import pytest
from django.test import Client

from omotenashi.web.console.figures.tests.lake import DAY
from omotenashi.web.console.tests import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop_lake")]


def _blocks(client: Client, address: str, kind: str) -> list[Any]:
    context: Any = client.get(f"/console/figures/{address}").context
    return [block for block in context["blocks"] if block.kind == kind]


@pytest.mark.parametrize("page", ["flow", "churn"])
def test_the_threshold_is_proposed_from_the_gaps_and_set_with_one_press(page: str) -> None:
    client = shop.signed_in(language="ja")
    [block] = _blocks(client, f"{page}/?{DAY}", "proposal")

    # Gaps of the example: 10, 30, 36, 60, 60, 60, 131, 265. Nine of ten are not longer than 171.2 days.
    assert block.body["said"] == "購入間隔の9割は172日以内です（n = 8）。"
    assert block.body["act"] == "離脱基準日数を172日にする"
    [taken] = _blocks(client, block.body["href"].removeprefix("/console/figures/"), "proposal")
    assert (taken.body["act"], taken.body["now"]) == ("", "いまの離脱基準日数は172日です。")


def test_the_flow_shows_what_both_sides_had_bought_and_each_number_opens_its_people() -> None:
    client = shop.signed_in()
    [block] = _blocks(client, f"flow/?{DAY}", "bars")

    rows = {row["name"]: [cell["text"] for cell in row["cells"]] for row in block.body["rows"]}
    assert rows["A"] == ["60.0%", "100.0%", "3", "2", "0", "40.0%"]
    behind: Any = client.get(block.body["rows"][0]["cells"][3]["href"]).context
    assert behind["count"] == 2
    assert client.get(block.href).status_code == 200


def test_a_filter_of_the_flow_stays_on_the_way_to_the_people_and_to_the_comparison() -> None:
    client = shop.signed_in()
    [block] = _blocks(client, f"flow/?{DAY}&channel=STORE&days=100", "bars")

    hrefs = [block.href, *(cell["href"] for row in block.body["rows"] for cell in row["cells"] if cell.get("href"))]
    assert [("channel=STORE" in href, "days=100" in href) for href in hrefs] == [(True, True)] * len(hrefs)


def test_a_low_role_sees_no_side_of_a_few() -> None:
    client = shop.signed_in("support")
    [block] = _blocks(client, f"flow-profile/?{DAY}", "bars")

    assert [{cell["text"] for cell in row["cells"]} for row in block.body["rows"]] == [{"—"}, {"—"}]


def test_the_note_on_intervals_says_each_number_as_its_tile_does() -> None:
    answer: Any = shop.signed_in(language="ja").get(f"/console/figures/interval/?{DAY}&gaps=all")
    blocks = {block.kind: block.body for block in answer.context["blocks"]}
    tiles = {one["label"]: one["value"] for one in blocks["totals"]}

    # Gaps of the example: 10, 30, 36, 60, 60, 60, 131, 265.
    assert tiles == {"戻ってきた顧客": "5", "中央値": "60日", "平均": "81.5日", "9割が戻るまで": "171.2日"}
    assert blocks["chart"]["note"] == (
        "送るなら購入から60日前後。戻る顧客の9割は171.2日以内に戻ります。戻ってきた顧客だけの集計です（8人中5人）。"
    )
