# SPDX-License-Identifier: Apache-2.0
"""定期: one door, in sets; the same words change nothing, a cancelled contract stays cancelled."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.commerce.orders.actions.subscriptions import DeliveryRecord, SubscriptionRecord, record_subscriptions
from omotenashi.commerce.orders.models import Delivery, Subscription
from omotenashi.commerce.orders.tests.records import NOW, furnish, kept, order, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sold(db: None) -> None:
    furnish()
    record(order())


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
