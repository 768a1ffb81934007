# SPDX-License-Identifier: Apache-2.0
"""One return as its page shows it: the way it goes, its lines, what goes back to the yen, its papers and its story."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.base.ids import new_id
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import GoodsReturn, GoodsReturnLine
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.actions.taking_back import MoreThanHandedOver, NotPossible
from omotenashi.commerce.orders.models import Document
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries as paid
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.models import Location
from omotenashi.web.console import wording as names
from omotenashi.web.console.buyers import buyers_of
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.fulfilment.page import story_of
from omotenashi.web.console.places import may_at, own_place
from omotenashi.web.console.returns import words
from omotenashi.web.console.returns.listing import state_of

# In the office nobody hands out cash: what was paid with it becomes store credit. At a till it goes out of the drawer.
OFFICE = fulfilment.Counter(instead={"cash": "store_credit"})
REFUSED = (
    fulfilment.ReturnRefused, fulfilment.NotNow, fulfilment.KeyOfAnother, MoreThanHandedOver, NotPossible,
    payments.TooMuch, payments.NotPaid, payments.NotThere, payments.NoOpenShift,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Back:
    """What goes back, or went: by kind of payment in words, points both ways, the coupon's share."""

    amount: int
    money: list[tuple[str, int]]
    points_back: int
    points_taken: int
    coupon: int
    is_done: bool

    @property
    def refunded(self) -> int:
        """What goes back in all."""
        return sum(amount for _name, amount in self.money)


def context_of(found: GoodsReturn, *, person: Any, now: datetime) -> dict[str, Any]:
    """Give what the page needs."""
    lines = list(GoodsReturnLine.objects.filter(of=found).select_related("order_line__variant__product").order_by("pk"))
    buyer = buyers_of([found.order.node_id]).get(found.order.node_id)
    back, trouble = _back(found, now=now)
    own = own_place(person)
    return {
        "one": found,
        "order": found.order,
        "state": state_of(found),
        "way": [str(words.STATES[state][1]) for state in words.WAY],
        "step": words.WAY.index(found.state) + 1 if found.state in words.WAY else 0,
        "reason": str(words.REASONS.get(found.reason, found.reason)),
        "lines": [(line, str(words.BUCKETS.get(line.bucket, ""))) for line in lines],
        "buyer": buyer,
        "buyer_name": label(buyer) if buyer else "",
        "back": back,
        "trouble": trouble,
        "papers": _papers(found),
        "story": story_of([found.pk]),
        "buckets": words.BUCKETS.items(),
        "places": Location.objects.filter(can_take_back=True, closed_at=None, **({"pk": own} if own else {})),
        "key": new_id(),
        "may": {
            "approve": found.state == "requested" and may(person, "returns.approve"),
            "decline": found.state in ("requested", "approved", "inspected") and may(person, "returns.approve"),
            "receive": found.state == "approved" and may(person, "returns.receive"),
            "inspect": found.state == "received" and may_at(person, "returns.receive", found.location_id),
            "resolve": found.state == "inspected" and may(person, "returns.approve"),
            "withdraw": found.state in ("requested", "approved") and may(person, "returns.approve"),
        },
    }


def refusal(refused: Exception) -> str:
    """Say why nothing was done."""
    if isinstance(refused, fulfilment.ReturnRefused):
        return str(words.REFUSALS.get(refused.reason, refused.reason))
    if isinstance(refused, payments.TooMuch):
        return _("More would go back than was paid; a part went back already.")
    if isinstance(refused, payments.NotPaid):
        return _("Nothing was paid for this order yet, so nothing can go back.")
    return _("Nothing was done: it has moved on meanwhile.")


def _back(found: GoodsReturn, *, now: datetime) -> tuple[Back | None, str]:
    if found.state == "resolved":
        return _went(found), ""
    try:
        seen = fulfilment.foresee_return(found.pk, now=now, counter=OFFICE)
    except REFUSED as refused:
        return None, refusal(refused)
    if seen is None:
        return None, ""
    return Back(
        amount=seen.amount, money=[(names.said(names.KINDS, kind), n) for kind, n in seen.refunds],
        points_back=seen.points_back, points_taken=seen.points_taken, coupon=seen.coupon, is_done=False,
    ), ""  # fmt: skip


def _went(found: GoodsReturn) -> Back:
    rows = paid.refunds_of([found.order_id]).filter(request_key__startswith=f"return:{found.pk}")
    coupon = 0
    if found.return_id:
        coupon = sum(line.coupon for line in orders.returned_lines(found.return_id))
    return Back(
        amount=found.amount, money=[(names.said(names.KINDS, row.to_kind), row.amount) for row in rows],
        points_back=found.points_back, points_taken=found.points_taken, coupon=coupon, is_done=True,
    )  # fmt: skip


def _papers(found: GoodsReturn) -> list[tuple[str, Document]]:
    if found.return_id is None:
        return []
    issued = orders.documents_of([found.order_id]).filter(of_return_id=found.return_id)
    return [(names.said(names.DOCUMENTS, one.kind), one) for one in issued]


def numbers(said: Any, lines: list[GoodsReturnLine], *, field: str) -> dict[UUID | int, str]:
    """Read one field of the form for each line, by the name the actions know a line by."""
    return {line.order_line.uid or line.order_line.pk: said.get(f"{field}-{line.pk}", "").strip() for line in lines}
