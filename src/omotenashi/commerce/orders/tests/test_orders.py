# SPDX-License-Identifier: Apache-2.0
"""Orders: a snapshot of what a source says, corrected when it says something else."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.base import bulk
from omotenashi.base.outbox.models import Event
from omotenashi.base.tests.together import together
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.orders import queries
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.orders.tests.records import NOW, PLACED, furnish, kept, line, order, record
from omotenashi.people.customers.models import NodePerson
from omotenashi.people.customers.tests.hana import customer, register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    furnish()


def told() -> list[str]:
    """Give the names of the events in the order of their publication."""
    names = Event.objects.filter(name__startswith="orders.").order_by("pk").values_list("name", flat=True)
    return [name.removeprefix("orders.") for name in names]


def lines() -> list[tuple[str, int]]:
    """Give SKU and amount of every line."""
    return sorted(OrderLine.objects.values_list("sku", "amount"))


def test_an_order_is_recorded_with_its_sums() -> None:
    sold = [line("A", 2200, quantity=2, discount=100, cost=900), line("B", 1080, tax_rate=8, coupon=50, cost=400)]
    assert record(order("1", *sold, shipping=550, points_used=30, location="GINZA")) == ["created"]
    found = kept()
    assert (found.goods_total, found.discount_total, found.coupon_total, found.tax_total, found.cost_total) == (
        3280, 100, 50, 200 + 80, 1300,
    )  # fmt: skip
    assert (found.shipping_total, found.points_used, found.line_count, found.location.code if found.location else "") == (
        550, 30, 2, "GINZA",
    )  # fmt: skip
    assert told() == ["OrderPlaced"]


def test_tax_is_taken_once_per_rate_not_once_per_line() -> None:
    record(order("1", *(line(sku, 108) for sku in "ABC")))
    assert kept().tax_total == 324 * 10 // 110 == 29  # three lines of 9 would be 27


def test_a_discount_on_the_order_lowers_the_largest_rate() -> None:
    record(order("1", line("A", 5500), line("B", 1080, tax_rate=8), discount=1100))
    assert (kept().goods_total, kept().discount_total, kept().tax_total) == (5480, 1100, 400 + 80)


def test_the_same_words_again_change_nothing_in_whatever_order_of_lines() -> None:
    sold = [line("A"), line("B", 500), line("A")]
    record(order("1", *sold))
    before = bulk.rows("SELECT * FROM orders_order"), bulk.rows("SELECT * FROM orders_orderline ORDER BY id")
    assert record(order("1", *reversed(sold))) == ["unchanged"]
    assert (bulk.rows("SELECT * FROM orders_order"), bulk.rows("SELECT * FROM orders_orderline ORDER BY id")) == before
    assert told() == ["OrderPlaced"]


def test_two_identical_lines_are_two_lines() -> None:
    record(order("1", line("A", 100), line("A", 100)))
    assert (lines(), kept().goods_total) == ([("A", 100), ("A", 100)], 200)


def test_other_words_correct_the_order_and_all_its_lines() -> None:
    record(order("1", line("A", 100), line("A", 100), line("B", 300)))
    assert record(order("1", line("A", 100), line("C", 50))) == ["updated"]
    assert (lines(), kept().goods_total, kept().line_count) == ([("A", 100), ("C", 50)], 150, 2)
    assert told() == ["OrderPlaced", "OrderCorrected"]


def test_a_line_that_the_source_numbers_is_corrected_in_its_place() -> None:
    record(order("1", line("A", 100, key="7")))
    before = OrderLine.objects.get().pk
    record(order("1", line("A", 90, key="7")))
    assert OrderLine.objects.values_list("pk", "amount").get() == (before, 90)


def test_a_header_without_lines_keeps_the_lines_that_are_known() -> None:
    record(order("1", line("A", 100, cost=40), line("B", 200, cost=60)))
    assert record(order("1", lines=None, goods_total=300, medium="mail")) == ["updated"]
    assert (lines(), kept().line_count, kept().cost_total, kept().medium) == ([("A", 100), ("B", 200)], 2, 100, "mail")


def test_one_order_twice_in_a_call_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="one record"):
        record(order("1"), order("1"))
    assert Order.objects.count() == 0


def test_one_number_of_two_sources_is_two_orders() -> None:
    assert record(order("1"), order("1", origin="till", channel="STORE")) == ["created", "created"]


def test_an_order_hangs_on_the_node_it_names_else_on_a_receipt_of_nobody() -> None:
    [hana] = register(customer("member_no=M1"))
    record(order("1", node_id=hana.node_id), order("2"))
    assert kept("1").node_id == hana.node_id
    assert kept("2").node.type == "receipt"
    assert NodePerson.objects.filter(node_id=kept("2").node_id).count() == 0
    assert hana.node_id is not None
    assert [found.number for found in queries.orders_of([hana.node_id])] == ["1"]


def test_a_line_finds_its_variant_and_may_have_none() -> None:
    catalogue.register([catalogue.ProductRecord(sku="A", code="SHIRT")])
    record(order("1", line("A"), line("?")))
    assert [(found.sku, found.variant and found.variant.product.code) for found in queries.lines_of(kept().pk)] in (
        [("A", "SHIRT"), ("?", None)], [("?", None), ("A", "SHIRT")],
    )  # fmt: skip


def test_a_price_below_one_minor_unit_is_kept_exactly() -> None:
    record(order("1", line("A", 1, quantity=1000)))
    assert OrderLine.objects.get().unit_price == Decimal("0.0010")


def test_a_cancelled_order_is_cancelled_once() -> None:
    record(order("1"))
    assert orders.cancel(order_id=kept().pk, now=NOW)
    assert not orders.cancel(order_id=kept().pk, now=NOW + timedelta(days=1))
    assert (kept().cancelled_at, told()) == (NOW, ["OrderPlaced", "OrderCancelled"])


def test_what_is_said_later_never_undoes_a_cancellation() -> None:
    record(order("1"))
    orders.cancel(order_id=kept().pk, now=NOW)
    assert record(order("1")) == ["unchanged"]
    assert record(order("1", line("A", 5))) == ["updated"]
    assert kept().cancelled_at == NOW


def test_a_source_can_cancel_too_and_it_is_told_once() -> None:
    record(order("1"))
    cancelled = order("1", cancelled_at=PLACED + timedelta(hours=1))
    assert [record(cancelled), record(cancelled)] == [["updated"], ["unchanged"]]
    assert told() == ["OrderPlaced", "OrderCorrected", "OrderCancelled"]


LINES = st.builds(
    lambda sku, amount, rate: line(sku, amount, tax_rate=rate),
    st.sampled_from("AB"), st.integers(0, 5000), st.sampled_from([8, 10]),
)  # fmt: skip
ORDERS = st.lists(
    st.builds(
        lambda number, sold: order(number, *sold), st.sampled_from("123"), st.lists(LINES, min_size=1, max_size=4)
    ),
    unique_by=lambda found: found.number,
    max_size=3,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(ORDERS, st.randoms(use_true_random=False))
def test_sums_follow_from_lines_and_the_order_of_anything_says_nothing(given_orders: list[Any], random: Any) -> None:
    record(*given_orders)
    states = [sorted(Order.objects.values_list("number", "goods_total", "tax_total", "content"))]
    shuffled = list(given_orders)
    random.shuffle(shuffled)
    assert record(*shuffled) == ["unchanged"] * len(shuffled)
    bulk.run("DELETE FROM orders_orderline")
    bulk.run("DELETE FROM orders_order")
    record(*shuffled)
    states.append(sorted(Order.objects.values_list("number", "goods_total", "tax_total", "content")))
    assert states[0] == states[1]
    for found in Order.objects.all():
        assert found.goods_total == sum(found.lines.values_list("amount", flat=True))
    bulk.run("DELETE FROM orders_orderline")
    bulk.run("DELETE FROM orders_order")


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_an_order_that_two_tills_send_at_once_is_recorded_once() -> None:
    furnish()
    found = together([lambda: record(order("1", line("A"), line("B")))] * 3)
    assert sorted(found) == [["created"], ["unchanged"], ["unchanged"]]
    assert (OrderLine.objects.count(), told()) == (2, ["OrderPlaced"])


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_two_cancellations_at_once_are_one() -> None:
    furnish()
    record(order("1"))
    key = kept().pk
    assert sorted(together([lambda: orders.cancel(order_id=key, now=NOW)] * 3)) == [False, False, True]
    assert told() == ["OrderPlaced", "OrderCancelled"]
