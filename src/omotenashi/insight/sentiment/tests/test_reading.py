# SPDX-License-Identifier: Apache-2.0
"""The mood of what buyers write: twenty reviews that the word list was not made from, and the rules one by one."""

import pytest

from omotenashi.insight.sentiment.reading import read

# Written and labelled before they were read for the first time. Then 19 were right; 二度と taught a rule.
LABELLED = [
    ("good", "生地がしっかりしていて、届いたその日から毎日使っています。母にも色違いで贈りました。"),
    ("good", "サイズ感がちょうどよく、着心地も最高です。リピート確定！"),
    ("good", "梱包がとても丁寧で、店員さんの手書きのカードに感動しました。"),
    ("good", "値段の割に安っぽくなく、職場でも褒められました。"),
    ("good", "洗濯しても縮まず、毛玉もできません。買ってよかった。"),
    ("good", "注文した翌日に届いてびっくり。対応も早くて安心できました😊"),
    ("good", "子どもが気に入って離しません。もっと早く買えばよかったです。"),
    ("bad", "写真と色がまったく違っていて、正直がっかりしました。"),
    ("bad", "一週間で取っ手が取れました。二度と買いません。"),
    ("bad", "問い合わせても返事が来ない。対応が遅すぎます。"),
    ("bad", "デザインは可愛いのに、生地がチクチクして長く着られません。"),
    ("bad", "期待したほどではありませんでした。この値段なら別のものを選びます。"),
    ("bad", "重くて持ちにくいです。箱も潰れていて残念でした。"),
    ("bad", "すぐに毛玉ができて、見た目も安っぽい。おすすめできません。"),
    ("bad", "香りがきつくて頭が痛くなりました😢"),
    ("plain", "先週注文して、今日届きました。まだ使っていません。"),
    ("plain", "色は紺、サイズはMを購入。身長は160センチです。"),
    ("plain", "可もなく不可もなくといったところです。"),
    ("plain", "デザインは好きですが、サイズが合わず少し残念です。"),
    ("plain", "友人の誕生日プレゼントに選びました。来月渡す予定です。"),
]  # fmt: skip


def test_at_least_sixteen_of_twenty_reviews_are_read_rightly() -> None:
    wrong = [(label, read(text).mood, text) for label, text in LABELLED if read(text).mood != label]
    assert len(LABELLED) - len(wrong) >= 16, wrong


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("満足です", "good"), ("満足できませんでした", "bad"), ("悪くないです", "good"), ("問題ありません", "good"),
        ("問題がありました", "bad"), ("使いやすい", "good"), ("使いにくい", "bad"), ("もう少し大きければよかった", "bad"),
        ("高すぎず低すぎず", "good"), ("友人と雑貨の店で", "plain"), ("", "plain"), ("👍", "good"),
    ],
)  # fmt: skip
def test_a_rule_reads_what_it_is_for(text: str, mood: str) -> None:
    assert read(text).mood == mood


def test_a_verdict_names_its_words_and_what_they_weighed() -> None:
    assert [(one.word, one.weight) for one in read("とても満足。でも少し重い").found] == [
        ("満足", 1.6),
        ("重い", -0.84),
    ]


def test_what_follows_a_but_counts_more() -> None:
    assert (read("可愛いけど壊れた").mood, read("壊れたけど可愛い").mood) == ("bad", "good")


def test_a_further_word_takes_the_not_for_itself() -> None:
    assert [one.weight for one in read("可愛くて痛くない").found] == [1.0, 0.6]
