# SPDX-License-Identifier: Apache-2.0
"""購入理由: what is asked, how free words are coded, and that an answer stands once on the line of time."""

from datetime import timedelta

import pytest

from omotenashi.commerce.orders.actions import reasons
from omotenashi.commerce.orders.actions.reasons import ReasonRecord
from omotenashi.commerce.orders.queries.reasons import reason_of, reasons_asked
from omotenashi.commerce.orders.rules.reasons import BadReasons, Reason, coded, read
from omotenashi.commerce.orders.tests.records import NOW, furnish, kept, order, record
from omotenashi.people.timeline.models import Entry

LIST = """商品: デザイン, 色, 素材, 品質
口コミ: 友人, 友達, 知人, 紹介
スタッフ: 店員, 接客
SNS: インスタ, レビュー, ブログ
価格： 安、セール、クーポン
贈り物: プレゼント, ギフト, 誕生日
その他"""
COMMENTS = {
    "色がとてもきれいでした": "商品", "素材が好みなので": "商品", "デザインに一目ぼれ": "商品", "品質がよさそう": "商品",
    "友人にすすめられました": "口コミ", "知人の紹介で": "口コミ", "友達が使っていたから": "口コミ",
    "店員さんの説明がていねい": "スタッフ", "接客がよかった": "スタッフ", "スタッフの方に選んでもらった": "スタッフ",
    "インスタで見て": "SNS", "レビューの評価が高い": "SNS", "ブログで知りました": "SNS",
    "セールで安くなっていた": "価格", "クーポンがあったから": "価格", "思ったより安い": "価格",
    "母の誕生日に": "贈り物", "プレゼント用です": "贈り物", "出産祝いのギフト": "贈り物", "なんとなく": "その他",
}  # fmt: skip


@pytest.fixture
def sold(db: None) -> None:
    furnish()
    record(order())


def said(reason: str = "", comment: str = "", number: str = "1") -> ReasonRecord:
    return ReasonRecord(origin="ec", number=number, reason=reason, comment=comment, asked="storefront", at=NOW)


def test_twenty_comments_are_coded_into_seven_groups() -> None:
    assert {comment: coded(comment, read(LIST)) for comment in COMMENTS} == COMMENTS


def test_a_list_is_read_as_it_is_written() -> None:
    assert read("口コミ： 友人、 知人\n\nその他\n") == (Reason("口コミ", ("友人", "知人")), Reason("その他"))


@pytest.mark.parametrize("written", ["口コミ\n口コミ", "\n".join(map(str, range(13))), "あ" * 31, ": 友人"])
def test_a_list_that_cannot_be_buttons_is_refused(written: str) -> None:
    with pytest.raises(BadReasons):
        read(written)


def test_a_list_holds_from_its_moment_on(db: None) -> None:
    reasons.set_reasons("口コミ", now=NOW)
    reasons.set_reasons("", now=NOW + timedelta(days=1))
    moments = (NOW - timedelta(days=1), NOW, NOW + timedelta(days=2))

    assert [[one.name for one in reasons_asked(at)] for at in moments] == [[], ["口コミ"], []]


def test_an_answer_stands_once_and_a_new_one_beside_it(sold: None) -> None:
    reasons.set_reasons(LIST, now=NOW)
    given = [
        reasons.give_reasons([said(**words)], now=NOW)
        for words in ({"reason": "SNS"}, {"reason": "SNS"}, {"comment": "友人から"})
    ]

    assert given == [1, 1, 1]
    assert [(entry.name, entry.props["reason"], entry.node_id) for entry in Entry.objects.order_by("seq")] == [
        ("Purchase Reason Given", "SNS", kept().node_id), ("Purchase Reason Given", "口コミ", kept().node_id),
    ]  # fmt: skip
    assert reason_of(kept()) == {
        "order_id": "1", "origin": "ec", "reason": "口コミ", "asked": "storefront", "read": "comment", "comment": "友人から",
    }  # fmt: skip


def test_silence_and_orders_that_nobody_has_are_no_answers(sold: None) -> None:
    assert reasons.give_reasons([said(), said("SNS", number="99")], now=NOW) == 0
    assert (Entry.objects.count(), reason_of(kept())) == (0, None)
