# SPDX-License-Identifier: Apache-2.0
"""定期: one door, in sets; the same words change nothing, a cancelled contract stays cancelled."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base.erasing.traces import Traces
from omotenashi.base.outbox.models import Event
from omotenashi.commerce.orders.actions import erasing, subscriptions
from omotenashi.commerce.orders.actions.subscription_removals import withdraw_subscriptions
from omotenashi.commerce.orders.actions.subscriptions import DeliveryRecord, SubscriptionRecord
from omotenashi.commerce.orders.models import Delivery, Subscription
from omotenashi.commerce.orders.tests.records import NOW, furnish, kept, order, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sold(db: None) -> None:
    furnish()
    record(order())


def record_subscriptions(records: list[SubscriptionRecord]) -> list[str]:
    return subscriptions.record_subscriptions(records, now=NOW)


def told() -> list[tuple[str, Any]]:
    """What was told of contracts, in its order, with what tells it apart."""
    found = Event.objects.filter(name__startswith="orders.Subscription").order_by("published_at", "id")
    return [
        (one.name.removeprefix("orders.Subscription"), one.payload.get("cycle") or one.payload.get("reason") or "")
        for one in found
    ]


def contract(number: str = "T1", *sent: int, **said: Any) -> SubscriptionRecord:
    given = {"node_id": kept().node_id, "channel": "EC", "product": "A", "every_days": 30, "began_at": NOW, **said}
    deliveries = tuple(DeliveryRecord(cycle=n, shipped_at=NOW + timedelta(days=30 * n)) for n in sent)
    return SubscriptionRecord(origin="ec", number=number, deliveries=deliveries, **given)


def test_contracts_are_recorded_in_sets_and_the_same_words_change_nothing() -> None:
    first = record_subscriptions([contract("T2", 1), contract("T1", 1, 2)])
    again = record_subscriptions([contract("T2", 1), contract("T1", 1, 2)])

    assert (first, again) == (["created", "created"], ["unchanged", "unchanged"])
    assert list(Delivery.objects.order_by("subscription__number", "cycle").values_list("subscription__number", "cycle")) == [
        ("T1", 1), ("T1", 2), ("T2", 1),
    ]  # fmt: skip


def test_a_new_delivery_is_a_change_of_its_contract_alone() -> None:
    record_subscriptions([contract("T1", 1), contract("T2", 1)])

    assert record_subscriptions([contract("T1", 2), contract("T2", 1)]) == ["updated", "unchanged"]
    assert Delivery.objects.filter(subscription__number="T1").count() == 2


def test_what_was_paused_goes_on_and_what_was_cancelled_stays_so() -> None:
    record_subscriptions([contract(paused_at=NOW)])
    record_subscriptions([contract(cancelled_at=NOW)])
    record_subscriptions([contract()])

    assert list(Subscription.objects.values_list("paused_at", "cancelled_at")) == [(None, NOW)]


def test_one_number_twice_in_a_batch_is_refused_whole() -> None:
    with pytest.raises(ValueError, match="one record"):
        record_subscriptions([contract(), contract()])
    assert Subscription.objects.count() == 0


def test_each_turn_of_a_contract_is_told_once() -> None:
    for said in (contract("T1", 1), contract("T1", 1, 2), contract("T1", 1, 2, paused_at=NOW), contract("T1")):
        record_subscriptions([said])
    over = contract(cancelled_at=NOW, cancel_reason="価格が高い")
    assert [*record_subscriptions([over]), *record_subscriptions([over])] == ["updated", "unchanged"]

    assert told() == [
        ("Begun", ""), ("Delivered", 1), ("Delivered", 2), ("Paused", ""), ("Resumed", ""), ("Cancelled", "価格が高い"),
    ]  # fmt: skip


def test_a_delivery_that_is_corrected_is_not_told_anew() -> None:
    record_subscriptions([contract("T1", 1)])
    moved = DeliveryRecord(cycle=1, shipped_at=NOW)
    given = contract("T1")
    assert record_subscriptions([replace(given, deliveries=(moved,))]) == ["updated"]

    assert told() == [("Begun", ""), ("Delivered", 1)]
    assert list(Delivery.objects.values_list("shipped_at", flat=True)) == [NOW]


def test_a_reason_that_was_told_is_not_lost_by_a_source_that_names_none() -> None:
    record_subscriptions([contract(cancelled_at=NOW, cancel_reason="余っている")])
    record_subscriptions([contract(cancelled_at=NOW, product="B")])

    assert list(Subscription.objects.values_list("product", "cancel_reason")) == [("B", "余っている")]


def test_an_erased_person_leaves_no_words_about_the_end() -> None:
    record_subscriptions([contract(cancelled_at=NOW, cancel_reason="田中様ご逝去のため")])
    rows = erasing.erase([kept().node_id], traces=Traces(()), at=NOW)

    assert rows["orders_subscription"] == 1
    assert list(Subscription.objects.values_list("cancel_reason", flat=True)) == [""]


def test_what_an_import_brought_is_withdrawn_and_what_changed_since_stays() -> None:
    record_subscriptions([contract("T1", 1), contract("T2", 1)])
    [brought] = set(Subscription.objects.values_list("changed_in", flat=True))
    asked = [(["T1", "T2"], brought - 1), (["T1"], brought), (["T1"], brought)]

    gone = [withdraw_subscriptions(numbers, origin="ec", changed_in=by, now=NOW) for numbers, by in asked]
    assert gone == [0, 1, 0]
    assert list(Delivery.objects.values_list("subscription__number", "cycle")) == [("T2", 1)]
    assert told()[-1] == ("Withdrawn", "")
