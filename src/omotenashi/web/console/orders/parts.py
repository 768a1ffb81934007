# SPDX-License-Identifier: Apache-2.0
"""What of an order is where, what is on its way back, and what this person may do about it."""

from datetime import datetime
from typing import Any

from omotenashi.base.ids import new_id
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import Order
from omotenashi.people.staff.queries import may
from omotenashi.web.console.fulfilment import words
from omotenashi.web.console.returns.listing import state_of

# What nobody has begun with may still go another way.
_UNTOUCHED = frozenset({"planned", "accepted", "rejected", "cancelled"})


def context_of(order: Order, person: Any, *, now: datetime) -> dict[str, Any]:
    """Give the parts of an order, its returns at the desk, and what may be done: four reads."""
    tasks = fulfilment.of_order(order.pk, now=now) if order.key is not None else []
    is_open = order.cancelled_at is None and order.confirmed_at is not None and order.completed_at is None
    return {
        "parts": [
            (task, words.state_of(words.STATES, task.state), words.said(words.KINDS, task.kind)) for task in tasks
        ],
        "desk": [(one, state_of(one)) for one in fulfilment.returns_of_order(order.pk)],
        "act_key": new_id(),
        "may_edit": may(person, "orders.edit"),
        "may_reroute": is_open and may(person, "orders.edit") and all(task.state in _UNTOUCHED for task in tasks),
        "may_return": may(person, "returns.receive") and any(orders.returnable(order.pk).values()),
        "may_pay_back": may(person, "payments.view"),
    }
