# SPDX-License-Identifier: Apache-2.0
"""商品一覧 and one product."""

from dataclasses import replace
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Product
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.products import listing as shelf
from omotenashi.web.console.products.page import context_of


@require_GET
@needs("products.view")
def show_products(request: HttpRequest) -> HttpResponse:
    """商品一覧."""
    page = listing.page(request, shelf.listing(currency=retailer().currency))
    if may(request.user, "prints.make"):
        chosen = reverse("console:printing-chosen")
        flyer = [(_("Make a flyer"), f"{chosen}?for=flyer")] if may(request.user, "prints.flyers") else []
        page = replace(page, bulk=[(_("Make shelf cards"), chosen), *flyer])
    return render(request, "console/products/list.html", {"page": page})


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
    own = {"may_print": may(request.user, "prints.make"), "product_code": quote(product.code)}
    context = context_of(product, retailer=retailer(), now=clock.now())
    return render(request, "console/products/detail.html", {**context, **own})
