# SPDX-License-Identifier: Apache-2.0
"""Settle what comes back at the counter: take back, refund, issue the document, in one transaction and once per key."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import GoodsReturn
from omotenashi.commerce.orders.actions import documents
from omotenashi.commerce.orders.actions.taking_back import MoreThanHandedOver, NotPossible
from omotenashi.commerce.orders.actions.undoing import Counter
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries as paid
from omotenashi.people.staff import actions as staff_actions
from omotenashi.people.staff import queries as staff
from omotenashi.places.locations import queries as places
from omotenashi.web.register.access import Till
from omotenashi.web.register.returns import choices

REFUSED: dict[str, Promise] = {
    "drawer": gettext_lazy("Cash goes back, but the drawer is not open. Open it under Drawer first."),
    "late": gettext_lazy("The time for returns is over. Ask the shop manager."),
    "refund": gettext_lazy("Only the shop manager gives so much money back. Ask for a hand."),
    "not_here": gettext_lazy("This shop takes nothing back."),
    "empty": gettext_lazy("Choose what comes back."),
    "other": gettext_lazy("This cannot come back: it was never handed over, or came back before."),
}


def settle(
    till: Till, order: Order, lines: list[choices.Choice], said: Mapping[str, str], *, now: datetime, credit: int = 0
) -> tuple[UUID | None, str]:  # fmt: skip
    """Give the return, or why not (REFUSED). `credit` of the money pays what is sold in exchange."""
    reason, key = said.get("reason", ""), f"till:{said.get('key', '')[:60]}"
    known = GoodsReturn.objects.filter(key=key).values_list("pk", flat=True).first()
    if known is not None:
        return known, ""
    if choices.is_late(order, reason=reason, now=now) and not staff.may(till.staff, "returns.approve"):
        return None, "late"
    if not _may_refund(till, choices.going_back(order, lines)["money"] - credit, now=now):
        return None, "refund"
    try:
        with transaction.atomic():
            done = fulfilment.take_back(
                order.pk, choices.wanted(lines), reason=reason, location_id=till.shop.pk, key=key, now=now,
                channel="STORE", counter=_counter(till, credit), actor=f"staff:{till.staff.pk}",
            )  # fmt: skip
            _issue(till, order, done.return_id, key=key, now=now)
    except payments.NoOpenShift:
        return None, "drawer"
    except fulfilment.ReturnRefused as refused:
        return None, refused.reason if refused.reason in REFUSED else "other"
    except (MoreThanHandedOver, NotPossible, payments.TooMuch):
        return None, "other"
    return GoodsReturn.objects.values_list("pk", flat=True).get(key=key), ""


def _may_refund(till: Till, amount: int, *, now: datetime) -> bool:
    """Whether who stands here may give so much money back; a refusal is written down. Nothing is nothing to give."""
    is_leader = staff.may(till.staff, "returns.approve")
    if amount <= 0 or places.till_rules(now).may_refund(amount, is_leader=is_leader):
        return True
    details = {"amount": amount, "terminal": till.terminal}
    staff_actions.audit(till.staff, "returns.approve", subject="refund", details=details)
    return False


def _counter(till: Till, credit: int) -> Counter:
    """The drawer of this terminal, where it is open."""
    shift = paid.open_shift_of(location_id=till.shop.pk, terminal=till.terminal)
    return Counter(shift_id=shift.pk if shift else None, staff_id=till.staff.pk, credit=credit)


def _issue(till: Till, order: Order, return_id: UUID | None, *, key: str, now: datetime) -> None:
    """Issue the return invoice in the series of this terminal; about what a source recorded we say nothing."""
    if order.key is None or return_id is None:
        return
    code = till.shop.code
    series = documents.open_series(code=f"{code}-{till.terminal}", owner=f"till:{code}:{till.terminal}", now=now)
    documents.issue_document(
        order.pk, series=series.code, key=f"return:{key}", now=now, kind=documents.RETURN, of_return=return_id,
        actor=f"staff:{till.staff.pk}",
    )  # fmt: skip
