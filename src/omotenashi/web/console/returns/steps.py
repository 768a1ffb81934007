# SPDX-License-Identifier: Apache-2.0
"""The steps of a return: allowed or declined, received, looked at, settled."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import GoodsReturn, GoodsReturnLine
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations.models import Location
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.places import demand_at
from omotenashi.web.console.returns import page
from omotenashi.web.ui import errors, toasts

_NEEDED = {
    "approved": "returns.approve",
    "declined": "returns.approve",
    "withdrawn": "returns.approve",
    "received": "returns.receive",
    "inspected": "returns.receive",
    "resolved": "returns.approve",
}
_DONE = {
    "approved": gettext_lazy("The return is allowed."),
    "declined": gettext_lazy("The return is declined."),
    "withdrawn": gettext_lazy("The return is withdrawn."),
    "received": gettext_lazy("The goods are here."),
    "inspected": gettext_lazy("The goods are looked at."),
    "resolved": gettext_lazy("The return is settled."),
}


@require_POST
@needs("returns.view")
def create_step(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Do one step; pressed twice it is done once."""
    found = get_object_or_404(GoodsReturn.objects.select_related("order"), pk=return_id)
    step, place = request.POST.get("step", ""), _place(request.POST.get("place", ""))
    if step not in _NEEDED:
        raise Http404
    if not demand_at(request, _NEEDED[step], *_where(found, step, place, request.user)):
        return errors.forbidden(request)
    key = f"console:{return_id}:{step}:{request.POST.get('key', '')}"
    try:
        _do(found, step, request.POST, place=place, key=key, now=clock.now(), actor=f"staff:{who(request).pk}")
    except (*page.REFUSED, ValueError) as refused:
        told = _("Say of each line where its goods lie now.") if type(refused) is ValueError else page.refusal(refused)
        toasts.add(request, told, state="bad")
    else:
        subject = f"order:{found.order.origin}:{found.order.number}"
        staff.audit(who(request), _NEEDED[step], subject=subject, details={"return": step})
        toasts.add(request, str(_DONE[step]))
    return redirect("console:return", return_id)


def _do(
    found: GoodsReturn,
    step: str,
    said: Mapping[str, str],
    *,
    place: Location | None,
    key: str,
    now: datetime,
    actor: str,
) -> None:
    about: dict[str, Any] = {"key": key, "now": now, "actor": actor}
    lines = list(GoodsReturnLine.objects.filter(of=found).select_related("order_line"))
    match step:
        case "approved":
            fulfilment.approve_return(found.pk, **about)
        case "declined":
            fulfilment.decline_return(found.pk, reason=said.get("reason", "").strip()[:500], **about)
        case "withdrawn":
            fulfilment.withdraw_return(found.pk, **about)
        case "received":
            came = {n: int(t) if t.isdecimal() else 0 for n, t in page.numbers(said, lines, field="came").items()}
            fulfilment.receive_return(found.pk, came, location_id=place.pk if place else UUID(int=0), **about)
        case "inspected":
            here = [line for line in lines if line.received]
            fulfilment.inspect_return(found.pk, page.numbers(said, here, field="bucket"), **about)
        case _:
            fulfilment.resolve_return(found.pk, counter=page.OFFICE, **about)


def _place(code: str) -> Location | None:
    return Location.objects.filter(code=code, closed_at=None).first() if code else None


def _where(found: GoodsReturn, step: str, place: Location | None, person: Any) -> tuple[UUID | None, ...]:
    """Give the place a step happens at: where the goods are; before they came anybody who may decide does."""
    if step == "received":
        return (place.pk if place else None,)
    if step in ("inspected", "resolved") and found.location_id:
        return (found.location_id,)
    return (person.location_id,)
