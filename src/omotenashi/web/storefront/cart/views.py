# SPDX-License-Identifier: Apache-2.0
"""The cart's page and what one does there. Every act is a form and leads back to the page; scripts only save the wait."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries as baskets
from omotenashi.commerce.checkout.models import BasketLine
from omotenashi.places.locations import queries as places
from omotenashi.places.locations.models import Location
from omotenashi.web.storefront.cart import shown, wording
from omotenashi.web.storefront.visits import BASKET, STORE, Visit, in_shop

_MODES = ("ship", "pickup", "order_in")
_FETCHED = ("pickup", "order_in")


@require_GET
@in_shop
def show_cart(visit: Visit) -> HttpResponse:
    """What lies in the cart and what it costs now."""
    return _cart(visit)


@require_POST
@in_shop
def put(visit: Visit) -> HttpResponse:
    """Put something into the cart, to be sent or collected."""
    variant = Variant.objects.filter(sku=visit.request.POST.get("sku", "")).first()
    if variant is None:
        raise Http404
    mode, place = _wish(visit)
    try:
        basket_id = visit.demand_basket()
        same = next(
            (
                x
                for x in BasketLine.objects.filter(basket_id=basket_id, variant=variant, mode=mode)
                if x.location_id == place
            ),
            None,
        )
        quantity = _quantity(visit) + (same.quantity if same else 0)
        checkout.put(basket_id, variant_id=variant.pk, quantity=quantity, mode=mode, location_id=place, now=visit.now)
    except checkout.BadBasket as bad:
        return _cart(visit, trouble=wording.basket(bad.reason), status=409)
    return redirect("storefront:cart")


@require_POST
@in_shop
def change_line(visit: Visit, line_id: UUID) -> HttpResponse:
    """Change how many, or how they are received. A line of another cart is not there."""
    line = BasketLine.objects.filter(pk=line_id, basket=visit.basket).first() if visit.basket else None
    if line is None:
        return redirect("storefront:cart")
    mode, place = _wish(visit)
    wanted = _quantity(visit)
    try:
        if (mode, place) != (line.mode, line.location_id):
            _put(line, quantity=0, mode=line.mode, place=line.location_id, visit=visit)
        _put(line, quantity=wanted, mode=mode, place=place, visit=visit)
    except checkout.BadBasket as bad:
        return _cart(visit, trouble=wording.basket(bad.reason), status=409)
    return redirect("storefront:cart")


@require_POST
@in_shop
def choose_value(visit: Visit) -> HttpResponse:
    """Say which points and coupons are to be used; the quote says what they pay."""
    if visit.basket is None:
        return redirect("storefront:cart")
    posted = visit.request.POST
    dropped = posted.get("drop", "")
    coupons = [code for code in visit.basket.coupons if code != dropped]
    coupons += [posted["coupon"].strip()[:40]] if posted.get("coupon", "").strip() else []
    asked = posted.get("points", "")
    points = min(int(asked), 10**9) if asked.isdecimal() and len(asked) < 12 else visit.basket.points
    try:
        checkout.choose_value(visit.basket.pk, points=points, coupons=coupons, now=visit.now)
    except checkout.BadBasket as bad:
        return _cart(visit, trouble=wording.basket(bad.reason), status=409)
    return redirect("storefront:cart")


@require_GET
@in_shop
def open_by_token(visit: Visit, token: str) -> HttpResponse:
    """Open the cart of a QR that a clerk has shown (店頭QRカート)."""
    if baskets.basket_by_token(token) is None:
        return visit.page("gone", status=404)
    visit.kept[BASKET] = token
    return redirect("storefront:cart")


def _cart(visit: Visit, *, trouble: str = "", status: int = 200) -> HttpResponse:
    cart = shown.cart_of(visit, visit.basket) if visit.basket else None
    return visit.page("cart", status=status, cart=cart, trouble=trouble, numbers=range(1, 21))


def _put(line: BasketLine, *, quantity: int, mode: str, place: UUID | None, visit: Visit) -> None:
    checkout.put(
        line.basket_id, variant_id=line.variant_id, quantity=quantity, mode=mode, location_id=place, now=visit.now
    )


def _quantity(visit: Visit) -> int:
    asked = visit.request.POST.get("quantity", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 5 else 1


def _wish(visit: Visit) -> tuple[str, UUID | None]:
    """Give how and where: for a pick-up the shop that was named, else the chosen one, else the nearest."""
    mode = visit.request.POST.get("mode", "ship")
    if mode not in _FETCHED:
        return (mode if mode in _MODES else "ship"), None
    named = Location.objects.filter(
        code=visit.request.POST.get("location", ""), closed_at=None, can_pickup=True
    ).first()
    place = named or visit.store
    if place is not None:
        visit.kept[STORE] = place.code
        return mode, place.pk
    first = places.nearest(able=["can_pickup"], channel=visit.channel, limit=1)
    return mode, first[0].location_id if first else None
