# SPDX-License-Identifier: Apache-2.0
"""A payment that came confirms its order, however it came: webhook, return page or poller."""

from collections.abc import Sequence

from omotenashi.base import clock
from omotenashi.base.outbox.registry import Stored, on
from omotenashi.commerce.checkout import actions
from omotenashi.commerce.payments.events import PaymentCaptured


@on(PaymentCaptured)
def confirm_orders(events: Sequence[Stored]) -> None:
    """Confirm each order that was paid; one that cannot be kept is given up and paid back."""
    for event in (stored.event for stored in events):
        if isinstance(event, PaymentCaptured):
            actions.confirm(order_id=event.order_id, now=clock.now())
