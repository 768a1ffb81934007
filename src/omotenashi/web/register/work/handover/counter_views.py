# SPDX-License-Identifier: Apache-2.0
"""At the counter: goods go to whoever shows the code, the QR or the buyer's member card."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards
from omotenashi.web.register.work import words
from omotenashi.web.register.work.desk import Desk, at_desk
from omotenashi.web.register.work.handover import tasks

# A code of the customer's has six digits; it is never looked up as a card.
_DIGITS = 6


@require_POST
@at_desk("fulfilment.work")
def hand_over(desk: Desk, task_id: UUID) -> HttpResponse:
    """Hand goods over, once. A wrong code is counted, and after five only a new one or the member's card helps."""
    found = tasks.own(desk, task_id)
    code = "".join(desk.request.POST.get("code", "").split())[:100]
    if not code:
        return _again(desk, found, _("Scan or type the customer's code."))
    try:
        fulfilment.hand_over(
            found.pk,
            code=code,
            node_ids=_holder(code, desk),
            key=f"{found.pk}:collected",
            now=desk.now,
            actor=desk.actor,
        )
    except fulfilment.WrongCode as wrong:
        return _again(desk, found, _sorry(wrong.left))
    except fulfilment.NotNow:
        found.refresh_from_db()
        return _again(desk, found, _("This cannot be handed over: it is “%(state)s”.") % {"state": _state(found)})
    return desk.to("work-task", found.pk)


@require_POST
@at_desk("fulfilment.work")
def make_code(desk: Desk, task_id: UUID) -> HttpResponse:
    """Make another code; the customer's page and message show it at once, and the old one is void."""
    found = tasks.own(desk, task_id)
    try:
        fulfilment.new_code(found.pk, key=f"{desk.key}:code", now=desk.now, actor=desk.actor)
    except (fulfilment.NotNow, fulfilment.KeyOfAnother):
        return desk.to("work-task", found.pk, said=_("There is nothing to hand over."), state="warn")
    return desk.to("work-task", found.pk, said=_("The customer's order page shows a new code now."))


def _again(desk: Desk, found: Fulfilment, trouble: str) -> HttpResponse:
    found.refresh_from_db()
    context = tasks.context_of(desk, tasks.find(desk, found.pk))
    return desk.page("task", place="handover", status=422, trouble=trouble, **context)


def _sorry(left: int) -> str:
    if not left:
        return _("Too many wrong codes. Make a new code, or scan the customer's member card.")
    return ngettext("This is not the code. %(left)d more try.", "This is not the code. %(left)d more tries.", left) % {
        "left": left
    }


def _state(found: Fulfilment) -> str:
    return words.said(words.STATES, found.state)


def _holder(code: str, desk: Desk) -> list[UUID]:
    """Give the memberships of the person whose card was scanned; none when it was no card."""
    if len(code) == _DIGITS and code.isdecimal():
        return []
    try:
        card = cards.scan(code, now=desk.now)
    except cards.BadCode:
        return []
    # The number alone is no proof: it is printed and can be told. The changing code of the card is in the hand.
    return [node.pk for node in customers.nodes_of(card.person_id)] if card.is_live else []
