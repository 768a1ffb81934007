# SPDX-License-Identifier: Apache-2.0
"""What a shop cannot do, or not in full: it says why, and the pieces find another place by themselves."""

from typing import cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine
from omotenashi.web.register.work import words
from omotenashi.web.register.work.desk import Desk, at_desk
from omotenashi.web.register.work.handover import missing, tasks


@require_POST
@at_desk("fulfilment.work")
def reject(desk: Desk, task_id: UUID) -> HttpResponse:
    """Say why this shop cannot do it, and which pieces that is about; the answer says who does it now."""
    found = tasks.own(desk, task_id)
    reason = desk.request.POST.get("reason", "")
    if reason not in words.REJECTIONS:
        return desk.to("work-task", found.pk, said=_("Choose why."), state="bad")
    named = _named(desk, found) if reason != "busy" else []
    try:
        made = fulfilment.reject(
            found.pk, reason=cast("fulfilment.Reason", reason), lines=named, key=f"{found.pk}:rejected", now=desk.now,
            actor=desk.actor,
        )  # fmt: skip
    except fulfilment.NotNow:
        return desk.to("work-task", found.pk, said=_("This can no longer be passed on."), state="warn")
    found.refresh_from_db()
    return desk.to("work", said=_said(found, made), state="good" if made else "warn")


@require_POST
@at_desk("fulfilment.work")
def pick_short(desk: Desk, task_id: UUID) -> HttpResponseBase:
    """Say how many pieces are not there: the others go on. Somebody without time passes all of it on."""
    found = tasks.own(desk, task_id)
    reason, lacking = desk.request.POST.get("reason", ""), missing.of_form(desk, found)
    if reason == "busy":
        return reject(desk.request, task_id)
    if reason not in words.REJECTIONS or not lacking:
        return desk.to("work-task", found.pk, said=_("Say how many are missing, and why."), state="bad")
    try:
        done = fulfilment.pick_short(
            found.pk, lacking, reason=cast("fulfilment.Lack", reason), key=f"{found.pk}:{desk.key}", now=desk.now,
            actor=desk.actor,
        )  # fmt: skip
    except fulfilment.NotNow:
        return desk.to("work-task", found.pk, said=_("This can no longer be passed on."), state="warn")
    if done.is_whole:
        found.refresh_from_db()
        return desk.to("work", said=_said(found, list(done.tasks)), state="good" if done.tasks else "warn")
    said = missing.outcome(done, currency=found.order.currency)
    return desk.to("work-task", found.pk, said=said, state="warn" if done.unserved else "good")


def _said(found: Fulfilment, made: list[Fulfilment]) -> str:
    where = tasks.passed_to(made, missing=found.unserved_at is not None)
    return _("%(number)s: %(what)s") % {"number": found.order.number, "what": where}


def _named(desk: Desk, found: Fulfilment) -> list[UUID]:
    """Give the variants that were ticked; none is all of them."""
    ticked = set(desk.request.POST.getlist("variant"))
    known = FulfilmentLine.objects.filter(fulfilment=found).values_list("variant_id", flat=True)
    return [variant for variant in known if str(variant) in ticked]
