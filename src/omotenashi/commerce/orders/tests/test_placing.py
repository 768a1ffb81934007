# SPDX-License-Identifier: Apache-2.0
"""Orders that are made here: placed once per key, confirmed, handed over, completed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omotenashi.base.ids import new_id
from omotenashi.base.outbox.models import Event
from omotenashi.base.tests.together import together
from omotenashi.commerce.orders.actions import placing, records, states
from omotenashi.commerce.orders.actions.placing import BadDraft, Conflict, ContactDetails, Credit, Mode
from omotenashi.commerce.orders.models import Attribution, Confirmation, Contact, LogEntry, Order, OrderLine
from omotenashi.commerce.orders.rules import drafts
from omotenashi.commerce.orders.tests.drafts import draft, line, placed, stocked, wanted
from omotenashi.commerce.orders.tests.records import NOW
from omotenashi.people.customers.models import NodePerson
from omotenashi.people.staff.models import Staff

SHOWN = dict.fromkeys(drafts.LEGAL_ITEMS, "…")


@pytest.fixture
def shop(db: None) -> None:
    stocked()


@pytest.fixture
def clerk(db: None) -> Staff:
    return Staff.objects.create(email="clerk@example.com", name="店員", role="clerk")


def told() -> list[str]:
    return list(Event.objects.filter(name__startswith="orders.").order_by("id").values_list("name", flat=True))


def test_what_was_placed_here_is_not_cancelled_as_a_record(shop: None) -> None:
    made = placed(wanted("A", 2000))
    with pytest.raises(records.MadeHere):
        records.cancel(order_id=made.order_id, now=NOW)
    assert (Order.objects.get().cancelled_at, "orders.OrderCancelled" in told()) == (None, False)


def test_a_draft_becomes_an_order_with_lines_totals_and_a_number(shop: None) -> None:
    made = placed(
        wanted("A", 2000, quantity=2, discount=100, coupon=100, points=300, mode=Mode.PICKUP, location="GINZA"),
        wanted("B", 1080, tax_rate=8), shipping=550, shipping_points=50, paid=False,
    )  # fmt: skip
    order = Order.objects.get(pk=made.order_id)
    assert (order.goods_total, order.discount_total, order.coupon_total, order.shipping_total) == (3080, 100, 100, 550)
    assert (order.payable, order.points_used, order.tax_total, order.cost_total) == (3630, 350, 181 + 80, 1200)
    assert (order.number, order.origin, order.line_count) == (made.number, "shop", 2)
    assert (order.placed_at, order.confirmed_at, order.completed_at, order.cancelled_at) == (NOW, None, None, None)
    kept = list(OrderLine.objects.order_by("id").values_list("uid", "sku", "name", "mode", "wish__code", "points"))
    assert kept == [
        (made.lines[0], "A", "名A", "pickup", "GINZA", 300), (made.lines[1], "B", "名B", "ship", None, 0),
    ]  # fmt: skip
    assert (told(), LogEntry.objects.get().kind) == (["orders.OrderPlaced"], "placed")


def test_a_sale_at_the_till_is_whole_at_once(shop: None) -> None:
    made = placed(wanted(mode=Mode.CARRY_OUT), channel="STORE", location="GINZA", number="0012-1", handed_over=True)
    order = Order.objects.get(pk=made.order_id)
    assert (order.number, order.confirmed_at, order.completed_at, line(made.lines[0]).handed) == ("0012-1", NOW, NOW, 1)
    assert told() == ["orders.OrderPlaced"]
    assert Event.objects.get(name="orders.OrderPlaced").payload["is_completed"] is True


def test_the_same_key_gives_the_same_order(shop: None) -> None:
    said = draft()
    first, again = (placing.create(said, key="k1", now=NOW) for _ in range(2))
    assert (again.order_id, again.number, again.lines) == (first.order_id, first.number, first.lines)
    assert (first.is_repeat, again.is_repeat, Order.objects.count(), told()) == (False, True, 1, ["orders.OrderPlaced"])


def test_a_key_stands_for_its_goods(shop: None) -> None:
    placed(wanted("A"))
    with pytest.raises(Conflict):
        placed(wanted("B"))
    assert list(OrderLine.objects.values_list("sku", flat=True)) == ["A"]


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_a_key_that_comes_twenty_times_at_once_makes_one_order() -> None:
    stocked()
    said = draft(wanted("A"), wanted("B"))
    made = together([lambda: placing.create(said, key="k1", now=NOW)] * 20)
    assert {one.order_id for one in made} == {Order.objects.get().pk}
    assert {one.lines for one in made} == {tuple(OrderLine.objects.order_by("id").values_list("uid", flat=True))}
    assert (sorted(one.is_repeat for one in made), told()) == ([False] + [True] * 19, ["orders.OrderPlaced"])
    assert LogEntry.objects.count() == 1


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_without_a_common_key_they_make_twenty() -> None:
    """The negative control: it is the key that makes them one."""
    stocked()
    said = draft(wanted("A"), wanted("B"))
    together([lambda key=key: placing.create(said, key=f"k{key}", now=NOW) for key in range(20)])  # type: ignore[misc]  # bound per job
    assert Order.objects.count() == 20


BAD: list[dict[str, Any]] = [
    {"lines": ()},
    {"shipping": -1},
    {"shipping_points": 1},
    {"confirmation": SHOWN | {"withdrawal": ""}},
    {"channel": "NOWHERE"},
    {"location": "NOWHERE"},
]


@pytest.mark.parametrize("said", BAD, ids=lambda said: next(iter(said)))
def test_a_draft_that_is_not_whole_is_refused(shop: None, said: dict[str, Any]) -> None:
    with pytest.raises(BadDraft):
        placing.create(drafts.Draft(**{"channel": "EC", "lines": (wanted(),), **said}), key="k1", now=NOW)
    assert (Order.objects.count(), told()) == (0, [])


BAD_LINES: list[dict[str, Any]] = [
    {"quantity": 0, "unit_price": 0, "amount": 0},
    {"discount": 1},
    {"amount": -1100, "unit_price": -1100},
    {"points": 1101},
    {"variant_id": new_id()},
    {"location": "NOWHERE"},
    {"credits": (Credit(touch="till", share=9_999, location="GINZA"),)},
    {"credits": (Credit(touch="till"),)},
]


@pytest.mark.parametrize("said", BAD_LINES, ids=lambda said: next(iter(said)))
def test_a_line_that_contradicts_itself_is_refused(shop: None, said: dict[str, Any]) -> None:
    whole = wanted()
    bad = drafts.DraftLine(
        **{"variant_id": whole.variant_id, "quantity": 1, "unit_price": 1100, "amount": 1100, **said}
    )
    with pytest.raises(BadDraft):
        placed(bad)
    assert (Order.objects.count(), told()) == (0, [])


def test_the_confirmation_page_is_kept_with_its_hash(shop: None) -> None:
    made = placed(confirmation=SHOWN)
    kept = Confirmation.objects.get(order_id=made.order_id)
    assert (kept.items, bytes(kept.hash)) == (SHOWN, drafts.confirmation_hash(SHOWN))


def test_a_guest_hangs_on_the_mail_and_says_nothing_else_about_it(shop: None) -> None:
    made = placed(buyer=ContactDetails(name="花子", mail="hana@example.com", phone="09012345678"))
    order = Order.objects.get(pk=made.order_id)
    assert (order.node.type, order.node.value) == ("email", "hana@example.com")
    assert Contact.objects.get().phone == "09012345678"
    again = placed(buyer=ContactDetails(name="別人", mail="HANA@example.com", phone="0312345678"), key="k2")
    assert Order.objects.get(pk=again.order_id).node_id == order.node_id
    assert NodePerson.objects.filter(node_id=order.node_id).count() == 1


def test_a_guest_without_a_mail_hangs_on_the_receipt(shop: None) -> None:
    made = placed()
    assert Order.objects.get(pk=made.order_id).node.value == f"shop:{made.number}"


def test_the_credit_of_a_line_is_split_to_the_yen(shop: None, clerk: Staff) -> None:
    three = tuple(
        Credit(touch="styling", share=share, staff_id=clerk.pk if n == 0 else None, location="GINZA", window_days=7)
        for n, share in enumerate((3334, 3333, 3333))
    )
    placed(wanted("A", 1000, credits=three))
    kept = Attribution.objects.order_by("-amount", "id")
    assert [one.amount for one in kept] == [334, 333, 333]
    assert (kept[0].staff_id, {one.location.code for one in kept if one.location}) == (clerk.pk, {"GINZA"})


def test_an_order_moves_on_once_per_state(shop: None) -> None:
    made = placed(wanted("A", quantity=2, amount=2200), wanted("B"), paid=False)
    assert [states.mark_paid(made.order_id, now=NOW) for _ in range(2)] == [True, False]
    one, other = made.lines
    assert not states.handed_over(made.order_id, {one: 1}, key="h1", now=NOW)
    assert not states.handed_over(made.order_id, {one: 1}, key="h1", now=NOW)
    assert [line(uid).handed for uid in made.lines] == [1, 0]
    with pytest.raises(states.NotPossible):
        states.complete(made.order_id, now=NOW)
    assert states.handed_over(made.order_id, {one: 1, other: 1}, key="h2", now=NOW)
    assert not states.complete(made.order_id, now=NOW)
    assert told() == ["orders.OrderPlaced", "orders.OrderConfirmed", "orders.OrderCompleted"]
    kinds = list(LogEntry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["placed", "confirmed", "handed_over", "handed_over", "completed"]


def test_more_than_was_ordered_is_not_handed_over(shop: None) -> None:
    made = placed(wanted("A"), wanted("B"))
    with pytest.raises(states.MoreThanOrdered) as refused:
        states.handed_over(made.order_id, {made.lines[0]: 1, made.lines[1]: 2}, key="h1", now=NOW)
    assert refused.value.lines == [made.lines[1]]
    assert [line(uid).handed for uid in made.lines] == [0, 0]


def test_goods_that_were_handed_over_before_they_were_paid_complete_the_order_then(shop: None) -> None:
    made = placed(paid=False)
    assert not states.handed_over(made.order_id, {made.lines[0]: 1}, key="h1", now=NOW)
    states.mark_paid(made.order_id, now=NOW)
    assert Order.objects.get().completed_at == NOW


def test_an_order_costs_the_same_number_of_statements_with_one_line_and_with_three(shop: None) -> None:
    counts = []
    for n, lines in enumerate([[wanted("A")], [wanted("A"), wanted("B"), wanted("C")]]):
        node = Order.objects.get(pk=placed(key=f"first {n}").order_id).node_id
        said = draft(*lines, node_id=node)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            placing.create(said, key=f"then {n}", now=NOW)
        counts.append(len([one for one in seen if "SAVEPOINT" not in one["sql"]]))
    # The order with all its parts, the event with its deliveries.
    assert counts == [2, 2]
