# SPDX-License-Identifier: Apache-2.0
"""The reasons to buy: what is asked at a moment, and what a buyer last said about an order."""

from datetime import datetime
from typing import Any

from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.orders.models.reasons import ReasonsVersion
from omotenashi.commerce.orders.rules import reasons
from omotenashi.commerce.orders.rules.mining import Group, met, suggested
from omotenashi.commerce.orders.rules.reasons import GIVEN, LONGEST, MOST, BadReasons, Reason, coded, read
from omotenashi.people.timeline import queries as timeline

__all__ = [
    "GIVEN",
    "LONGEST",
    "MOST",
    "BadReasons",
    "Group",
    "Reason",
    "coded",
    "met",
    "read",
    "reason_of",
    "reasons_asked",
    "reasons_written",
    "suggested",
]


def reasons_written(at: datetime) -> str | None:
    """Give the list of a moment as it was written; None where the retailer never wrote any."""
    return ReasonsVersion.objects.filter(used_since__lte=at).values_list("written", flat=True).first()


def reasons_asked(at: datetime) -> tuple[Reason, ...]:
    """Give what a buyer is asked at a moment; empty: nobody is asked."""
    return read(reasons_written(at) or "")


def reason_of(order: Order) -> dict[str, Any] | None:
    """Give what was last said about an order (reason, comment); None where nobody was told."""
    said = (entry.props for entry in timeline.entries_of([order.node_id], names=[reasons.GIVEN]))
    return next((props for props in said if props.get("order_id") == order.number), None)
