# SPDX-License-Identifier: Apache-2.0
"""What the tests of payments share: an expected payment, a started one, what was told, a shift."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from omotenashi.base.ids import new_id
from omotenashi.base.outbox.models import Event
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Intent, Shift
from omotenashi.places.locations.models import Location

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LATER = timedelta(minutes=15)


def expected(*, amount: int = 7_700, key: str = "k1", order_id: UUID | None = None, **more: Any) -> Intent:
    """Expect a payment."""
    return payments.expect(order_id=order_id or new_id(), amount=amount, currency="JPY", key=key, now=NOW, **more)


def started(*, method: str = "sim_success", **more: Any) -> Intent:
    """Expect a payment and start it at the simulator."""
    return payments.start(intent_id=expected(**more).pk, method=method, now=NOW).intent


def told(intent: Intent | None = None) -> list[tuple[str, int]]:
    """Give name and amount of what was told, about one intent or all."""
    events = Event.objects.filter(name__startswith="payments.").order_by("id")
    said = [(event.name.removeprefix("payments."), event.payload) for event in events]
    return [(name, p.get("amount", 0)) for name, p in said if intent is None or p.get("intent_id") == str(intent.pk)]


def opened(*, terminal: str = "01", counts: dict[int, int] | None = None, key: str = "open-1") -> Shift:
    """Open a till with 20,000 yen of change."""
    shop, _ = Location.objects.get_or_create(code="GINZA", defaults={"name": "銀座"})
    return payments.open_shift(
        location_id=shop.pk, terminal=terminal, currency="JPY", counts=counts or {1_000: 15, 100: 50}, staff_id=None,
        key=key, now=NOW,
    )  # fmt: skip
