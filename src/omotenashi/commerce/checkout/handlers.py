# SPDX-License-Identifier: Apache-2.0
"""A payment that came confirms its order, however it came: webhook, return page or poller. Who is erased leaves what was
kept of a sale that nobody could book."""

from collections.abc import Sequence

from omotenashi.base import clock
from omotenashi.base.outbox.registry import Stored, on
from omotenashi.commerce.checkout import actions
from omotenashi.commerce.payments.events import PaymentCaptured
from omotenashi.people.customers.events import CustomerErased


@on(PaymentCaptured)
def confirm_orders(events: Sequence[Stored]) -> None:
    """Confirm each order that was paid; one that cannot be kept is given up and paid back."""
    for event in (stored.event for stored in events):
        if isinstance(event, PaymentCaptured):
            actions.confirm(order_id=event.order_id, now=clock.now())


@on(CustomerErased)
def forget_uploads(events: Sequence[Stored]) -> None:
    """Take the human out of sales that wait for somebody."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            actions.forget_uploads(event.person_id)
