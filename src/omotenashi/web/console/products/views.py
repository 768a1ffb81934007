# SPDX-License-Identifier: Apache-2.0
"""商品一覧 and one product."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Product
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.products import listing as shelf
from omotenashi.web.console.products.page import context_of


@require_GET
@needs("products.view")
def show_products(request: HttpRequest) -> HttpResponse:
    """商品一覧."""
    return render(
        request,
        "console/products/list.html",
        {"page": listing.page(request, shelf.listing(currency=retailer().currency))},
    )


@require_http_methods(["GET", "POST"])
@needs("products.export")
def export_products(request: HttpRequest) -> HttpResponseBase:
    """The products that match, as a file."""
    return exporting.export(request, shelf.listing(currency=retailer().currency))


@require_GET
@needs("products.view")
def show_product(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """One product: variants, stock by place, sales of twelve months."""
    product = get_object_or_404(Product, pk=product_id)
    return render(request, "console/products/detail.html", context_of(product, retailer=retailer(), now=clock.now()))
