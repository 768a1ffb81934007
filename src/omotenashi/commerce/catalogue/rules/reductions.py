# SPDX-License-Identifier: Apache-2.0
"""Which price may stand crossed out beside a lower one: what the authority calls a price of a recent, considerable time. Pure.

Of the eight weeks before the reduction began it held on more than half of the days on which the goods were sold, on two weeks of
days at least, and on one of the last fourteen (価格表示ガイドライン, 二重価格表示).
"""

from collections import Counter
from collections.abc import Sequence

DAYS, LEAST, LATELY = 56, 14, 14


def held(days: Sequence[int | None], *, present: int) -> int | None:
    """Give the price that may be compared with the present one, from the price of each day, the oldest first.

    None of a day: the goods were not sold yet. None as the answer: nothing may be crossed out.
    """
    sold = [price for price in days[-DAYS:] if price is not None]
    for price, count in Counter(sold).most_common(1):
        if price > present and count >= LEAST and 2 * count > len(sold) and price in days[-LATELY:]:
            return price
    return None
