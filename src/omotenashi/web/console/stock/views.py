# SPDX-License-Identifier: Apache-2.0
"""在庫一覧, 在庫表, and one product at one place."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.commerce.stock import queries as stock
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.places.locations.queries import location_names
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.reading import whole
from omotenashi.web.console.stock import board, level
from omotenashi.web.console.stock import listing as everything


@require_GET
@needs("products.view")
def show_stock(request: HttpRequest) -> HttpResponse:
    """在庫一覧."""
    page = listing.page(request, everything.listing())
    return render(request, "console/stock/list.html", {"page": page, "tabs": _tabs("stock")})


@require_http_methods(["GET", "POST"])
@needs("products.export")
def export_stock(request: HttpRequest) -> HttpResponseBase:
    """The levels that match, as a file."""
    return exporting.export(request, everything.listing())


@require_GET
@needs("products.view")
def show_board(request: HttpRequest) -> HttpResponse:
    """在庫表: products against places."""
    q, places = request.GET.get("q", "").strip(), request.GET.getlist("place")
    context = board.table(q=q, places=places, page=whole(request.GET.get("page", "")) or 1)
    context |= {"q": q, "chosen": places, "names": location_names().items(), "tabs": _tabs("stock-board")}
    return render(request, "console/stock/board.html", context)


@require_GET
@needs("products.view")
def show_level(request: HttpRequest, variant_id: UUID, location_id: UUID) -> HttpResponse:
    """One product at one place: numbers, movements, promises."""
    found = get_object_or_404(stock.board(variant_ids=[variant_id], location_ids=[location_id]))
    assert isinstance(found, StockLevel)  # noqa: S101  # what the query gives
    return render(request, "console/stock/level.html", level.context_of(found))


def _tabs(here: str) -> list[dict[str, object]]:
    named = (("stock", _("List")), ("stock-board", _("Products and places")))
    return [{"label": label, "href": reverse(f"console:{name}"), "active": name == here} for name, label in named]
