# SPDX-License-Identifier: Apache-2.0
"""What fulfilment does when something happened below. Each looks at what stands, so to hear twice changes nothing."""

from collections.abc import Sequence
from uuid import UUID

from omotenashi.base import clock
from omotenashi.base.outbox.registry import Stored, on
from omotenashi.commerce.fulfilment import actions
from omotenashi.commerce.fulfilment.actions import erasing
from omotenashi.commerce.orders.events import LinesCancelled, OrderCancelled, OrderConfirmed
from omotenashi.commerce.stock.events import ShortageOpened
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.events import CustomerErased


@on(OrderConfirmed)
def plan_orders(events: Sequence[Stored]) -> None:
    """Give each place its part of a confirmed order."""
    for event in (stored.event for stored in events):
        if isinstance(event, OrderConfirmed):
            actions.plan(event.order_id, now=clock.now())


@on(LinesCancelled, OrderCancelled)
def shrink_plans(events: Sequence[Stored]) -> None:
    """Take off the lists what was cancelled."""
    for event in (stored.event for stored in events):
        if isinstance(event, LinesCancelled | OrderCancelled):
            actions.reconcile(event.order_id, now=clock.now())


@on(ShortageOpened)
def find_others(events: Sequence[Stored]) -> None:
    """More is promised than lies there: somebody else serves what was promised last."""
    for event in (stored.event for stored in events):
        if isinstance(event, ShortageOpened):
            actions.answer_shortage(event.shortage_id, now=clock.now())


@on(CustomerErased)
def forget_words(events: Sequence[Stored]) -> None:
    """Take the human out of notes and reasons."""
    for event in (stored.event for stored in events):
        if isinstance(event, CustomerErased):
            nodes = [UUID(node) for node in event.node_ids]
            rows = erasing.erase(nodes, traces=erasures.traces_of(event.person_id))
            erasures.note_emptied(person_id=event.person_id, rows=rows)
