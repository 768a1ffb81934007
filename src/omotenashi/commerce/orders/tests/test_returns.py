# SPDX-License-Identifier: Apache-2.0
"""Returns: what came back lowers its order, with the tax rounded on what is left."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.base import bulk
from omotenashi.base.money import tax_contained
from omotenashi.base.outbox.models import Event
from omotenashi.commerce.orders import rules
from omotenashi.commerce.orders.models import Order, Return, ReturnLine
from omotenashi.commerce.orders.rules import LineRecord
from omotenashi.commerce.orders.tests.records import furnish, kept, line, order, record, returned, take_back
from omotenashi.people.customers.tests.hana import customer, register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    furnish()


def lowered(number: str = "1") -> tuple[int, int, int]:
    """Give amount, tax and cost that came back of an order."""
    return Order.objects.values_list("returned_total", "returned_tax", "returned_cost").get(number=number)


def test_a_return_lowers_its_order() -> None:
    record(order("1", line("A", 1100, cost=400), line("B", 2200, cost=800)))
    assert take_back(returned("R1", line("A", 1100, cost=400))) == ["created"]
    assert lowered() == (1100, 100, 400)
    assert Return.objects.get().node_id == kept().node_id
    assert Event.objects.filter(name="orders.GoodsReturned").count() == 1


def test_the_tax_of_a_return_is_rounded_on_what_is_left() -> None:
    """999 contains 90, and the 500 that stay contain 45: so 45 go, though 499 alone contain 45 as well; 5 of 104 …"""
    record(order("1", line("A", 104), line("B", 105)))
    take_back(returned("R1", line("A", 104)))
    assert tax_contained(209, rate=10) - tax_contained(105, rate=10) == 10 == lowered()[1]
    assert tax_contained(104, rate=10) == 9
    assert (kept().goods_total - 104) - (kept().tax_total - lowered()[1]) == 105 - 9


def test_each_rate_is_rounded_by_itself() -> None:
    record(order("1", line("A", 104), line("B", 105), line("C", 53, tax_rate=8), line("D", 54, tax_rate=8)))
    take_back(returned("R1", line("A", 104), line("C", 53)))
    assert lowered()[1] == rules.returned_tax({10: 209, 8: 107}, {10: 104, 8: 53})


def test_a_returned_line_has_the_rate_at_which_it_was_sold() -> None:
    record(order("1", line("A", 5500), line("C", 1080, tax_rate=8)))
    take_back(returned("R1", line("C", 1080)))  # the source says nothing of the rate
    assert lowered() == (1080, 80, 0)


def test_a_return_that_says_an_amount_only_belongs_to_the_largest_rate() -> None:
    record(order("1", line("A", 5500), line("C", 1080, tax_rate=8)))
    take_back(returned("R1", amount=1100))
    assert lowered() == (1100, 100, 0)


def test_an_order_without_lines_is_lowered_at_the_common_rate() -> None:
    record(order("1", lines=None, goods_total=1100))
    take_back(returned("R1", amount=1100))
    assert lowered() == (1100, 100, 0)


def test_two_returns_of_one_order_add_up() -> None:
    record(order("1", line("A", 1100), line("B", 1100)))
    take_back(returned("R1", line("A", 1100)))
    take_back(returned("R2", line("B", 1100)))
    assert lowered() == (2200, 200, 0) == (kept().goods_total, kept().tax_total, 0)


def test_the_same_return_twice_lowers_once() -> None:
    record(order("1", line("A", 1100)))
    back = returned("R1", line("A", 1100))
    assert [take_back(back), take_back(back)] == [["created"], ["unchanged"]]
    assert (lowered(), Event.objects.filter(name="orders.GoodsReturned").count()) == ((1100, 100, 0), 1)


def test_a_corrected_return_lowers_by_what_is_right_now() -> None:
    record(order("1", line("A", 1100), line("B", 2200)))
    take_back(returned("R1", line("A", 1100), line("B", 2200)))
    assert take_back(returned("R1", line("A", 1100))) == ["updated"]
    assert (lowered(), ReturnLine.objects.count()) == ((1100, 100, 0), 1)


def test_a_return_that_was_meant_for_another_order_is_taken_from_the_first() -> None:
    record(order("1", line("A", 1100)), order("2", line("A", 1100)))
    take_back(returned("R1", line("A", 1100)))
    take_back(returned("R1", line("A", 1100), order_number="2"))
    assert (lowered("1"), lowered("2")) == ((0, 0, 0), (1100, 100, 0))


def test_a_return_whose_order_is_unknown_stands_by_itself() -> None:
    [hana] = register(customer("member_no=M1"))
    take_back(returned("R1", line("A", 500), order_number=None, node_id=hana.node_id), returned("R2", line("A", 300)))
    found: list[Any] = list(Return.objects.order_by("number").values_list("order", "node__type", "amount"))
    assert found == [
        (None, "member_no", 500), (None, "receipt", 300),
    ]  # fmt: skip


def test_a_return_that_came_before_its_order_finds_it_when_it_is_said_again() -> None:
    back = returned("R1", line("A", 1100))
    take_back(back)
    record(order("1", line("A", 1100)))
    assert lowered() == (0, 0, 0)
    assert take_back(back) == ["updated"]
    assert lowered() == (1100, 100, 0)
    assert take_back(back) == ["unchanged"]


def test_an_order_that_is_corrected_after_a_return_is_lowered_anew() -> None:
    record(order("1", line("A", 209)))
    take_back(returned("R1", amount=104))
    assert lowered()[1] == 10
    record(order("1", line("A", 210)))
    assert lowered() == (104, tax_contained(210, rate=10) - tax_contained(106, rate=10), 0)


LINES = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.integers(1, 3000)), min_size=1, max_size=4, unique_by=lambda sold: sold[0]
)
RATES = {"A": 10, "B": 10, "C": 8, "D": 8}


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(LINES, st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_the_database_rounds_as_the_rule_does(sold: list[tuple[str, int]], shares: list[int]) -> None:
    record(order("1", *(line(sku, amount, tax_rate=RATES[sku]) for sku, amount in sold)))
    back = [(sku, amount * share // 100) for (sku, amount), share in zip(sold, shares, strict=False)]
    take_back(returned("R1", *(line(sku, amount) for sku, amount in back)))
    assert lowered()[1] == rules.returned_tax(_by_rate(sold), _by_rate(back))
    left = {rate: amount - _by_rate(back).get(rate, 0) for rate, amount in _by_rate(sold).items()}
    assert kept().tax_total - lowered()[1] == sum(tax_contained(amount, rate=rate) for rate, amount in left.items())
    for table in ("orders_returnline", "orders_return", "orders_orderline", "orders_order"):
        bulk.run(f"DELETE FROM {table}")


def _by_rate(lines: list[tuple[str, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for sku, amount in lines:
        found[RATES[sku]] = found.get(RATES[sku], 0) + amount
    return found


def test_keys_of_lines_depend_on_content_and_occurrence_only() -> None:
    lines: list[LineRecord] = [line("A", 1), line("B", 2), line("A", 1)]
    keys, turned = (sorted(rules.keyed(rules.columns([told]))["key"].to_pylist()) for told in (lines, lines[::-1]))
    assert keys == turned
    assert len(set(keys)) == 3
