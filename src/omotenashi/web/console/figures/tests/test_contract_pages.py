# SPDX-License-Identifier: Apache-2.0
"""定期継続率 by advertiser on the console: a matrix whose cells open people, and of a few nothing for a low role."""

from typing import Any

import pytest

from omotenashi.web.console.figures.tests.lake import DAY
from omotenashi.web.console.tests import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop_lake")]
ASKED = f"{DAY}&by=advertiser"


def _blocks(query: str, role: str = "headquarters") -> dict[str, Any]:
    answer: Any = shop.signed_in(role, language="ja").get(f"/console/figures/subscription/?{query}")
    return {block.kind: block for block in answer.context["blocks"]}


def test_advertisers_stand_against_deliveries_and_a_cell_opens_who_was_sent_it() -> None:
    matrix = _blocks(ASKED)["matrix"].body
    opened: Any = shop.signed_in(language="ja").get(matrix.lines[1].cells[1].href)

    assert [(line.label, line.detail, *(cell.value for cell in line.cells)) for line in matrix.lines] == [
        ("FL", "2契約", "100.0%", "100.0%", "100.0%", ""),
        ("TV", "2契約", "100.0%", "100.0%", "50.0%", "50.0%"),
        ("不明", "1契約", "100.0%", "", "", ""),
    ]
    assert (opened.context["count"], opened.context["cell_words"]) == (
        2, ["区分: TV", "配送: 2", "お届けした顧客"],
    )  # fmt: skip


def test_the_shops_own_names_stand_in_the_place_of_media() -> None:
    named = f"{DAY}&by=media_group&media_groups=TV=テレビ,FL02=チラシ"
    assert [line.label for line in _blocks(named)["matrix"].body.lines] == ["チラシ", "テレビ", "不明"]


def test_the_headline_is_that_of_all_contracts_however_they_are_divided() -> None:
    assert (_blocks(DAY)["bars"].title, _blocks(ASKED)["chart"].body["title"]) == (
        "3回目までの継続率は66.7%。5件のうち4件が継続中",
    ) * 2


def test_of_a_few_contracts_a_low_role_is_told_neither_number_nor_rate() -> None:
    blocks = _blocks(ASKED, "support")

    assert {cell.value for line in blocks["matrix"].body.lines for cell in line.cells} == {""}
    assert "chart" not in blocks
    words = {cell.text for row in blocks["table"].body.rows for cell in row[2:-1]}
    assert words == {"—", "5人未満", "0"}
