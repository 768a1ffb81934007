# SPDX-License-Identifier: Apache-2.0
"""The wish list of a member, and the sign-up to be told when something is there again, for guests too."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.actions import wishes
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.catalogue.queries.wishes import wished
from omotenashi.commerce.stock import queries as stock
from omotenashi.places.locations.models import Location
from omotenashi.web.storefront.visits import Visit, in_shop
from omotenashi.web.ui import toasts


@require_GET
@in_shop
def show_wishes(visit: Visit) -> HttpResponse:
    """What was put aside, with the price and the stock of now."""
    mine = list(wished(visit.node_ids)[:100]) if visit.node_ids else []
    keys = [wish.variant_id for wish in mine]
    prices = catalogue.prices_of(keys, channel=visit.channel, at=visit.now)
    totals = stock.totals(keys, channel=visit.channel) if keys else {}
    rows = [(wish, prices.get(wish.variant_id), totals.get(wish.variant_id, 0) > 0) for wish in mine]
    return visit.page("wishes", rows=rows)


@require_POST
@in_shop
def put_wish(visit: Visit) -> HttpResponse:
    """Put a variant on the list, or take it off."""
    variant = _variant(visit)
    if not visit.node_ids:
        return redirect(f"/my/link/?next=/shop/p/{variant.product.code}/")
    if visit.request.POST.get("wished"):
        wishes.add(node_id=visit.node_ids[0], variant_id=variant.pk, now=visit.now)
    else:
        wishes.remove(node_ids=visit.node_ids, variant_id=variant.pk, now=visit.now)
    return redirect(visit.after("storefront:wishes"))


@require_POST
@in_shop
def ask_restock(visit: Visit) -> HttpResponse:
    """Ask to be told. What a guest types is not said to be known or unknown."""
    variant = _variant(visit)
    mail = visit.request.POST.get("mail", "").strip()[:254]
    back = visit.after("storefront:home")
    if not visit.node_ids:
        try:
            validate_email(mail)
        except ValidationError:
            toasts.add(visit.request, _("This is not a mail address. Please check it."), state="bad")
            return redirect(back)
        if not visit.may("restock"):
            return visit.page("too_often", status=429)
    node_id = visit.node_ids[0] if visit.node_ids else visit.guest(mail)
    place = Location.objects.filter(code=visit.request.POST.get("store", "")[:100], closed_at=None).first()
    wishes.ask(node_id=node_id, variant_id=variant.pk, location_id=place.pk if place else None, now=visit.now)
    toasts.add(visit.request, _("We tell you as soon as it is there again."))
    return redirect(back)


def _variant(visit: Visit) -> Variant:
    found = Variant.objects.select_related("product").filter(sku=visit.request.POST.get("sku", "")[:200]).first()
    if found is None:
        raise Http404
    return found
