# SPDX-License-Identifier: Apache-2.0
"""The steps of one task. Each is one act of fulfilment under a key of its own, so pressed twice it is done once."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.web.register.work import words
from omotenashi.web.register.work.desk import Desk, at_desk
from omotenashi.web.register.work.handover import missing, tasks

type Act = Callable[[Desk, Fulfilment], str]


@require_GET
@at_desk("fulfilment.view")
def show_task(desk: Desk, task_id: UUID) -> HttpResponse:
    """Show one task with its next step."""
    found = tasks.find(desk, task_id)
    context = tasks.context_of(desk, found)
    lacked = missing.told(context["journal"], currency=found.order.currency)
    return desk.page("task", place="handover", **context, lacked=lacked)


@require_POST
@at_desk("fulfilment.work")
def accept(desk: Desk, task_id: UUID) -> HttpResponse:
    """This shop will do it."""
    return _done(desk, tasks.own(desk, task_id), _accept)


@require_POST
@at_desk("fulfilment.work")
def start_picking(desk: Desk, task_id: UUID) -> HttpResponse:
    """Go to the shelf: the page then shows what to scan."""
    return _done(desk, tasks.own(desk, task_id), _pick, page="work-task")


@require_POST
@at_desk("fulfilment.work")
def pack(desk: Desk, task_id: UUID) -> HttpResponse:
    """All is in the bag: every piece was scanned."""
    found = tasks.own(desk, task_id)
    wanted = {str(one.variant_id): one.quantity for one in tasks.goods_of([found.pk]).get(found.pk, [])}
    scanned = {variant: desk.number(f"n-{variant}") for variant in wanted}
    if found.state == "picking" and scanned != wanted:
        sorry = _("Not every piece was scanned yet. Scan them all, or say what is missing.")
        return desk.to("work-task", found.pk, said=sorry, state="bad")
    return _done(desk, found, _pack, page="work-task")


@require_POST
@at_desk("fulfilment.work")
def lay_ready(desk: Desk, task_id: UUID) -> HttpResponse:
    """The bag waits at the counter; the customer is told by the event."""
    return _done(desk, tasks.own(desk, task_id), _ready)


@require_POST
@at_desk("fulfilment.work")
def ship(desk: Desk, task_id: UUID) -> HttpResponse:
    """The parcel left."""
    found = tasks.own(desk, task_id)
    if found.kind == "ship" and not desk.request.POST.get("carrier", "").strip():
        return desk.to("work-task", found.pk, said=_("Say which carrier took it."), state="bad")
    return _done(desk, found, _ship)


@require_POST
@at_desk("fulfilment.work")
def take_in(desk: Desk, task_id: UUID) -> HttpResponse:
    """A parcel for a customer of this shop arrived: it becomes a pick-up here."""
    found = tasks.find(desk, task_id)
    desk.own(found.destination_id)
    return _done(desk, found, _deliver)


@require_POST
@at_desk("fulfilment.work")
def back_on_shelf(desk: Desk, task_id: UUID) -> HttpResponse:
    """Nobody came: the goods lie on the shelf again."""
    return _done(desk, tasks.own(desk, task_id), _return_to_stock)


@require_POST
@at_desk("fulfilment.work")
def nobody_came(desk: Desk, task_id: UUID) -> HttpResponse:
    """The time is over and nobody came."""
    found = tasks.own(desk, task_id)
    try:
        return _done(desk, found, _no_show, page="work-task")
    except fulfilment.TooEarly:
        return desk.to("work-task", found.pk, said=_("The customer still has time to come."), state="bad")


def _done(desk: Desk, found: Fulfilment, act: Act, *, page: str = "work") -> HttpResponse:
    """Do a step and go on; who came second is told how it stands now."""
    try:
        said = act(desk, found)
    except fulfilment.NotNow:
        found.refresh_from_db(fields=["state"])
        now_it_is = words.said(words.STATES, found.state)
        sorry = _("Somebody was faster: %(number)s is now “%(state)s”.") % {
            "number": found.order.number,
            "state": now_it_is,
        }
        return desk.to("work-task", found.pk, said=sorry, state="warn")
    return desk.to(page, *([found.pk] if page == "work-task" else []), said=said)


def _accept(desk: Desk, found: Fulfilment) -> str:
    fulfilment.accept(found.pk, key=f"{found.pk}:accepted", now=desk.now, actor=desk.actor)
    return _("%(number)s is accepted.") % {"number": found.order.number}


def _pick(desk: Desk, found: Fulfilment) -> str:
    fulfilment.start_picking(found.pk, key=f"{found.pk}:picking", now=desk.now, actor=desk.actor)
    return ""


def _pack(desk: Desk, found: Fulfilment) -> str:
    fulfilment.pack(found.pk, key=f"{found.pk}:packed", now=desk.now, actor=desk.actor)
    return ""


def _ready(desk: Desk, found: Fulfilment) -> str:
    fulfilment.ready(found.pk, key=f"{found.pk}:ready", now=desk.now, actor=desk.actor)
    return _("%(number)s waits at the counter. The customer is told.") % {"number": found.order.number}


def _ship(desk: Desk, found: Fulfilment) -> str:
    posted = desk.request.POST
    fulfilment.ship(
        found.pk, carrier=posted.get("carrier", "")[:80], tracking=posted.get("tracking", "")[:80],
        key=f"{found.pk}:shipped", now=desk.now, actor=desk.actor,
    )  # fmt: skip
    return _("%(number)s is on its way.") % {"number": found.order.number}


def _deliver(desk: Desk, found: Fulfilment) -> str:
    fulfilment.deliver(found.pk, key=f"{found.pk}:delivered", now=desk.now, actor=desk.actor)
    return _("%(number)s is here. Lay it ready and the customer is told.") % {"number": found.order.number}


def _return_to_stock(desk: Desk, found: Fulfilment) -> str:
    fulfilment.return_to_stock(found.pk, key=f"{found.pk}:shelf", now=desk.now, actor=desk.actor)
    return _("%(number)s is back on the shelf and can be sold.") % {"number": found.order.number}


def _no_show(desk: Desk, found: Fulfilment) -> str:
    fulfilment.no_show(found.pk, key=f"{found.pk}:no_show", now=desk.now, actor=desk.actor)
    return ""
