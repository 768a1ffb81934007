# SPDX-License-Identifier: Apache-2.0
"""CPM on the console: two tiles a rank, the shop's own names, the months and the people of the same ranks."""

from typing import Any

import pytest

from omotenashi.web.console.figures.tests.lake import DAY
from omotenashi.web.console.tests import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop_lake")]


def _blocks(query: str = "", role: str = "headquarters") -> list[Any]:
    answer: Any = shop.signed_in(role, language="ja").get(f"/console/figures/cpm/?{DAY}{query}")
    return list(answer.context["blocks"])


def _tiles(query: str = "") -> dict[str, tuple[str, ...]]:
    matrix = next(block.body for block in _blocks(query) if block.kind == "matrix")
    return {line.label: tuple(cell.value for cell in line.cells) for line in matrix.lines}


def test_four_ranks_are_four_rows_of_two_tiles_and_five_are_five() -> None:
    assert _tiles() == {
        "優良客": ("", "1"), "流行客": ("1", ""), "コツコツ客": ("2", ""), "よちよち客": ("", "1"), "初回客": ("1", "2"),
    }  # fmt: skip
    assert _tiles("&ranks=4") == {
        "優良客": ("", "1"), "コツコツ客": ("2", ""), "よちよち客": ("1", "1"), "初回客": ("1", "2"),
    }  # fmt: skip


def test_names_written_for_five_ranks_stay_with_their_ranks_when_there_are_four() -> None:
    names = "&labels=試し,育ち,常連,旬,上得意"
    assert [list(_tiles(names + ranks)) for ranks in ("", "&ranks=4")] == [
        ["上得意", "旬", "常連", "育ち", "試し"],
        ["上得意", "常連", "育ち", "試し"],
    ]


def test_the_people_of_a_tile_and_the_months_are_asked_with_the_same_ranks() -> None:
    tiles = next(block.body for block in _blocks("&ranks=4") if block.kind == "matrix")
    href = next(line.cells[0].href for line in tiles.lines if line.label == "よちよち客")
    opened: Any = shop.signed_in(language="ja").get(href)

    assert (opened.context["count"], opened.context["cell_words"]) == (
        1, ["顧客層: よちよち客", "状態: 現役", "顧客数"],
    )  # fmt: skip


def test_each_threshold_is_said_beside_its_rank() -> None:
    details = {
        ranks: next(
            line.detail
            for block in _blocks(ranks)
            if block.kind == "matrix"
            for line in block.body.lines
            if line.label == "よちよち客"
        )
        for ranks in ("", "&ranks=4")
    }
    assert details == {"": "¥15,000未満・在籍90日未満", "&ranks=4": "金額によらず・在籍90日未満"}


def test_of_a_tile_of_few_a_low_role_is_told_neither_amount_nor_share() -> None:
    blocks = {block.kind: block.body for block in _blocks(role="support")}
    tiles = {(cell.value, cell.share, cell.level, cell.href) for line in blocks["matrix"].lines for cell in line.cells}

    assert tiles == {("", "", 0, ""), ("5人未満", "", 0, "")}
    assert {cell.text for row in blocks["table"].rows for cell in row[2:]} == {"5人未満", "—"}
