# SPDX-License-Identifier: Apache-2.0
"""配信一覧, and the composer of one message."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.engagement.messaging import queries
from omotenashi.people.staff.queries import may
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.messages import listing as everything
from omotenashi.web.console.messages import meters, page, starters


@require_GET
@needs("messages.view")
def show_messages(request: HttpRequest) -> HttpResponse:
    """配信一覧."""
    context = {
        "page": listing.page(request, everything.listing()),
        "may_edit": may(request.user, "messages.edit"),
        "starters": starters.starters(),
        "purposes": page.purposes(),
        "stopped": queries.policy().stopped_at,
        "wait_for_yes": queries.waiting_approvals().count(),
        "undecided": queries.undecided().count(),
        "meters": meters.meters(),
    }
    return render(request, "console/messages/list.html", context)


@require_http_methods(["GET", "POST"])
@needs("messages.edit")
def export_messages(request: HttpRequest) -> HttpResponseBase:
    """The messages that match, as a file."""
    return exporting.export(request, everything.listing())


@require_GET
@needs("messages.view")
def show_message(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """One message: written on the left, seen on the right."""
    template = get_object_or_404(queries.templates(), pk=template_id)
    return render(request, "console/messages/compose.html", page.context_of(request.user, template))
