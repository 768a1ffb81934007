# SPDX-License-Identifier: Apache-2.0
"""The lake catches up with contracts alone: begun, ended for a reason, undone to the last one, forgotten."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from omotenashi.base.erasing.traces import Traces
from omotenashi.commerce.orders.actions import erasing
from omotenashi.commerce.orders.actions.subscription_removals import withdraw_subscriptions
from omotenashi.commerce.orders.actions.subscriptions import DeliveryRecord, SubscriptionRecord, record_subscriptions
from omotenashi.commerce.orders.models import Subscription
from omotenashi.commerce.orders.tests.records import furnish, kept, order, record
from omotenashi.insight import actions as insight
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.tests.test_refresh import in_lake, refresh

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 1, 15, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Lake:
    """A lake of a retailer with one order and one contract, filled once."""
    settings.LAKE_PATH = tmp_path / "lake"
    furnish()
    record(order())
    _held("T1")
    refresh()
    return Lake(settings.LAKE_PATH)


def _held(number: str, **said: Any) -> None:
    given = {"channel": "EC", "product": "A", "every_days": 30, "began_at": NOW, **said}
    sent = (DeliveryRecord(cycle=1, shipped_at=NOW),)
    made = SubscriptionRecord(origin="ec", number=number, node_id=kept().node_id, deliveries=sent, **given)
    record_subscriptions([made], now=NOW)


def test_a_contract_that_ended_brings_its_reason_and_one_that_goes_on_has_none(lake: Lake) -> None:
    assert in_lake(lake, "subscriptions", "product", "reason") == [("A", None)]
    _held("T1", cancelled_at=NOW, cancel_reason=f" {'価格' * 20} ")
    refresh()

    assert in_lake(lake, "subscriptions", "product", "reason") == [("A", "価格" * 15)]


def test_the_last_contract_that_is_undone_leaves_the_lake_by_itself(lake: Lake) -> None:
    only = Subscription.objects.get()
    assert withdraw_subscriptions(["T1"], origin="ec", changed_in=only.changed_in, now=NOW) == 1
    before = lake.manifest().version
    refresh()

    assert lake.manifest().version == before + 1
    assert (in_lake(lake, "subscriptions", "product"), in_lake(lake, "deliveries", "cycle")) == ([], [])
    assert insight.refresh(now=NOW) == before + 1


def test_words_about_an_end_leave_the_lake_with_the_person(lake: Lake) -> None:
    _held("T1", cancelled_at=NOW, cancel_reason="ご逝去のため")
    refresh()
    erasing.erase([kept().node_id], traces=Traces(()), at=NOW)
    refresh()

    assert in_lake(lake, "subscriptions", "product", "reason") == [("A", None)]
