# SPDX-License-Identifier: Apache-2.0
"""Parcels: given to a carrier, arrived, lost. What goes to a shop of ours is a transfer, and is laid ready there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.fulfilment.actions import goods, planning, steps
from omotenashi.commerce.fulfilment.events import Delivered, ParcelLost, Shipped
from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine
from omotenashi.commerce.fulfilment.rules.states import NotNow
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.actions.transfers import Arrived, Sending
from omotenashi.commerce.stock.models import TransferLine


@transaction.atomic
def ship(
    fulfilment_id: UUID, *, carrier: str, tracking: str = "", key: str, now: datetime, actor: str = ""
) -> bool:  # fmt: skip
    """The parcel left with a carrier. True if this call said so. Raises NotNow."""
    found = steps.begin(fulfilment_id, key=key, kind="shipped")
    if found is None:
        return False
    steps.move(found, "shipped", key=key, now=now, actor=actor, carrier=carrier.strip(), tracking=tracking.strip())
    if found.kind == "ship_to_store":
        _send(found, now=now, actor=actor)
        return True
    goods.give(found, now=now, actor=actor)
    publish(steps.about(found, Shipped, now=now, carrier=found.carrier, tracking=found.tracking))
    return True


@transaction.atomic
def deliver(fulfilment_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """The parcel arrived. At a shop of ours its goods are a pick-up there, picked already. Raises NotNow."""
    found = steps.begin(fulfilment_id, key=key, kind="delivered")
    if found is None:
        return False
    steps.move(found, "delivered", key=key, now=now, actor=actor)
    if found.kind == "ship_to_store":
        _arrive(found, now=now, actor=actor)
    else:
        publish(steps.about(found, Delivered, now=now))
    return True


@transaction.atomic
def lose(fulfilment_id: UUID, *, key: str, now: datetime, actor: str = "", reason: str = "") -> bool:
    """The parcel is lost; the customer's claim is a return whose goods are `gone`. Raises NotNow.

    What was on its way to a shop of ours is booked off there, and paid back by `settle`.
    """
    found = steps.begin(fulfilment_id, key=key, kind="lost")
    if found is None:
        return False
    steps.move(found, "lost", key=key, now=now, actor=actor, reason=reason)
    if found.kind == "ship_to_store" and found.transfer_id:
        stock.transfers.receive(found.transfer_id, [], key=f"lost:{found.pk}", is_last=True, actor=actor, now=now)
        unserved(found, now=now)
    publish(steps.about(found, ParcelLost, now=now))
    return True


def unserved(found: Fulfilment, *, now: datetime) -> None:
    """Mark all pieces as what nobody can serve."""
    for line in FulfilmentLine.objects.filter(fulfilment=found):
        FulfilmentLine.objects.filter(pk=line.pk).update(unserved=line.quantity)
    Fulfilment.objects.filter(pk=found.pk).update(unserved_at=now)


def _send(found: Fulfilment, *, now: datetime, actor: str) -> None:
    if found.destination_id is None:
        raise NotNow("no destination", "shipped")
    sending = [
        Sending(
            variant_id=line.variant_id, quantity=line.quantity, owner=stock.Owner("order_line", line.line),
            allocation_id=line.allocation_id,
        )
        for line in FulfilmentLine.objects.filter(fulfilment=found, quantity__gt=0).order_by("id")
    ]  # fmt: skip
    transfer = stock.transfers.draft(
        sending, source_id=found.location_id, destination_id=found.destination_id, key=f"fulfilment:{found.pk}",
        actor=actor, now=now,
    )  # fmt: skip
    stock.transfers.ready(transfer, now=now)
    stock.transfers.send(transfer, actor=actor, now=now)
    Fulfilment.objects.filter(pk=found.pk).update(transfer_id=transfer)


def _arrive(found: Fulfilment, *, now: datetime, actor: str) -> None:
    if found.transfer_id is None:
        return
    lines = TransferLine.objects.filter(transfer_id=found.transfer_id).order_by("id")
    arrived = [Arrived(line_id=line.pk, received=line.sent) for line in lines]
    promised = stock.transfers.receive(
        found.transfer_id, arrived, key=f"arrived:{found.pk}", is_last=True, actor=actor, now=now
    )
    if not promised:
        # The shop was short of them already; its shortage is resolved first, and these are paid back or sent again.
        unserved(found, now=now)
        return
    stock.pick(allocations=promised, now=now)
    for made in planning.plan(found.order_id, now=now, replaces=found):
        for state in ("accepted", "picking", "packed"):
            steps.move(made, state, key=f"{made.pk}:arrived:{state}", now=now, actor=actor)
