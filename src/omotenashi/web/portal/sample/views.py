# SPDX-License-Identifier: Apache-2.0
"""The pages of the sample site. Outside of a demo there are none."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.places.locations import queries as places
from omotenashi.web.portal.sample import shelves

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def in_a_demo[**P](view: View[P]) -> View[P]:
    """Give a page of the sample site only where the retailer is invented."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not places.retailer().is_demo:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(guarded)


@require_GET
@in_a_demo
def show_shop(request: HttpRequest) -> HttpResponse:
    """The shelves: all, those of a category, or what a search found."""
    query, category = request.GET.get("q", "").strip()[:100], request.GET.get("category", "")[:100]
    shown, count = shelves.shelves(query=query, category=category)
    context = {"shelves": shown, "count": count, "query": query, "category": category}
    return _page(request, "shop", **context, categories=shelves.categories())


@require_GET
@in_a_demo
def show_product(request: HttpRequest, code: str) -> HttpResponse:
    """One product with its variants, and others of the category."""
    shelf = shelves.shelf(code)
    if shelf is None:
        raise Http404
    beside, _count = shelves.shelves(category=shelf.product.category)
    return _page(request, "product", shelf=shelf, beside=[one for one in beside if one.product != shelf.product][:4])


@require_GET
@in_a_demo
def show_cart(request: HttpRequest) -> HttpResponse:
    """The cart."""
    lines = shelves.lines_of(shelves.cart_of(request))
    return _page(request, "cart", lines=lines, total=sum(amount for *_, amount in lines), step="cart")


@require_POST
@in_a_demo
def change_cart(request: HttpRequest, sku: str) -> HttpResponse:
    """Put one more of something into the cart, or take all of it out."""
    cart = shelves.cart_of(request)
    if request.POST.get("act") == "remove":
        cart.pop(sku, None)
    elif shelves.lines_of({sku: 1}) and len(cart) < shelves.MOST:
        cart[sku] = min(cart.get(sku, 0) + 1, 99)
    response = redirect("portal:sample-cart")
    shelves.keep(response, cart)
    return response


@require_GET
@in_a_demo
def show_checkout(request: HttpRequest) -> HttpResponse:
    """The last step. Nothing is ordered here."""
    lines = shelves.lines_of(shelves.cart_of(request))
    return _page(request, "cart", lines=lines, total=sum(amount for *_, amount in lines), step="checkout")


@require_GET
@in_a_demo
def show_contact(request: HttpRequest) -> HttpResponse:
    """The inquiry form. The tag is told who writes, the server reads nothing."""
    return _page(request, "contact")


@require_GET
@in_a_demo
def show_login(request: HttpRequest) -> HttpResponse:
    """Logging in: an address is enough, because nothing is shown to whom it belongs."""
    return _page(request, "login")


@require_http_methods(["GET", "POST"])
@in_a_demo
def show_thanks(request: HttpRequest, after: str) -> HttpResponse:
    """Thanks after a form, a login or the last step."""
    words = {
        "contact": (_("Thank you for your inquiry"), _("Nothing was sent but what the tag tells.")),
        "login": (_("You are logged in"), _("This browser's visits now belong to the person with this address.")),
        "order": (_("Thank you"), _("This is a sample: nothing was ordered.")),
    }
    if after not in words:
        raise Http404
    response = _page(request, "thanks", heading=words[after][0], text=words[after][1])
    if after == "order":
        shelves.keep(response, {})
    return response


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    around = {"write_key": shelves.write_key(), "in_cart": sum(shelves.cart_of(request).values())}
    return render(request, f"portal/sample/{name}.html", {**around, **context})
