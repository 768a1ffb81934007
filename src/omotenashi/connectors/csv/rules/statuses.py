# SPDX-License-Identifier: Apache-2.0
"""What the words of other systems mean for an order, a line and a product."""

import re
from enum import StrEnum

from omotenashi.base.text.forms import nfkc


class State(StrEnum):
    """What an order is by its status."""

    PLACED = "placed"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    UNFINISHED = "unfinished"  # a checkout that never became an order


class Line(StrEnum):
    """What a line of an order is."""

    GOODS = "goods"
    SHIPPING = "shipping"
    GIFT = "gift"
    CHARGE = "charge"
    DISCOUNT = "discount"
    TAX = "tax"
    POINTS = "points"


_CANCELLED = re.compile(r"キャンセル|取消|取り消|無効|cancel|void|declined|failed|中止")
_NOT_CANCELLED = re.compile(r"キャンセル(不可|期限|待ち前)|not.?cancel|uncancel")
_RETURNED = re.compile(r"返品|返金済|^refunded$|^returned?$|全額返金")
_UNFINISHED = re.compile(r"購入処理中|決済処理中|カート|checkout|draft|abandoned|下書き|仮注文")
_LINES = (
    (Line.SHIPPING, re.compile(r"送料|配送|shipping|delivery|freight|postage")),
    (Line.CHARGE, re.compile(r"手数料|代引|charge|fee")),
    (Line.DISCOUNT, re.compile(r"割引|値引|クーポン|discount|coupon")),
    (Line.POINTS, re.compile(r"ポイント|point")),
    (Line.TAX, re.compile(r"^税|消費税|^tax$")),
    (Line.GIFT, re.compile(r"ギフト|景品|ノベルティ|プレゼント|gift|freebie")),
)
_HIDDEN = re.compile(r"非公開|廃止|下書き|draft|archived|hidden|unpublished|^false$|^0$|^2$|^3$")


def of_order(text: str) -> State:
    """The state behind a status word; unknown words mean an order that was placed."""
    word = nfkc(text).strip().casefold()
    if _UNFINISHED.search(word):
        return State.UNFINISHED
    if _RETURNED.search(word):
        return State.RETURNED
    if _CANCELLED.search(word) and not _NOT_CANCELLED.search(word):
        return State.CANCELLED
    return State.PLACED


def of_line(text: str) -> Line:
    """What a line is by its 明細区分; goods unless the word says otherwise."""
    word = nfkc(text).strip().casefold()
    return next((kind for kind, pattern in _LINES if pattern.search(word)), Line.GOODS)


def is_published(text: str) -> bool:
    """False for 非公開, 廃止, draft, FALSE; EC-CUBE's numbers are 1 公開, 2 非公開, 3 廃止."""
    return _HIDDEN.search(nfkc(text).strip().casefold()) is None


class Contract(StrEnum):
    """What a contract (定期) is by its status."""

    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"


_ENDED = re.compile(r"解約|退会|終了|停止済|キャンセル|cancel|expired|ended|churned")
_RESTS = re.compile(r"休止|一時停止|停止中|保留|スキップ|pause|hold|skip|suspend")


def of_contract(text: str) -> Contract:
    """The state behind a status word of a contract; unknown words mean one that goes on."""
    word = nfkc(text).strip().casefold()
    if _RESTS.search(word):
        return Contract.PAUSED
    return Contract.CANCELLED if _ENDED.search(word) else Contract.ACTIVE
