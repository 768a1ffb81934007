# SPDX-License-Identifier: Apache-2.0
"""The list of reasons that a house is given to begin with reads what Japanese buyers write."""

from collections import Counter

from django.utils import translation

from omotenashi.commerce.orders.queries.reasons import Reason, coded, read
from omotenashi.web.console.service.words import SUGGESTED

GOODS, MOUTH, STAFF, WEB, PRICE, GIFT, REST = (
    "商品が気に入った", "口コミ", "スタッフのすすめ", "レビュー・SNS", "価格・キャンペーン", "贈り物", "その他",
)  # fmt: skip
# As buyers write them, on the page after an order, at the till and on LINE.
COMMENTS = {
    "柄がとても素敵だったので": GOODS, "肌触りが良くて即決しました": GOODS, "試飲したら香りが良くて": GOODS, "一目ぼれです！": GOODS,
    "職場の同僚が使っていて": MOUTH, "友人からの紹介です": MOUTH, "妹に口コミで聞いた": MOUTH,
    "店員さんの説明が丁寧で納得": STAFF, "試着を手伝ってもらえたから": STAFF, "相談に乗っていただいて": STAFF,
    "レビューの評価が高かった": WEB, "インスタで見かけて": WEB, "雑誌に載っていました": WEB, "動画を見て欲しくなった": WEB,
    "クーポンがもらえたので": PRICE, "送料が無料だった": PRICE, "思ったより安かった": PRICE,
    "母の日に": GIFT, "引っ越しのお祝いとして": GIFT, "なんとなく": REST,
}  # fmt: skip


def listed() -> tuple[Reason, ...]:
    """The list that a house is given to begin with, in Japanese."""
    with translation.override("ja"):
        return read("\n".join(str(line) for line in SUGGESTED))


def test_twenty_comments_fall_into_seven_groups_of_the_list_one_begins_with() -> None:
    found = {comment: coded(comment, listed()) for comment in COMMENTS}
    assert found == COMMENTS
    assert len(Counter(found.values())) == 7
