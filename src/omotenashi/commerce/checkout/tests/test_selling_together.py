# SPDX-License-Identifier: Apache-2.0
"""Sales that come at the same moment are made together: as if each had come alone, for the statements of one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from omotenashi.base.outbox.models import Event
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.actions.selling_together import sell_usual
from omotenashi.commerce.checkout.models import Settlement, TillSale
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.checkout.tests.shop import NOW
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import Hold, WalletEntry
from omotenashi.commerce.orders.models import Attribution, Document, LogEntry, Order, OrderLine
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import CashEntry, Intent, Tender
from omotenashi.commerce.stock.models import Movement, StockLevel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    shop.furnish()
    shop.fill(("MUG", "GINZA", 50), key="2")
    rate = loyalty.CampaignRecord(code="P", name="P", terms={"kind": "points_rate", "value": 100})
    loyalty.save_campaign(rate, now=NOW)
    for terminal in "12":
        payments.open_shift(
            location_id=shop.place("GINZA"), terminal=terminal, currency="JPY", counts={}, staff_id=None,
            key=f"s{terminal}", now=NOW,
        )  # fmt: skip


def _sale(
    *lines: tuple[str, int], member: str, paid: int, kind: str = "qr", terminal: str = "1", **more: Any
) -> checkout.Sale:
    said = tuple(checkout.SaleLine(variant_id=shop.variant(sku), quantity=n) for sku, n in lines)
    sale = checkout.Sale(
        sale_id=uuid4(), terminal=terminal, sequence=1, shop_id=shop.place("GINZA"), sold_at=NOW, lines=said,
        tenders=(payments.Given(kind=kind, amount=paid),), node_ids=(shop.member(1000, number=member),),
    )  # fmt: skip
    return replace(sale, **more)


def _two() -> list[checkout.Sale]:
    return [
        _sale(("SHIRT", 1), ("MUG", 1), member="M1", paid=3180, points=100),
        _sale(("MUG", 2), member="M2", paid=2160, kind="cash", terminal="2"),
    ]


def _stored() -> dict[str, object]:
    return {
        "orders": sorted(Order.objects.values_list("key", "goods_total", "points_used", "tax_total", "completed_at")),
        "lines": sorted(OrderLine.objects.values_list("sku", "quantity", "amount", "points", "handed")),
        "credits": sorted(Attribution.objects.values_list("amount", "location__code", "touch")),
        "log": sorted(LogEntry.objects.values_list("order__key", "kind", "actor")),
        "intents": sorted(Intent.objects.values_list("amount", "charge", "state", "captured_at")),
        "tenders": sorted(Tender.objects.values_list("kind", "amount", "shift_id")),
        "cash": sorted(CashEntry.objects.filter(kind="sale").values_list("amount", "shift_id")),
        "documents": sorted(Document.objects.values_list("series_id", "number", "total", "tax", "key")),
        "levels": sorted(StockLevel.objects.values_list("variant__sku", "location__code", "on_hand", "version")),
        "moves": sorted(Movement.objects.filter(source="till").values_list("source_key", "delta", "reason", "device")),
        "holds": sorted(Hold.objects.values_list("amount", "state", "burned_at")),
        "points": sorted(WalletEntry.objects.values_list("type", "amount", "basis", "device", "wallet__available")),
        "settled": sorted(Settlement.objects.values_list("key", "points", "confirmed_at")),
        "results": sorted(TillSale.objects.values_list("pk", "result__total", "result__balance", "result__document")),
        "events": sorted(Event.objects.values_list("name", flat=True)),
    }


def _undone(work: Callable[[], object]) -> dict[str, object]:
    """Do it, look, and undo it."""
    with transaction.atomic():
        work()
        found = _stored()
        transaction.set_rollback(True)
    return found


def test_sales_made_together_are_what_they_would_be_alone() -> None:
    sales = _two()
    alone = _undone(lambda: [checkout.sell(each, now=NOW) for each in sales])
    together = _undone(lambda: sell_usual(sales, now=NOW))
    # Two sales of mugs are two changes of their level, told as one where they are one.
    told = [list(found.pop("events")) for found in (alone, together)]  # type: ignore[call-overload]
    told[0].remove("stock.StockChanged")
    assert (together, told[1]) == (alone, told[0])
    assert together["documents"] == [
        ("GINZA-1", 1, 3280, 280, f"sale:{sales[0].sale_id}"), ("GINZA-2", 1, 2160, 160, f"sale:{sales[1].sale_id}"),
    ]  # fmt: skip


def test_what_each_sale_came_to_is_told_to_its_own_till() -> None:
    first, second = _sold(_two())
    assert (first.total, first.points_spent, first.points_earned, first.balance) == (3280, 100, 31, 931)
    assert (second.total, second.points_spent, second.document) == (2160, 0, "GINZA-2-000001")
    assert queries.broken(NOW + timedelta(minutes=1)) == []


def _sold(sales: Sequence[checkout.Sale]) -> list[checkout.Sold]:
    outcomes = checkout.sell_together(sales, now=NOW)
    assert [each for each in outcomes if isinstance(each, BaseException)] == []
    return [each for each in outcomes if isinstance(each, checkout.Sold)]


def test_more_sales_need_no_more_statements() -> None:
    counted = []
    for size in (2, 5):
        sales = [
            _sale(("MUG", 1), member=f"M{size}{n}", paid=1070, points=10, terminal=f"{size}{n}") for n in range(size)
        ]
        for sale in sales:  # each till has its series
            checkout.sell(replace(sale, sale_id=uuid4(), sequence=9), now=NOW)
        with CaptureQueriesContext(connection) as asked:
            sold = sell_usual(sales, now=NOW)
        counted.append((len(sold), len(asked)))
    assert [sold for sold, _ in counted] == [2, 5]
    assert counted[1][1] <= counted[0][1]


def test_two_sales_of_one_till_are_made_in_their_order() -> None:
    first, other = _two()
    second = replace(_sale(("MUG", 1), member="M3", paid=1080), sequence=2)
    assert set(sell_usual([first, other, second], now=NOW)) == {first.sale_id, other.sale_id}
    first, other, second = (
        replace(each, sale_id=uuid4(), sequence=each.sequence + 2) for each in (first, other, second)
    )
    sold = _sold([first, other, second])
    assert [each.document for each in sold] == ["GINZA-1-000002", "GINZA-2-000002", "GINZA-1-000003"]


def test_a_sale_that_comes_twice_at_once_is_one_sale() -> None:
    first, other = _two()
    sold = _sold([first, other, replace(first)])
    assert (sold[2], Order.objects.count()) == (replace(sold[0], is_repeat=True), 2)
    again = _sold([first, other])
    assert ([each.is_repeat for each in again], Order.objects.count()) == ([True, True], 2)


def test_one_that_is_refused_does_not_hold_up_the_others() -> None:
    good, other = _two()
    poor = _sale(("MUG", 1), member="M3", paid=80, points=1001, terminal="3")
    wrong = _sale(("MUG", 1), member="M4", paid=1, terminal="4")
    for refused, why in ((poor, loyalty.NotEnoughPoints), (wrong, payments.TendersDoNotMatch)):
        pair = [replace(each, sale_id=uuid4(), sequence=10 + refused.sequence) for each in (good, other)]
        if why is payments.TendersDoNotMatch:
            pair = [replace(each, lines=other.lines[:1], sequence=20, tenders=other.tenders, points=0) for each in pair]
        outcomes = checkout.sell_together([pair[0], refused, pair[1]], now=NOW)
        assert [type(each) for each in outcomes] == [checkout.Sold, why, checkout.Sold]
    assert TillSale.objects.count() == Order.objects.count() == 4


def test_a_piece_that_the_book_does_not_have_is_sold_among_others() -> None:
    first, other = _two()
    sold = _sold([replace(first, lines=(replace(first.lines[0], quantity=3),), tenders=_qr(6500)), other])
    assert [each.found for each in sold] == [1, 0]
    assert queries.broken(NOW + timedelta(minutes=1)) == []


def _qr(amount: int) -> tuple[payments.Given, ...]:
    return (payments.Given(kind="qr", amount=amount),)


def test_what_is_unusual_goes_alone_beside_the_others() -> None:
    guest = replace(_sale(("CAP", 1), member="M3", paid=1100, terminal="3"), node_ids=())
    late = replace(_sale(("MUG", 1), member="M4", paid=1080, terminal="4"), offline=True)
    sales = [*_two(), guest, late]
    usual = {each.sale_id for each in sales[:2]}
    assert _undone_keys(sales) == usual
    assert [each.total for each in _sold(sales)] == [3280, 2160, 1100, 1080]


def _undone_keys(sales: Sequence[checkout.Sale]) -> set[UUID]:
    with transaction.atomic():
        found = set(sell_usual(sales, now=NOW))
        transaction.set_rollback(True)
    return found
