# SPDX-License-Identifier: Apache-2.0
"""受渡ボード, one task in the drawer, and the steps of one or of several."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.orders.actions.cancelling import NotOpen, NotPossible
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.fulfilment import board, doing, page, words
from omotenashi.web.console.places import demand_at
from omotenashi.web.ui import errors, toasts

_REFUSED = (fulfilment.NotNow, fulfilment.WrongCode, fulfilment.TooEarly, fulfilment.KeyOfAnother, NotOpen, NotPossible)


@require_GET
@needs("fulfilment.view")
def show_board(request: HttpRequest) -> HttpResponse:
    """What every place, or one of them, has to do now."""
    return render(request, "console/fulfilment/board.html", board.context_of(request, now=clock.now()))


@require_GET
@needs("fulfilment.view")
def show_task(request: HttpRequest, fulfilment_id: UUID) -> HttpResponse:
    """One task: its goods, its story, and what can be done."""
    context = page.context_of(fulfilment_id, person=request.user, now=clock.now())
    if context is None:
        raise Http404
    return render(request, "console/fulfilment/task.html", context)


@require_POST
@needs("fulfilment.view")
def create_step(request: HttpRequest, fulfilment_id: UUID) -> HttpResponse:
    """Do one step; pressed twice it is done once."""
    found = Fulfilment.objects.select_related("order").filter(pk=fulfilment_id).first()
    step = request.POST.get("step", "")
    if found is None or step not in doing.KNOWN:
        raise Http404
    if not demand_at(request, doing.needed(step), *_places(found, step)):
        return errors.forbidden(request)
    trouble = _done(request, found, step, key=request.POST.get("key", "") or f"{found.pk}:{step}", now=clock.now())
    if trouble:
        toasts.add(request, trouble, state="bad")
    else:
        told = _("Order %(number)s: %(step)s") % {
            "number": found.order.number, "step": words.said(words.STEPS, step)
        }  # fmt: skip
        toasts.add(request, told)
    return redirect(_home(request))


@require_POST
@needs("fulfilment.work")
def create_steps(request: HttpRequest) -> HttpResponse:
    """Do one step for several tasks at once; those that moved on meanwhile are left alone, and said."""
    step, now = request.POST.get("step", ""), clock.now()
    if step not in doing.TOGETHER:
        raise Http404
    found = list(Fulfilment.objects.select_related("order").filter(pk__in=_ids(request)).order_by("pk"))
    mine = [one for one in found if demand_at(request, doing.WORK, *_places(one, step))]
    wrong = [one for one in mine if _done(request, one, step, key=f"{one.pk}:{step}", now=now)]
    done = {"done": len(mine) - len(wrong), "step": words.said(words.STEPS, step)}
    toasts.add(request, _("%(step)s: %(done)s done") % done, state="good" if done["done"] else "info")
    if left := len(found) - len(mine) + len(wrong):
        toasts.add(request, _("%(left)s were left as they are: they have moved on.") % {"left": left}, state="warn")
    return redirect(_home(request))


def _done(request: HttpRequest, found: Fulfilment, step: str, *, key: str, now: datetime) -> str:
    """Do it, and give the reason why not."""
    person, said = who(request), {name: str(value) for name, value in request.POST.items()}
    try:
        doing.do(found.pk, step, said, key=key, now=now, actor=f"staff:{person.pk}")
    except _REFUSED as refusal:
        return page.refusal(refusal)
    staff.audit(
        person, doing.needed(step), subject=f"order:{found.order.origin}:{found.order.number}", details={"step": step}
    )
    return ""


def _places(found: Fulfilment, step: str) -> tuple[UUID | None, ...]:
    return (found.destination_id,) if step == "delivered" and found.destination_id else (found.location_id,)


def _ids(request: HttpRequest) -> Iterable[UUID]:
    for text in request.POST.getlist("ids")[:200]:
        try:
            yield UUID(text)
        except ValueError:
            continue


def _home(request: HttpRequest) -> str:
    """Where the form came from, when that is a page of ours."""
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/console/fulfilment/"
