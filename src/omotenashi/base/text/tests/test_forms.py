# SPDX-License-Identifier: Apache-2.0
"""Plain forms, kana, names, search."""

import json

from hypothesis import given
from hypothesis import strategies as st

from omotenashi.base.text import forms, kana, names, search
from omotenashi.base.text.tests.shared import needed


def test_the_golden_vectors_of_nfkc_hold() -> None:
    vectors = json.loads(needed("spec/golden_vectors.json").read_text("utf-8"))["normalise"]
    assert [forms.nfkc(vector["i"]) for vector in vectors] == [vector["nfkc"] for vector in vectors]


def test_a_dash_of_any_kind_between_digits_is_a_hyphen() -> None:
    for dash in "-‐‑‒–—―−－ーｰ":
        assert forms.plain(f"０３{dash}１２３４ {dash} ５６７８") == "03-1234-5678"
    assert forms.plain("コーヒー 1ー2") == "コーヒー 1-2"


def test_digits_come_out_of_any_width() -> None:
    assert forms.digits("〒１００−００１３") == "1000013"


def test_kana_is_stored_wide_and_folded_for_search() -> None:
    assert kana.katakana("ﾔﾏﾀﾞ たろう") == "ヤマダ タロウ"
    assert kana.hiragana("ヴィーナス") == "ゔぃーなす"
    assert kana.katakana("サト-") == "サトー"
    assert kana.is_kana("ﾔﾏﾀﾞ　ﾊﾅｺ") is True
    assert kana.is_kana("山田 ハナコ") is False
    for left, right in (
        ("オーノ", "オオノ"),
        ("ユウコ", "ゆーこ"),
        ("ヴァイオリン", "バイオリン"),
        ("キャッツ", "キヤツツ"),
        ("ｻﾄｳ", "サトー"),
    ):
        assert kana.folded(left) == kana.folded(right)


def test_kana_sorts_like_the_syllabary() -> None:
    given_order = ["ワタナベ", "カトウ", "ガトー", "アベ", "カドタ", "サトウ"]
    assert sorted(given_order, key=kana.sort_key) == [
        "アベ",
        "カトウ",
        "ガトー",
        "カドタ",
        "サトウ",
        "ワタナベ",
    ]


def test_names_meet_in_the_key_and_stay_apart_on_the_screen() -> None:
    assert names.match_key("髙橋　花子 様") == names.match_key("高橋花子")
    assert names.match_key("渡邊 健") == names.match_key("渡辺健")
    assert names.match_key("㈱ヤマダ") == names.match_key("(株)ﾔﾏﾀﾞ")
    assert names.match_key("葛󠄀西") == names.match_key("葛西")
    assert names.shown("　髙橋　　花子 ") == "髙橋 花子"
    assert names.joined(family="山田", given="花子") == "山田 花子"
    assert names.joined(family="Doe", given="John", japanese_order=False) == "John Doe"
    assert names.split("山田　花子") == ("山田", "花子")


def test_a_query_finds_a_text_that_contains_it_in_any_writing() -> None:
    tokens = set(search.search_tokens("髙橋 はなこ 090-1234-5678 hana@example.jp"))
    for query in (
        "高橋",
        "ハナコ",
        "ﾊﾅｺ",
        "1234",
        "０９０",
        "橋",
        "Hana@Example",
        "高橋はなこ",
        "09012345678",
    ):
        assert set(search.query_tokens(query)) <= tokens, query
    assert not set(search.query_tokens("佐藤")) <= tokens
    assert search.query_tokens("  ") == []


@given(st.text(max_size=40))
def test_every_text_finds_itself(text: str) -> None:
    assert set(search.query_tokens(text)) <= set(search.search_tokens(text))
    assert search.folded_text(search.folded_text(text)) == search.folded_text(
        search.folded_text(search.folded_text(text))
    )
