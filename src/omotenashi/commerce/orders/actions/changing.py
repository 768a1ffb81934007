# SPDX-License-Identifier: Apache-2.0
"""Change how goods reach their buyer, as long as they have not left: home to shop, another shop, another address."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.commerce.orders.actions import journal
from omotenashi.commerce.orders.actions.states import NotPossible
from omotenashi.commerce.orders.models import Contact, Order
from omotenashi.commerce.orders.rules.drafts import ContactDetails, Mode

__all__ = ["Changed", "ContactDetails", "Delivery", "Mode", "NotPossible", "change"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a line is to reach its buyer, and from where it is wanted (the code of a location)."""

    mode: Mode
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed: `refund` is the shipping that is no longer to be paid."""

    refund: int
    is_repeat: bool = False


@transaction.atomic
def change(
    order_id: UUID, lines: Mapping[UUID, Delivery], *, key: str, now: datetime, shipping: int | None = None,
    recipient: ContactDetails | None = None, actor: str = "",
) -> Changed:  # fmt: skip
    """Change lines of which nothing was handed over; shipping can fall and never rises. The same key acts once.

    Raises NotPossible for lines that have left, an unknown place, a cancelled order, or more shipping than was agreed.
    """
    order = journal.locked(order_id)
    before = journal.said_before(order_id, key)
    if before is not None:
        return Changed(before["refund"], is_repeat=True)
    if order.cancelled_at is not None:
        raise NotPossible("cancelled")
    values = sorted((uid, str(one.mode), one.location) for uid, one in lines.items())
    source, parameters = bulk.given("stage_way", {"uid": "uuid", "mode": "text", "place": "text"}, values)
    if bulk.run(_CHANGE.format(source=source), [*parameters, order_id]) != len(values):
        raise NotPossible("a line has left, or a place is unknown")
    refund = _lower_shipping(order, shipping)
    if recipient is not None:
        Contact.objects.update_or_create(order=order, role=Contact.Role.RECIPIENT, defaults=asdict(recipient))
    said = {str(uid): {"mode": mode, "location": place} for uid, mode, place in values}
    journal.write(order_id, "changed", now=now, actor=actor, key=key, lines=said, refund=refund)
    return Changed(refund)


def _lower_shipping(order: Order, shipping: int | None) -> int:
    if shipping is None or shipping == order.shipping_total:
        return 0
    if not 0 <= shipping < order.shipping_total:
        raise NotPossible("shipping was agreed")
    bulk.run("UPDATE orders_order SET shipping_total = %s WHERE id = %s", [shipping, order.pk])
    return order.shipping_total - shipping


_CHANGE = """
UPDATE orders_orderline x SET mode = s.mode, wish_id = l.id FROM {source} LEFT JOIN locations_location l ON l.code = s.place
WHERE x.uid = s.uid AND x.order_id = %s AND x.handed = 0 AND x.quantity > 0 AND (s.place IS NULL OR l.id IS NOT NULL)
"""
