# SPDX-License-Identifier: Apache-2.0
"""What some buyers of the demo say of goods, and how far they got with them: a few dozen of each, all invented.

Deterministic by the place of an order. Repeated, it says the same: a review is one voice, progress never goes back.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from omotenashi.commerce.orders.models import OrderLine
from omotenashi.commerce.reviews import actions as reviews
from omotenashi.commerce.usage import actions as usage

_NEWEST, _EVERY_REVIEW = 240, 6
_AFTER = timedelta(days=4)
# By the letter of the category: what is said of things to eat and to smell, to wear, and to use at the table.
_TASTE: Final = (
    (5, "香りがとてもよく、毎朝の楽しみになりました。また購入します。"),
    (5, "贈りものにしたところ、とても喜ばれました。包装も丁寧でした。"),
    (3, "味は好きですが、送料が高いのが惜しいです。"),
    (2, "期待したほどではありませんでした。量も少なく感じます。"),
)
_CLOTH: Final = (
    (5, "肌触りが最高です。色違いも欲しくなりました。"),
    (4, "色は写真より少し落ち着いていますが、使いやすくて気に入っています。"),
    (2, "思っていたより小さくて残念です。サイズをもっとわかりやすく書いてほしいです。"),
    (5, "友人のおすすめで買いました。軽くて持ちやすいです😊"),
)
_WARE: Final = (
    (4, "しっかりした作りで安心して使えます。値段も手ごろです。"),
    (3, "普段づかいにしています。可もなく不可もなく。"),
    (1, "届いたときに箱が潰れていて、欠けもありました。がっかりです。"),
    (5, "手になじんで、毎日使っています。"),
)
_VOICES: Final = {**dict.fromkeys("TKFSG", _TASTE), **dict.fromkeys("ABOHN", _CLOTH), **dict.fromkeys("CD", _WARE)}
# By the letter of the category: what is done with it.
_KINDS: Final = {"T": "used", "K": "opened", "F": "used", "S": "opened", "G": "opened"}
_PARTS: Final = (1.0, 0.4, 1.0, 0.75, 0.0, 1.0, 0.2, 0.9)


def tell(*, now: datetime) -> None:
    """Let some of the newest known buyers speak."""
    bought = _bought(now)
    for place, (node, _sku, code, product, at) in enumerate(bought[::_EVERY_REVIEW]):
        voices = _VOICES.get(code[:1], _WARE)
        rating, text = voices[place % len(voices)]
        one = reviews.write(node_ids=[node], product_id=product, rating=rating, text=text, now=at + _AFTER)
        if place % 5:
            reviews.show(one, now=at + 2 * _AFTER)
    usage.note([one for place, row in enumerate(bought) for one in _usage(place, row)], now=now)


type Bought = tuple[UUID, str, str, UUID, datetime]


def _bought(now: datetime) -> list[Bought]:
    """Give the newest lines that somebody known bought long enough ago and kept: node, SKU, code, product, moment."""
    lines = OrderLine.objects.filter(
        kind="goods", uid=None, returned=0, variant__isnull=False, order__cancelled_at=None, order__returned_total=0,
        order__placed_at__lte=now - 3 * _AFTER, order__node__nodeperson__isnull=False,
    )  # fmt: skip
    rows = lines.order_by("-order__placed_at", "order__number", "sku").values_list(
        "order__node_id", "sku", "variant__product__code", "variant__product_id", "order__placed_at"
    )
    return list(rows[:_NEWEST])


def _usage(place: int, row: Bought) -> list[usage.UsageRecord]:
    node, sku, code, _product, at = row
    part, kind = _PARTS[place % len(_PARTS)], _KINDS.get(code[:1])
    if kind is None or place % 3 == 0:
        return []
    said = usage.Said(sku=sku, kind=kind, progress=1.0 if kind == "opened" else part)
    return [usage.UsageRecord(node_id=node, said=said, at=at + _AFTER)]
