# SPDX-License-Identifier: Apache-2.0
"""セグメント一覧, the page of a segment, and both as files."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.engagement.audience import queries as audience
from omotenashi.people.staff import queries as staff
from omotenashi.places.locations import queries as places
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.segments import listing as everything
from omotenashi.web.console.segments import members, page, rights


@require_GET
@needs("customers.view")
def show_segments(request: HttpRequest) -> HttpResponse:
    """セグメント一覧."""
    shown = listing.page(request, everything.listing(now=clock.now(), who=request.user))
    return render(
        request, "console/segments/list.html", {"page": shown, "may_build": staff.may(request.user, "segments.edit")}
    )


@require_http_methods(["GET", "POST"])
@needs("customers.export")
def export_segments(request: HttpRequest) -> HttpResponseBase:
    """The segments that match, as a file."""
    return exporting.export(request, everything.listing(now=clock.now(), who=request.user))


@require_GET
@needs("customers.view")
def show_segment(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """One segment: what it means, how many, how it grew, who came and went, who is in it."""
    segment = get_object_or_404(audience.all_segments(), pk=segment_id)
    return render(request, "console/segments/one.html", page.context_of(request, segment))


@require_http_methods(["GET", "POST"])
@needs("customers.export")
def export_members(request: HttpRequest, segment_id: UUID) -> HttpResponseBase:
    """The people in a segment, as a file."""
    segment = get_object_or_404(audience.all_segments(), pk=segment_id)
    if rights.hides(request.user, segment.size):
        raise PermissionDenied
    currency, sight = places.retailer().currency, Sight.of(request.user)
    return exporting.export(request, members.listing(segment_id, currency=currency, sight=sight))
