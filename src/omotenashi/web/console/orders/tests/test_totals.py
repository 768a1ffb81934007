# SPDX-License-Identifier: Apache-2.0
"""Tax by rate, as on a 適格簡易請求書."""

from dataclasses import dataclass

from omotenashi.web.console.orders.totals import Rate, rates


@dataclass
class Line:
    amount: int
    tax_rate: int = 10
    discount: int = 0


def test_tax_is_taken_once_per_rate() -> None:
    lines = [Line(333), Line(333), Line(333), Line(1080, tax_rate=8)]
    assert rates(lines, discount_total=0) == [Rate(10, 999, 90), Rate(8, 1080, 80)]


def test_the_discount_of_the_order_lowers_the_largest_rate() -> None:
    lines = [Line(1000, discount=100), Line(2000, tax_rate=8)]
    assert rates(lines, discount_total=300) == [Rate(10, 1000, 90), Rate(8, 1800, 133)]


def test_an_order_without_lines_has_no_rates() -> None:
    assert rates([], discount_total=100) == []
