# SPDX-License-Identifier: Apache-2.0
"""What a return would give back, to the yen: it is settled for real, looked at, and taken back again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from omotenashi.commerce.fulfilment.actions import resolving, returning
from omotenashi.commerce.fulfilment.models import GoodsReturn
from omotenashi.commerce.orders.actions.undoing import Counter
from omotenashi.commerce.orders.models import ReturnLine
from omotenashi.commerce.payments.queries import refunds_of
from omotenashi.places.locations.models import Location

_NEXT = {"requested": "approved", "approved": "received", "received": "inspected"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreseen:
    """What the goods had cost, what goes back by kind of payment, points given back and taken away, coupon's share."""

    amount: int
    refunds: tuple[tuple[str, int], ...]
    points_back: int
    points_taken: int
    coupon: int

    @property
    def refunded(self) -> int:
        """What goes back in all, points with it."""
        return sum(amount for _kind, amount in self.refunds)


def foresee_return(return_id: UUID, *, now: datetime, counter: Counter | None = None) -> Foreseen | None:
    """Say what settling would give back if all that was asked for (or came) is taken; nothing stays written.

    None where it is settled, or will not be. Raises what `resolve_return` raises.
    """
    with transaction.atomic():
        # A savepoint of its own: what is done here is undone whatever the caller does.
        found = GoodsReturn.objects.select_related("order").get(pk=return_id)
        answer = _foreseen(found, now=now, counter=counter) if found.state in (*_NEXT, "inspected") else None
        transaction.set_rollback(True)
    return answer


def _foreseen(found: GoodsReturn, *, now: datetime, counter: Counter | None) -> Foreseen:
    pieces = {line.order_line.uid or line.order_line.pk: line for line in returning.lines_of(found)}
    key = f"foreseen:{found.pk}"
    if found.state == "requested":
        returning.approve_return(found.pk, key=f"{key}:a", now=now)
    if found.state in ("requested", "approved"):
        asked = {name: line.quantity for name, line in pieces.items()}
        place = Location.objects.filter(can_take_back=True, closed_at=None).order_by("code").first()
        if place is None:
            raise returning.ReturnRefused("not_here")
        returning.receive_return(found.pk, asked, location_id=place.pk, key=f"{key}:r", now=now)
    if found.state != "inspected":
        came = {x.order_line.uid or x.order_line.pk: "gone" for x in returning.lines_of(found) if x.received}
        returning.inspect_return(found.pk, came, key=f"{key}:i", now=now)
    before = set(refunds_of([found.order_id]).values_list("pk", flat=True))
    done = resolving.resolve_return(found.pk, key=f"{key}:z", now=now, counter=counter)
    made = [one for one in refunds_of([found.order_id]) if one.pk not in before]
    coupon = ReturnLine.objects.filter(of_id=done.return_id).aggregate(n=Sum("coupon"))["n"] or 0
    return Foreseen(
        amount=done.amount, refunds=tuple((one.to_kind, one.amount) for one in made), points_back=done.points_back,
        points_taken=done.points_taken, coupon=int(coupon),
    )  # fmt: skip
