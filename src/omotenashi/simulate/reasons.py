# SPDX-License-Identifier: Apache-2.0
"""購入理由: what buyers of the demo say when they are asked, by where they bought and what led them there. Invented."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from omotenashi.commerce.orders.actions import reasons
from omotenashi.commerce.orders.actions.reasons import ReasonRecord
from omotenashi.simulate.draws import Floats, generator
from omotenashi.simulate.model import World
from omotenashi.simulate.numbers import order_numbers
from omotenashi.simulate.parameters import CHANNELS
from omotenashi.simulate.purchases import MEDIA
from omotenashi.simulate.records import SOURCES
from omotenashi.simulate.trade_year import moment

LIST = """商品が気に入った: デザイン, 色, 素材, 品質
口コミ: 友人, 友達, 知人, 家族, 紹介
スタッフのすすめ: 店員, スタッフ, 接客
レビュー・SNS: レビュー, インスタ, SNS, ブログ
価格・キャンペーン: 安, 価格, クーポン, セール, ポイント
贈り物: プレゼント, ギフト, 贈, 誕生日
その他"""
_NAMES = tuple(line.partition(":")[0] for line in LIST.splitlines())
# How often each of them is said, in a shop and elsewhere.
_SHARES = {"STORE": (0.22, 0.12, 0.36, 0.06, 0.08, 0.12, 0.04), "": (0.26, 0.14, 0.0, 0.26, 0.18, 0.1, 0.06)}
_ANSWERED = {"STORE": 0.45, "EC": 0.32, "LINE": 0.38, "PHONE": 0.25}
_WORDS = (
    "友人にすすめられて",
    "色がきれいだったので",
    "母の誕生日に贈りたくて",
    "レビューの評価が高かった",
    "なんとなく",
    "スタッフさんの説明がわかりやすかった",
    "クーポンが届いたので",
    "来客用のお茶を切らしていて",
    "来客用に少し良いものを",
    "在宅勤務の休憩に",
    "在宅勤務のお供を探していて",
    "いつものお茶がなくなったから",
    "肌触りが好きで、色も気に入りました",
    "インスタの投稿を見て",
)
_IN_WORDS = 0.06


@dataclass(slots=True)
class Asker:
    """Asks the buyers of a batch; the same world says the same."""

    world: World
    _numbers: list[str] = field(init=False)
    _throws: Floats = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = order_numbers(self.world.purchases)
        self._throws = generator(seed=self.world.seed, purpose="reasons").random((len(self.world.purchases), 3))

    def begin(self) -> None:
        """Ask from the first day on."""
        reasons.set_reasons(LIST, now=moment(int(self.world.purchases.at[0])))

    def ask(self, *, first: int, end: int, now: datetime) -> int:
        """Write down what was answered about the orders from place `first` to before `end`."""
        made = [self._answer(place) for place in range(first, end) if self._answers(place)]
        return reasons.give_reasons(made, now=now) if made else 0

    def _answers(self, place: int) -> bool:
        channel = CHANNELS[int(self.world.purchases.channel[place])]
        gone = self.world.baskets.cancelled[place] or self.world.purchases.anonymous[place]
        return not gone and bool(self._throws[place, 0] < _ANSWERED[channel])

    def _answer(self, place: int) -> ReasonRecord:
        bought = self.world.purchases
        channel = int(bought.channel[place])
        _asked, throw, words = map(float, self._throws[place])
        reason = _drawn(_SHARES.get(CHANNELS[channel], _SHARES[""]), throw)
        # Whoever came by a campaign often says so.
        if MEDIA[bought.medium[place]] and throw > 0.8:
            reason = _NAMES.index("価格・キャンペーン")
        own = words < _IN_WORDS
        return ReasonRecord(
            origin=SOURCES[channel], number=self._numbers[place], reason="" if own else _NAMES[reason],
            comment=_WORDS[int(words / _IN_WORDS * len(_WORDS))] if own else "",
            asked="till" if CHANNELS[channel] == "STORE" else "storefront",
            at=moment(int(bought.at[place])) + timedelta(seconds=90),
        )  # fmt: skip


def _drawn(shares: Sequence[float], throw: float) -> int:
    for place, share in enumerate(shares):
        throw -= share
        if throw < 0:
            return place
    return len(shares) - 1
