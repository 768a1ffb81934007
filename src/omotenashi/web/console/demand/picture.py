# SPDX-License-Identifier: Apache-2.0
"""One SKU as a picture: weeks that were, weeks that will be with their band; below it the stock and how long it lasts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, LEFT, RIGHT = 960.0, 44.0, 12.0
TOP, SALES, BETWEEN, STOCK, FOOT = 22.0, 190.0, 34.0, 110.0, 22.0
HEIGHT = TOP + SALES + BETWEEN + STOCK + FOOT


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """`sold` of past weeks, the oldest first; `ahead`, `low`, `high` of those to come; labels of all of them.

    `gone`: days without stock of each past week. `stock`: what lay there at the end of past weeks (None: not known).
    """

    labels: Sequence[str]
    sold: Sequence[int]
    gone: Sequence[int]
    ahead: Sequence[float]
    low: Sequence[int]
    high: Sequence[int]
    stock: Sequence[int | None]
    held: int
    reorder_point: int


def drawn(weeks: Weeks) -> dict[str, Any]:
    """Everything a template puts into an SVG, in its coordinates."""
    past, count = len(weeks.sold), len(weeks.sold) + len(weeks.ahead)
    step = (WIDTH - LEFT - RIGHT) / count
    top = ceiling(max([*weeks.sold, *weeks.high, 1]))
    left = [max(weeks.held - sum(weeks.ahead[:n]), 0.0) for n in range(len(weeks.ahead) + 1)]
    most = ceiling(max([one for one in weeks.stock if one is not None] + [*left, weeks.reorder_point, 1.0]))
    sales, stock = _Axis(TOP, SALES, top), _Axis(TOP + SALES + BETWEEN, STOCK, most)
    middle = [LEFT + step * (n + 0.5) for n in range(count)]
    now = LEFT + step * past
    known = [(middle[n] + step / 2, stock.y(one)) for n, one in enumerate(weeks.stock) if one is not None]
    coming = [(now + step * n, stock.y(one)) for n, one in enumerate(left)]
    return {
        "width": WIDTH, "height": HEIGHT, "now": _r(now), "now_label": _r(now + 5), "base": _r(sales.y(0)), "left": LEFT, "right": WIDTH - RIGHT,
        "floor": _r(stock.y(0)), "stock_top": stock.top, "stock_label": stock.top - 9, "foot": HEIGHT - 4,
        "bars": [
            {"x": _r(middle[n] - step * 0.34), "y": _r(sales.y(one)), "w": _r(step * 0.68), "h": _r(sales.y(0) - sales.y(one)),
             "n": one, "label": weeks.labels[n], "gone": weeks.gone[n]}
            for n, one in enumerate(weeks.sold)
        ],
        "gaps": [
            {"x": _r(middle[n] - step * 0.5), "w": _r(step), "share": _r(0.25 + 0.75 * days / 7), "days": days, "label": weeks.labels[n]}
            for n, days in enumerate(weeks.gone) if days
        ],
        "band": _points([(middle[past + n], sales.y(one)) for n, one in enumerate(weeks.high)]
                        + [(middle[past + n], sales.y(one)) for n, one in reversed(list(enumerate(weeks.low)))]),
        "line": _points([(middle[past + n], sales.y(one)) for n, one in enumerate(weeks.ahead)]),
        "dots": [
            {"x": _r(middle[past + n]), "y": _r(sales.y(one)), "n": round(one, 1), "low": weeks.low[n], "high": weeks.high[n],
             "label": weeks.labels[past + n]}
            for n, one in enumerate(weeks.ahead)
        ],
        "known": _points(known), "coming": _points(coming), "reorder": _r(stock.y(weeks.reorder_point)),
        "ticks": [(_r(sales.y(one)), one) for one in (0, top // 2, top)] + [(_r(stock.y(one)), one) for one in (0, most)],
        "labels": [(_r(middle[n]), text) for n, text in enumerate(weeks.labels) if n % 4 == past % 4],
    }  # fmt: skip


@dataclass(frozen=True)
class _Axis:
    top: float
    height: float
    most: float

    def y(self, value: float) -> float:
        """The place of a value, from above."""
        return self.top + self.height * (1 - value / self.most)


def ceiling(most: float) -> int:
    """An even round number that holds it: 2, 4, 10, 20, 40, 100 …"""
    size = 1
    while True:
        for step in (2, 4, 6, 10):
            if step * size >= most:
                return step * size
        size *= 10


def _points(found: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_r(x)},{_r(y)}" for x, y in found)


def _r(value: float) -> str:
    """As SVG reads it, whatever language the page is in."""
    return f"{value:.1f}"
