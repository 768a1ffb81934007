# SPDX-License-Identifier: Apache-2.0
"""The parts in which an order comes, and the code with which goods at a counter are handed over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment

_WORDS: Final[dict[str, str | Promise]] = {
    "planned": _("Asked of the shop"),
    "accepted": _("Asked of the shop"),
    "picking": _("Being taken from the shelf"),
    "packed": _("Packed"),
    "ready": _("Ready for you"),
    "collected": _("Handed over"),
    "no_show": _("Not collected in time"),
    "returned_to_stock": _("Not collected in time"),
    "shipped": _("On its way"),
    "delivered": _("Delivered"),
    "lost": _("Lost on its way; we write to you"),
    "cancelled": _("Cancelled"),
}
_RETURNS: Final[dict[str, str | Promise]] = {
    "requested": _("We have your request for a return"),
    "approved": _("Return agreed: bring or send it"),
    "received": _("Return received"),
    "inspected": _("Return received"),
    "resolved": _("Return done: your money is on its way"),
    "declined": _("Return not accepted"),
    "withdrawn": _("Return withdrawn"),
}
_UNTOUCHED: Final = frozenset({"planned", "accepted", "rejected", "cancelled"})
_READY: Final = frozenset({"ready", "collected", "shipped", "delivered"})


@dataclass(frozen=True, slots=True)
class Parcel:
    """One part of an order, from one place. `code` is what the counter asks for, while something waits there."""

    id: UUID
    place: str
    state: str
    code: str
    collect_by: datetime | None
    ready_at: datetime | None
    tracking: str

    @property
    def words(self) -> str:
        """How far it is."""
        return str(_WORDS.get(self.state, _("Being prepared")))

    @property
    def is_begun(self) -> bool:
        """Whether somebody has taken something from a shelf for it."""
        return self.state not in _UNTOUCHED

    @property
    def is_ready(self) -> bool:
        """Whether it waits at the counter or has left."""
        return self.state in _READY


@dataclass(frozen=True, slots=True)
class Back:
    """A return: how far it is, and whether one may still keep the goods."""

    id: UUID
    words: str
    can_withdraw: bool


def parcels_of(order_id: UUID, *, now: datetime) -> tuple[Parcel, ...]:
    """Give the parts of an order as they are now."""
    tasks = fulfilment.of_order(order_id, now=now)
    rows = Fulfilment.objects.in_bulk([task.fulfilment_id for task in tasks])
    return tuple(
        Parcel(
            id=task.fulfilment_id,
            place=task.destination or task.location,
            state=task.state,
            code=(fulfilment.code_of(task.fulfilment_id) or "") if task.state == "ready" else "",
            collect_by=task.collect_by,
            ready_at=rows[task.fulfilment_id].ready_at or rows[task.fulfilment_id].shipped_at,
            tracking=" ".join(filter(None, (rows[task.fulfilment_id].carrier, rows[task.fulfilment_id].tracking))),
        )
        for task in tasks
    )


def returns_of(order_id: UUID) -> tuple[Back, ...]:
    """Say of each return of an order how far it is."""
    return tuple(
        Back(one.pk, str(_RETURNS.get(one.state, one.state)), one.state in ("requested", "approved"))
        for one in fulfilment.returns_of_order(order_id)
    )
