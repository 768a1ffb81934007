# SPDX-License-Identifier: Apache-2.0
"""A till takes cash and slips, gives back, and is counted."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from omotenashi.base.ids import new_id
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries
from omotenashi.commerce.payments.actions import Given
from omotenashi.commerce.payments.models import CashEntry, Intent, Refund, Shift, Tender
from omotenashi.commerce.payments.tests.tries import NOW, opened, started, told

pytestmark = pytest.mark.django_db
MIXED = (
    Given(kind="cash", amount=3_000, received=5_000),
    Given(kind="card_terminal", amount=5_000, ref="slip 0412"),
    Given(kind="points", amount=500, ref="wallet:9"),
    Given(kind="gift_card", amount=1_500, ref="gift:7"),
)


def _taken(shift: Shift, *tenders: Given, key: str = "GINZA-01-1") -> Intent:
    tenders = tenders or MIXED
    return payments.take(
        tenders, order_id=new_id(), amount=sum(t.amount for t in tenders), currency="JPY", key=key, now=NOW,
        shift_id=shift.pk,
    )  # fmt: skip


def _cash(shift: Shift) -> list[tuple[str, int]]:
    return list(CashEntry.objects.filter(shift=shift).order_by("at", "id").values_list("kind", "amount"))


def test_a_mixed_sale_is_captured_at_once_and_only_cash_is_in_the_drawer() -> None:
    shift = opened()
    intent = _taken(shift)
    assert (intent.state, told()) == ("captured", [("PaymentCaptured", 10_000)])
    assert [tender.change for tender in Tender.objects.filter(kind="cash")] == [2_000]
    assert _cash(shift) == [("opening", 20_000), ("sale", 3_000)]
    figures = queries.figures_of(shift.pk)
    assert figures.sales == {"cash": 3_000, "card_terminal": 5_000, "points": 500, "gift_card": 1_500}
    assert figures.expected == 23_000


def test_a_sale_that_is_told_twice_is_taken_once() -> None:
    shift, order = opened(), new_id()
    for _ in range(2):
        payments.take(
            MIXED, order_id=order, amount=10_000, currency="JPY", key="GINZA-01-1", now=NOW, shift_id=shift.pk
        )
    assert (Intent.objects.count(), Tender.objects.count(), len(_cash(shift)), len(told())) == (1, 4, 2, 1)


def test_tenders_that_do_not_sum_to_the_amount_are_refused_and_nothing_is_booked() -> None:
    shift = opened()
    with pytest.raises(payments.TendersDoNotMatch):
        payments.take(MIXED, order_id=new_id(), amount=9_999, currency="JPY", key="k", now=NOW, shift_id=shift.pk)
    assert (Intent.objects.count(), _cash(shift)) == (0, [("opening", 20_000)])


def test_cash_without_a_drawer_is_refused() -> None:
    with pytest.raises(payments.NoOpenShift), transaction.atomic():
        payments.take([Given(kind="cash", amount=10)], order_id=new_id(), amount=10, currency="JPY", key="k", now=NOW)
    assert Intent.objects.count() == 0


def test_a_refund_goes_back_to_the_tenders_used_and_is_done_once() -> None:
    shift = opened()
    intent = _taken(shift)
    for _ in range(2):
        rows = payments.refund(
            intent_id=intent.pk, amount=4_000, reason="returned", key="r1", now=NOW, shift_id=shift.pk,
            parts={"points": 500},
        )  # fmt: skip
    assert sorted((row.to_kind, row.amount, row.state) for row in rows) == [
        ("card_terminal", 1_842, "done"), ("cash", 1_105, "done"), ("gift_card", 553, "done"), ("points", 500, "done"),
    ]  # fmt: skip
    intent.refresh_from_db()
    assert (intent.state, intent.refunded_amount, Refund.objects.count()) == ("part_refunded", 4_000, 4)
    assert _cash(shift)[-1] == ("refund", -1_105)
    payments.refund(intent_id=intent.pk, amount=6_000, reason="returned", key="r2", now=NOW, shift_id=shift.pk)
    intent.refresh_from_db()
    assert (intent.state, queries.broken(NOW)) == ("refunded", [])


def test_cash_goes_back_only_over_an_open_counter_or_as_store_credit() -> None:
    shift = opened()
    intent = _taken(shift, Given(kind="cash", amount=1_000))
    with pytest.raises(payments.NoOpenShift), transaction.atomic():
        payments.refund(intent_id=intent.pk, amount=100, reason="", key="r1", now=NOW)
    assert Refund.objects.count() == 0
    [row] = payments.refund(
        intent_id=intent.pk, amount=100, reason="", key="r1", now=NOW, instead={"cash": "store_credit"}
    )
    assert (row.to_kind, row.state) == ("store_credit", "done")


def test_more_than_was_paid_never_goes_back() -> None:
    intent = _taken(opened(), Given(kind="qr", amount=1_000))
    with pytest.raises(payments.TooMuch):
        payments.refund(intent_id=intent.pk, amount=1_001, reason="", key="r1", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tender.objects.update(refunded=1_001)


def test_an_unpaid_order_has_nothing_to_give_back() -> None:
    intent = started(method="")
    with pytest.raises(payments.NotPaid):
        payments.refund(intent_id=intent.pk, amount=1, reason="", key="r1", now=NOW)
    paid = started(key="k2")
    with pytest.raises(payments.NotVoidable):
        payments.void(intent_id=paid.pk, reason="", key="v", now=NOW)


def test_a_provider_that_cannot_give_back_is_told_to_a_person_and_the_tender_is_free_again() -> None:
    intent = started(method="sim_refund_fails")
    payments.refund(intent_id=intent.pk, amount=700, reason="returned", key="r1", now=NOW)
    payments.talk(now=NOW)
    intent.refresh_from_db()
    assert (intent.state, told()[-1], Tender.objects.get().refunded) == ("captured", ("RefundFailed", 700), 0)


def test_a_till_is_counted_and_the_difference_booked() -> None:
    shift = opened()
    _taken(shift)
    payments.pay_in(shift_id=shift.pk, amount=10_000, reason="change", staff_id=None, key="p1", now=NOW)
    for _ in range(2):
        payments.pay_out(shift_id=shift.pk, amount=5_000, reason="bank", staff_id=None, key="p2", now=NOW)
    counts = {10_000: 2, 1_000: 7, 500: 1, 100: 4, 10: 9}
    closed = [
        payments.close_shift(shift_id=shift.pk, counts=counts, staff_id=None, key="c1", now=NOW + timedelta(hours=9))
        for _ in range(2)
    ]
    assert {(one.expected_amount, one.counted_amount, one.difference) for one in closed} == {(28_000, 27_990, -10)}
    assert _cash(shift)[-1] == ("difference", -10)
    assert (sum(amount for _, amount in _cash(shift)), told()[-1][0]) == (27_990, "ShiftClosed")
    with pytest.raises(payments.NoOpenShift):
        payments.close_shift(shift_id=shift.pk, counts=counts, staff_id=None, key="c2", now=NOW)


def test_a_sale_that_an_offline_till_brings_after_the_count_explains_the_surplus() -> None:
    shift = opened()
    counts = {1_000: 15, 100: 50, 500: 2}
    payments.close_shift(shift_id=shift.pk, counts=counts, staff_id=None, key="c1", now=NOW)
    _taken(shift, Given(kind="cash", amount=1_000))
    shift.refresh_from_db()
    assert (shift.expected_amount, shift.counted_amount, shift.difference) == (21_000, 21_000, 0)
    assert (sum(amount for _, amount in _cash(shift)), queries.broken(NOW)) == (21_000, [])


def test_a_terminal_has_one_shift_at_a_time_numbered_without_gaps() -> None:
    first = opened()
    assert opened().pk == first.pk
    with pytest.raises(payments.ShiftOpen) as refusal:
        opened(key="open-2")
    assert refusal.value.shift_id == first.pk
    payments.close_shift(shift_id=first.pk, counts={}, staff_id=None, key="c1", now=NOW)
    assert [opened(key="open-2").number, opened(key="open-3", terminal="02").number] == [2, 1]


def test_no_more_cash_leaves_a_drawer_than_lies_in_it() -> None:
    shift = opened()
    for amount in (20_001, -1):
        with pytest.raises(payments.TooMuch):
            payments.pay_out(shift_id=shift.pk, amount=amount, reason="", staff_id=None, key="p", now=NOW)
    with pytest.raises(payments.NoSuchCash):
        payments.close_shift(shift_id=shift.pk, counts={7: 1}, staff_id=None, key="c", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        CashEntry.objects.update(amount=1)
