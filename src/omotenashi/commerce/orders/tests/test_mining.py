# SPDX-License-Identifier: Apache-2.0
"""Free words of 購入理由: what a comment met, and groups that the list does not know."""

import pytest

from omotenashi.commerce.orders.rules.mining import met, suggested, words_of
from omotenashi.commerce.orders.rules.reasons import read


def test_a_comment_names_the_words_that_told_the_longest_of_those_within_each_other() -> None:
    known = read("価格: 安, セール\n品質: 安心")
    assert met("セールで安く、安心でした", known) == {"価格": ("セール", "安"), "品質": ("安心",)}


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("通勤用のバッグを探して", {"通勤用", "通勤", "勤用", "バッグ"}), ("ＳＮＳとYouTubeで", {"sns", "youtube"}),
        ("今回は購入しました", set()), ("", set()),
    ],
)  # fmt: skip
def test_words_are_cut_where_the_script_changes(comment: str, words: set[str]) -> None:
    assert words_of(comment) == words


def test_groups_are_found_by_words_that_come_together() -> None:
    comments = [
        "通勤用のバッグを探して",
        "通勤用のバッグが壊れて",
        "来客の茶菓子に",
        "来客に茶菓子を",
        "ふと",
        "通勤に",
    ]
    assert [(one.name, one.words, one.comments) for one in suggested(comments)] == [
        ("通勤", ("通勤", "バッグ"), (0, 1, 5)), ("茶菓子", ("茶菓子", "来客"), (2, 3)),
    ]  # fmt: skip
    assert suggested(comments)[0].line == "通勤: 通勤, バッグ"


def test_what_only_one_says_is_no_group() -> None:
    assert suggested(["通勤に", "来客に"]) == []
