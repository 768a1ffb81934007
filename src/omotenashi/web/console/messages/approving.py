# SPDX-License-Identifier: Apache-2.0
"""承認: somebody asks for a yes, somebody else gives it or gives the message back; who and when stays."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Approval, Template
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.messages import words
from omotenashi.web.ui import toasts

LONGEST, MOST_OVER = 1_000, 10_000_000
STATES = {
    "open": ("warn", lazy("Waits for a yes")),
    "approved": ("good", lazy("Approved")),
    "returned": ("bad", pgettext_lazy("approval", "Given back")),
    "withdrawn": ("quiet", pgettext_lazy("approval", "Taken back")),
}
MODES = {
    "never": lazy("Never: whoever may publish publishes"),
    "over": lazy("When it goes to more people than"),
    "always": lazy("Always, before it is published"),
}


@require_GET
@needs("messages.view")
def show_approvals(request: HttpRequest) -> HttpResponse:
    """Every message that waits for a yes, the oldest first."""
    context = {
        "waiting": queries.waiting_approvals(),
        "me": who(request).pk,
        "may_approve": may(request.user, "messages.approve"),
    }
    return render(request, "console/messages/approvals.html", context)


@require_POST
@needs("messages.edit")
def create_approval(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Ask for a yes to the draft as it is. Pressed twice it is one wish."""
    template = get_object_or_404(Template, pk=template_id, archived_at=None)
    try:
        wish = messaging.ask_approval(
            template_id, by=who(request).pk, note=request.POST.get("note", "")[:LONGEST], now=clock.now()
        )
    except queries.BadTemplate as wrong:
        toasts.add(request, words.trouble(wrong.reason, wrong.detail), state="bad")
        return redirect("console:message", template_id)
    _note(request, "messages.edit", template, wish, asked=True)
    toasts.add(request, _("Asked. You are not the one who can say yes."))
    return redirect("console:message", template_id)


@require_POST
@needs("messages.approve")
def put_answer(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    """Say yes, or give it back with a word why. Who asked cannot; who comes second changes nothing."""
    wish = get_object_or_404(Approval.objects.select_related("template"), pk=approval_id)
    answer = {"approved": messaging.approve, "returned": messaging.give_back}.get(request.POST.get("answer", ""))
    here = redirect("console:message", wish.template_id)
    if answer is None:
        return here
    try:
        told = answer(wish.pk, by=who(request).pk, comment=request.POST.get("comment", "")[:LONGEST], now=clock.now())
    except messaging.SamePerson:
        toasts.add(request, _("You asked for it yourself: somebody else has to say yes."), state="bad")
    except messaging.Answered as before:
        state = STATES[before.state][1]
        toasts.add(request, _("It was answered before: %(state)s.") % {"state": state}, state="warn")
    except messaging.Fallen:
        toasts.add(request, _("The message changed since it was asked for. Look at it once more."), state="bad")
    else:
        _note(request, "messages.approve", wish.template, told, state=told.state)
        toasts.add(request, _("Approved.") if told.state == "approved" else _("Given back with your word."))
    return here


@require_POST
@needs("messages.edit")
def put_withdrawal(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    """Take the wish back."""
    wish = get_object_or_404(Approval.objects.select_related("template"), pk=approval_id)
    if messaging.withdraw_approval(wish.pk, now=clock.now()):
        _note(request, "messages.edit", wish.template, wish, state="withdrawn")
        toasts.add(request, pgettext("approval", "Taken back."))
    return redirect("console:message", wish.template_id)


@require_POST
@needs("messages.publish")
def put_rule(request: HttpRequest) -> HttpResponse:
    """Say when advertising needs a second person."""
    mode, over = request.POST.get("mode", ""), request.POST.get("over", "").replace(",", "")
    if mode not in MODES or not over.isdecimal() or int(over) > MOST_OVER:
        toasts.add(request, _("Please give a number of people."), state="bad")
        return redirect("console:sending-rules")
    messaging.set_approval_rule(mode=mode, over=int(over), now=clock.now())
    staff.audit(who(request), "messages.publish", subject="approval", details={"mode": mode, "over": int(over)})
    toasts.add(request, _("Saved"))
    return redirect("console:sending-rules")


def context_of(asks: Any, template: Template) -> dict[str, Any]:
    """Give what the composer shows: what was asked and said, and what this person can do about it."""
    history = list(queries.approvals_of(template)[:8])
    wish = next((one for one in history if one.state == "open"), None)
    mark = queries.mark_of_draft(template)
    return {
        "approvals": [{"approval": one, "tone": STATES[one.state][0], "said": STATES[one.state][1],
                       "is_of_now": one.checksum == mark} for one in history],
        "wish": wish,
        "wish_fell": wish is not None and wish.checksum != mark,
        "needs_yes": queries.needs_approval(template),
        "has_yes": any(one.state == "approved" and one.checksum == mark for one in history),
        "may_answer": wish is not None and may(asks, "messages.approve") and wish.asked_by_id != asks.pk,
        "asks_ever": queries.approval_rule().mode != "never",
    }  # fmt: skip


def rule_context() -> dict[str, Any]:
    """Give what the page of the rules shows."""
    return {"approval_rule": queries.approval_rule(), "approval_modes": MODES.items()}


def waiting_href() -> str:
    """Give where the waiting messages stand."""
    return reverse("console:message-approvals")


def _note(request: HttpRequest, permission: str, template: Template, wish: Approval, **details: Any) -> None:
    staff.audit(
        who(request), permission, subject=f"message:{template.key}",
        details={"approval": str(wish.pk), "mark": wish.checksum[:12], **details},
    )  # fmt: skip
