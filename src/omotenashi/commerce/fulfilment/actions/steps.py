# SPDX-License-Identifier: Apache-2.0
"""How everything here moves on: the order is locked, then the thing; a key counts once; a state follows a state.

The order's lock is the first of all (commerce.md section 14) and the same that a cancellation takes: so picking and
cancelling come one after the other, and whoever comes second sees what the first did.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from omotenashi.commerce.fulfilment.events import FulfilmentEvent
from omotenashi.commerce.fulfilment.models import Fulfilment, Step
from omotenashi.commerce.fulfilment.rules import states
from omotenashi.commerce.fulfilment.rules.states import NotNow
from omotenashi.commerce.orders.models import Order


class KeyOfAnother(Exception):
    """The key was used for another thing, or for another command."""


def begin(fulfilment_id: UUID, *, key: str, kind: str) -> Fulfilment | None:
    """Take a fulfilment until the transaction ends; None when this was done under this key before.

    Raises Fulfilment.DoesNotExist.
    """
    order_id = Fulfilment.objects.values_list("order_id", flat=True).get(pk=fulfilment_id)
    lock_order(order_id)
    found = Fulfilment.objects.select_related("order", "location").select_for_update(of=("self",)).get(pk=fulfilment_id)
    return None if said_before(fulfilment_id, key=key, kind=kind) else found


def lock_order(order_id: UUID) -> None:
    """Take an order: the first lock."""
    Order.objects.select_for_update().filter(pk=order_id).values_list("pk", flat=True).first()


def said_before(subject_id: UUID, *, key: str, kind: str) -> bool:
    """Say whether this was done under this key. Raises KeyOfAnother when something else was."""
    known = Step.objects.filter(key=key).first()
    if known is not None and (known.subject_id, known.kind) != (subject_id, kind):
        raise KeyOfAnother(key)
    return known is not None


def note(subject_id: UUID, kind: str, *, key: str, now: datetime, actor: str = "", **data: Any) -> None:
    """Write the journal."""
    Step.objects.create(subject_id=subject_id, kind=kind, key=key, at=now, actor=actor, data=data)


def move(
    found: Fulfilment, to: str, *, key: str, now: datetime, actor: str = "", data: Mapping[str, Any] | None = None,
    **values: Any,
) -> None:  # fmt: skip
    """Move a fulfilment on, and write the journal. Raises NotNow where the state, or the kind, does not allow it."""
    if not states.may_be(found.kind, to):
        raise NotNow(f"{found.kind} {found.state}", to)
    shift(found, to, table=states.FULFILMENT, now=now, **values)
    note(found.pk, to, key=key, now=now, actor=actor, **(data or {}))


def shift(found: Model, to: str, *, table: Mapping[str, frozenset[str]], now: datetime, **values: Any) -> None:
    """Change a state where the state that was allows it; the WHERE says so, not what was read. Raises NotNow."""
    changed = {"state": to, f"{to}_at": now} | values
    rows = type(found)._default_manager.filter(pk=found.pk, state__in=states.before(table, to))  # noqa: SLF001 - documented by Django
    if not rows.update(**changed):
        raise NotNow(str(getattr(found, "state", "")), to)
    for name, value in changed.items():
        setattr(found, name, value)


def about(found: Fulfilment, kind: type[FulfilmentEvent], *, now: datetime, **more: Any) -> FulfilmentEvent:
    """Make an event of a fulfilment."""
    return kind(
        node_id=found.order.node_id, at=now, fulfilment_id=found.pk, order_id=found.order_id,
        number=found.order.number, location=found.location.code, **more,
    )  # fmt: skip
