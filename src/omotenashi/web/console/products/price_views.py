# SPDX-License-Identifier: Apache-2.0
"""価格: the prices of one product, and setting them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.catalogue.actions import prices
from omotenashi.commerce.catalogue.models import PriceList, Product, Variant
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.products.prices import ListForm, PriceForm, context_of
from omotenashi.web.ui import toasts


@require_GET
@needs("products.view")
def show_prices(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """What a product costs, by channel and list, yesterday, now and later."""
    product, variants = _found(product_id)
    return _page(request, product, variants, PriceForm(variants=variants))


@require_POST
@needs("prices.edit")
def create_price(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Set a price, now or from a moment on. What was true before stays."""
    product, variants = _found(product_id)
    form = PriceForm(request.POST, variants=variants)
    if form.is_valid():
        try:
            changed = prices.set_prices(form.changes(), now=clock.now())
        except (prices.PriceInThePast, prices.EmptyPeriod):
            form.add_error("start", _("A price begins now or later, and ends after it begins."))
        else:
            details = {name: str(value) for name, value in form.cleaned_data.items() if value not in (None, "")}
            staff.audit(who(request), "prices.edit", subject=f"product:{product.code}", details=details)
            toasts.add(
                request, _("Saved") if changed else _("It costs that already."), state="good" if changed else "info"
            )
            return redirect("console:product-prices", product_id)
    return _page(request, product, variants, form, status=422)


@require_POST
@needs("prices.edit")
def create_list(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Open a price list, or change whom it concerns."""
    product, variants = _found(product_id)
    form = ListForm(request.POST)
    if not form.is_valid():
        return _page(request, product, variants, PriceForm(variants=variants), list_form=form, status=422)
    said = form.cleaned_data
    prices.open_list(**{**said, "channel": said["channel"] or None}, currency=retailer().currency)
    staff.audit(who(request), "prices.edit", subject=f"price-list:{said['code']}", details={"name": said["name"]})
    toasts.add(request, _("Saved"))
    return redirect("console:product-prices", product_id)


def _page(
    request: HttpRequest, product: Product, variants: list[Variant], form: PriceForm, *,
    list_form: ListForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = context_of(product, variants, now=clock.now())
    context |= {
        "form": form, "list_form": list_form or ListForm(), "currency": retailer().currency,
        "has_lists": PriceList.objects.exists(), "may_edit": may(request.user, "prices.edit"),
    }  # fmt: skip
    return render(request, "console/products/prices.html", context, status=status)


def _found(product_id: UUID) -> tuple[Product, list[Variant]]:
    product = get_object_or_404(Product, pk=product_id)
    return product, list(product.variants.order_by("sku"))
