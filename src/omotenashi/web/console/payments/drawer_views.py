# SPDX-License-Identifier: Apache-2.0
"""精算: the list of shifts, and the slip of one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.commerce.payments import queries
from omotenashi.commerce.payments.models import Shift
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import exporting, listing
from omotenashi.web.console import wording as names
from omotenashi.web.console.access import needs
from omotenashi.web.console.payments import drawers, words
from omotenashi.web.console.places import may_at, own_place


@require_GET
@needs("drawers.view")
def show_drawers(request: HttpRequest) -> HttpResponse:
    """精算一覧: all shops for the office, one's own for a shop manager."""
    return render(request, "console/payments/drawers.html", {"page": listing.page(request, _listing(request))})


@require_http_methods(["GET", "POST"])
@needs("drawers.view")
def export_drawers(request: HttpRequest) -> HttpResponseBase:
    """The shifts that match, as a file."""
    return exporting.export(request, _listing(request))


@require_GET
@needs("drawers.view")
def show_drawer(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """The slip of one shift: takings by kind, cash by cause, what was counted."""
    found = Shift.objects.select_related("location", "opened_by", "closed_by")
    shift = get_object_or_404(found, pk=shift_id)
    if not may_at(request.user, "drawers.view", shift.location_id):
        raise Http404
    return render(request, "console/payments/drawer.html", _slip(shift))


def _slip(shift: Shift) -> dict[str, object]:
    figures = queries.figures_of(shift.pk)
    moved = shift.entries.filter(kind__in=["pay_in", "pay_out", "difference"]).select_related("staff").order_by("at")
    coins = ((int(face), n, int(face) * n) for face, n in (shift.counted or {}).items() if n)
    sold, back = figures.sales, figures.refunds
    return {
        "shift": shift,
        "state": drawers.state_of(shift),
        "takings": [(names.said(names.KINDS, kind), n, back.get(kind, 0)) for kind, n in sold.items()],
        "only_back": [(names.said(names.KINDS, kind), n) for kind, n in back.items() if kind not in sold],
        "cash": [(str(name), figures.cash[kind]) for kind, name in words.CASH.items() if kind in figures.cash],
        "figures": figures,
        "coins": sorted(coins, reverse=True),
        "moves": [(words.said(words.CASH, one.kind), one) for one in moved],
    }


def _listing(request: HttpRequest) -> listing.Listing:
    own = own_place(request.user)
    # A manager without a shop sees no till: nothing has that id.
    bound = request.user.role == "manager"  # type: ignore[union-attr]  # inside a guarded view
    return drawers.listing(zone=zone(), only=(own or UUID(int=0)) if bound else None)
