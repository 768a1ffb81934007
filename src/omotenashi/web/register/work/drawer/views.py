# SPDX-License-Identifier: Apache-2.0
"""開局, 入出金, 点検 and 精算 of this terminal's drawer. A closed shift stays closed."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Shift
from omotenashi.places.locations.queries import retailer, till_rules
from omotenashi.web.register.work.desk import Desk, at_desk
from omotenashi.web.register.work.drawer import reads
from omotenashi.web.ui.tags.formats import money


@require_GET
@at_desk("sales.make")
def show_drawer(desk: Desk) -> HttpResponse:
    """Show the open shift with its figures, or the form that opens one."""
    shift = reads.running(desk)
    if shift is None:
        currency = retailer().currency
        return desk.page(
            "drawer_opening", place="shift", faces=reads.denominations(currency), last=reads.last_closed(desk),
            agreed=till_rules(desk.now).drawer_float,
        )  # fmt: skip
    return desk.page("drawer", place="shift", **reads.slip(shift))


@require_POST
@at_desk("sales.make")
def open_drawer(desk: Desk) -> HttpResponse:
    """Open the terminal with the change that lies in its drawer."""
    currency = retailer().currency
    try:
        payments.open_shift(
            location_id=desk.shop.pk, terminal=desk.till.terminal, currency=currency, counts=_counts(desk, currency),
            staff_id=desk.staff.pk, key=desk.key, now=desk.now,
        )  # fmt: skip
    except payments.ShiftOpen:
        return desk.to("work-drawer", said=_("This till is open already."), state="warn")
    return desk.to("work-drawer", said=_("The till is open."))


@require_POST
@at_desk("sales.make")
def put_in(desk: Desk) -> HttpResponse:
    """Put cash into the drawer."""
    return _pay(desk, payments.pay_in, _("Put in: %(amount)s"))


@require_POST
@at_desk("sales.make")
def take_out(desk: Desk) -> HttpResponse:
    """Take cash out of the drawer."""
    return _pay(desk, payments.pay_out, _("Taken out: %(amount)s"))


@require_GET
@at_desk("sales.make")
def show_report(desk: Desk) -> HttpResponse:
    """Show the slip of 点検: the figures as they are, nothing is closed."""
    shift = reads.running(desk)
    if shift is None:
        return desk.to("work-drawer")
    return desk.page("slip", place="shift", is_final=False, **reads.slip(shift))


@require_GET
@at_desk("sales.make")
def show_closing(desk: Desk) -> HttpResponse:
    """Show the count of coins and notes. What is expected is told after the count, so that nobody counts towards it."""
    shift = reads.running(desk)
    if shift is None:
        return desk.to("work-drawer")
    return desk.page("drawer_closing", place="shift", shift=shift, faces=reads.denominations(shift.currency), counts={})


@require_POST
@at_desk("sales.make")
def close_drawer(desk: Desk) -> HttpResponse:
    """Count and close; a difference needs a reason."""
    known = Shift.objects.filter(close_key=desk.key, location=desk.shop).first()
    if known is not None:
        return desk.to("work-shift", known.pk)
    shift = reads.running(desk)
    if shift is None:
        return desk.to("work-drawer", said=_("This till is closed already."), state="warn")
    counts, note = _counts(desk, shift.currency), desk.request.POST.get("note", "").strip()[:200]
    figures = reads.slip(shift)
    difference = sum(face * number for face, number in counts.items()) - figures["expected"]
    if difference and not note:
        return desk.page(
            "drawer_closing", place="shift", status=422, shift=shift, faces=reads.denominations(shift.currency),
            counts=counts, difference=difference, off=abs(difference), expected=figures["expected"], key=desk.request.POST.get("key", ""),
        )  # fmt: skip
    try:
        payments.close_shift(
            shift_id=shift.pk, counts=counts, staff_id=desk.staff.pk, key=desk.key, now=desk.now, note=note
        )
    except payments.NoOpenShift:
        return desk.to("work-drawer", said=_("This till is closed already."), state="warn")
    return desk.to("work-shift", shift.pk, said=_("The till is closed."))


@require_GET
@at_desk("sales.make")
def show_shift(desk: Desk, shift_id: UUID) -> HttpResponse:
    """Show the slip of one shift: 精算 once it is closed."""
    shift = reads.find(desk, shift_id)
    return desk.page("slip", place="shift", is_final=shift.closed_at is not None, **reads.slip(shift))


def _pay(desk: Desk, act: Callable[..., None], said: str) -> HttpResponse:
    shift = reads.running(desk)
    amount, reason = desk.number("amount", most=10_000_000), desk.request.POST.get("reason", "").strip()[:100]
    if shift is None:
        return desk.to("work-drawer", said=_("Open the till first."), state="bad")
    if not amount or not reason:
        return desk.to("work-drawer", said=_("Say how much, and what for."), state="bad")
    try:
        act(shift_id=shift.pk, amount=amount, reason=reason, staff_id=desk.staff.pk, key=desk.key, now=desk.now)
    except payments.TooMuch as much:
        sorry = _("Only %(amount)s lie in the drawer.") % {"amount": money(much.left, shift.currency)}
        return desk.to("work-drawer", said=sorry, state="bad")
    except payments.NoOpenShift:
        return desk.to("work-drawer", said=_("This till is closed already."), state="warn")
    return desk.to("work-drawer", said=said % {"amount": money(amount, shift.currency)})


def _counts(desk: Desk, currency: str) -> dict[int, int]:
    return {face: number for face, name in reads.denominations(currency) if (number := desk.number(name, most=9_999))}
