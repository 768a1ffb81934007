# SPDX-License-Identifier: Apache-2.0
"""What is done to a segment: another name, frozen or following, put away or taken out, computed now."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.models import Segment
from omotenashi.web.console.access import needs
from omotenashi.web.console.segments import page, rights
from omotenashi.web.ui import errors, toasts


@require_POST
@needs("segments.edit")
def put_name(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """Give it another name."""
    segment = get_object_or_404(Segment, pk=segment_id)
    if not rights.demand(request, segment):
        return errors.forbidden(request)
    try:
        audience.rename(segment_id, name=request.POST.get("name", ""))
    except audience.BadSegment as refused:
        troubles = {
            "unnamed": _("A segment needs a name."),
            "long": _("A name has at most %(n)s characters.") % {"n": queries.LONGEST_NAME},
        }
        context = page.context_of(request, segment) | {"trouble": troubles.get(refused.code, "")}
        return render(request, "console/segments/one.html", context, status=422)
    toasts.add(request, _("Saved"))
    return redirect("console:segment", segment_id=segment_id)


@require_POST
@needs("segments.edit")
def put_state(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """Freeze it or let it follow the record, archive it or take it back: the other way round is one press away."""
    segment = get_object_or_404(Segment, pk=segment_id)
    if not rights.demand(request, segment):
        return errors.forbidden(request)
    now, wanted = clock.now(), request.POST.get("to") or request.GET.get("to", "")
    here = reverse("console:segment-state", args=[segment_id])
    if wanted == "archived" and audience.archive(segment_id, now=now):
        toasts.add(request, _("Archived. Nothing is lost."), undo=f"{here}?to=restored")
        return redirect("console:segments")
    if wanted == "restored" and audience.restore(segment_id):
        audience.request(segment_id, now=now)
        toasts.add(request, _("It is in use again."))
    if wanted == "frozen" and audience.freeze(segment_id, now=now):
        toasts.add(request, _("Frozen: the list stays as it is today."), undo=f"{here}?to=live")
    if wanted == "live" and audience.thaw(segment_id):
        audience.request(segment_id, now=now)
        toasts.add(request, _("The list follows the record again."), undo=f"{here}?to=frozen")
    return redirect("console:segment", segment_id=segment_id)


@require_POST
@needs("segments.edit")
def create_computation(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """Have it computed as soon as the worker can."""
    segment = get_object_or_404(Segment, pk=segment_id)
    if not rights.demand(request, segment):
        return errors.forbidden(request)
    audience.request(segment_id, now=clock.now())
    return redirect("console:segment", segment_id=segment_id)


@require_GET
@needs("customers.view")
def show_progress(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """How far it is; at the end the page comes anew."""
    segment = get_object_or_404(Segment, pk=segment_id)
    response = render(request, "console/segments/progress.html", page.progress_of(segment))
    if not segment.stage:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@needs("segments.edit")
def cancel_computation(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """Let a computation end without effect."""
    segment = get_object_or_404(Segment, pk=segment_id)
    if not rights.demand(request, segment):
        return errors.forbidden(request)
    audience.cancel(segment_id, now=clock.now())
    toasts.add(request, _("Cancelled: the list is as it was."))
    response = redirect("console:segment", segment_id=segment_id)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)  # type: ignore[assignment]  # htmx follows no redirect into a part of a page
        response["HX-Refresh"] = "true"
    return response
