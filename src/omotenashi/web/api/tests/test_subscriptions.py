# SPDX-License-Identifier: Apache-2.0
"""定期 by the API: recorded once, sent on later, and refused one by one."""

from typing import Any

import pytest

from omotenashi.commerce.orders.models import Delivery, Subscription
from omotenashi.web.api.tests.caller import Api
from omotenashi.web.api.tests.test_writing import results

pytestmark = pytest.mark.django_db


def contract(number: str = "T1", *sent: int, **said: Any) -> dict[str, Any]:
    """Give a contract in JSON."""
    deliveries = [{"cycle": n, "shipped_at": f"2025-0{n}-05T12:00:00+09:00", "order_number": f"O{n}"} for n in sent]
    return {
        "number": number, "channel": "EC", "customer": [{"type": "member_no", "value": "M1"}], "product": "A",
        "every_days": 30, "began_at": "2025-01-05T12:00:00+09:00", "deliveries": deliveries, **said,
    }  # fmt: skip


def test_contracts_are_recorded_and_go_on(headquarters: Api) -> None:
    assert results(headquarters.post("/subscriptions", [contract("T1", 1)])) == ["created"]
    assert results(headquarters.post("/subscriptions", [contract("T1", 1), contract("T2")])) == ["unchanged", "created"]
    assert results(headquarters.post("/subscriptions", [contract("T1", 1, 2)])) == ["updated"]
    assert list(Delivery.objects.order_by("cycle").values_list("cycle", "order_number")) == [(1, "O1"), (2, "O2")]


def test_each_that_cannot_be_is_refused_and_the_others_are_taken(headquarters: Api) -> None:
    nobody = contract("T4", customer=[{"type": "email", "value": "unknown"}])
    sent = [
        contract("T1"),
        contract("T1"),
        contract("T2", 1, 1),
        contract("T3", began_at="2199-01-01T00:00:00Z"),
        nobody,
    ]

    assert results(headquarters.post("/subscriptions", sent)) == ["created", "refused", "refused", "refused", "refused"]
    assert list(Subscription.objects.values_list("number", "every_days")) == [("T1", 30)]
