# SPDX-License-Identifier: Apache-2.0
"""試着・取り置き: the list, one hold with its story, and its steps."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import TryOnHold
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.buyers import buyers_of
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.fulfilment import page, try_ons, words
from omotenashi.web.console.places import demand_at, may_at
from omotenashi.web.ui import errors, toasts

_STEPS: dict[str, Callable[..., object]] = {
    "confirmed": fulfilment.confirm_try_on,
    "ready": fulfilment.ready_try_on,
    "visited": fulfilment.visit_try_on,
    "closed": fulfilment.close_try_on,
    "cancelled": fulfilment.cancel_try_on,
}
# What comes next; the first of them is the button one presses.
_NEXT = {
    "requested": ("confirmed", "declined", "cancelled"),
    "confirmed": ("ready", "cancelled"),
    "ready": ("visited", "cancelled"),
    "visited": ("closed",),
}


@require_GET
@needs("fulfilment.view")
def show_try_ons(request: HttpRequest) -> HttpResponse:
    """試着・取り置き."""
    return render(request, "console/fulfilment/try_ons.html", {"page": listing.page(request, _listing())})


@require_http_methods(["GET", "POST"])
@needs("orders.export")
def export_try_ons(request: HttpRequest) -> HttpResponseBase:
    """The holds that match, as a file."""
    return exporting.export(request, _listing())


@require_GET
@needs("fulfilment.view")
def show_try_on(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """One hold: goods, until when, story, and what can be done."""
    found = TryOnHold.objects.select_related("location").prefetch_related("lines__variant__product")
    hold = get_object_or_404(found, pk=hold_id)
    buyer = buyers_of([hold.node_id]).get(hold.node_id)
    steps = _NEXT.get(hold.state, ()) if may_at(request.user, "try_ons.work", hold.location_id) else ()
    context = {
        "hold": hold,
        "goods": try_ons.goods_of(hold),
        "state": words.state_of(words.TRY_ONS, hold.state),
        "buyer": buyer,
        "buyer_name": label(buyer) if buyer else "",
        "steps": [(step, words.said(words.TRY_ON_STEPS, step), str(new_id())) for step in steps if step != "declined"],
        "decline": str(new_id()) if "declined" in steps else "",
        "story": page.story_of([hold.pk]),
    }
    return render(request, "console/fulfilment/try_on.html", context)


@require_POST
@needs("fulfilment.view")
def create_try_on_step(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Do one step; pressed twice it is done once."""
    hold = get_object_or_404(TryOnHold.objects.select_related("location"), pk=hold_id)
    step, key = request.POST.get("step", ""), request.POST.get("key", "") or f"{hold_id}:{request.POST.get('step')}"
    if step != "declined" and step not in _STEPS:
        raise Http404
    if not demand_at(request, "try_ons.work", hold.location_id):
        return errors.forbidden(request)
    try:
        _do(hold, step, request.POST.get("reason", ""), key=key, now=clock.now(), actor=f"staff:{who(request).pk}")
    except (fulfilment.NotNow, fulfilment.KeyOfAnother):
        toasts.add(request, _("Nothing was done: it has moved on meanwhile."), state="bad")
    else:
        staff.audit(who(request), "try_ons.work", subject=f"try_on:{hold.pk}", details={"step": step})
        toasts.add(request, words.said(words.TRY_ON_STEPS, step))
    return redirect("console:try-on", hold_id)


def _do(hold: TryOnHold, step: str, reason: str, *, key: str, now: datetime, actor: str) -> None:
    about: dict[str, Any] = {"key": key, "now": now, "actor": actor}
    if step == "declined":
        fulfilment.decline_try_on(hold.pk, reason=reason.strip(), not_found=reason == "not_found", **about)
    else:
        _STEPS[step](hold.pk, **about)


def _listing() -> listing.Listing:
    return try_ons.listing(zone=zone())
