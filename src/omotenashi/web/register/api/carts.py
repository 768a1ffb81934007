# SPDX-License-Identifier: Apache-2.0
"""店頭QRカート: what lies on the counter goes over to the customer's own phone."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.base.text import postal
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.web.register.access import Till, at_till_json, refusal
from omotenashi.web.register.api import reading, said
from omotenashi.web.register.api.refusals import answered
from omotenashi.web.ui.pictures import qr


@require_POST
@at_till_json("sales.make")
@said.told(said.Sale)
@answered
def hand_over(request: HttpRequest, till: Till, sale: said.Sale) -> HttpResponseBase:
    """Put the lines into a basket of the web shop, credited to who stands here, and show its address as a QR.

    It is a guest's basket, whoever stands there: opened on the phone it becomes the member's.
    """
    if not sale.lines:
        return refusal(422, "empty", _("The basket is empty."))
    now = clock.now()
    opened = checkout.open_basket(channel="EC", shop_id=till.shop.pk, opened_by=till.staff.pk, now=now)
    for line in reading.lines(sale):
        mode = "pickup" if line.mode == "pickup" else "ship"
        checkout.put(
            opened.basket_id, variant_id=line.variant_id, quantity=line.quantity, mode=mode,
            location_id=line.location_id if mode == "pickup" else None, now=now,
        )  # fmt: skip
    token = checkout.hand_over(opened.basket_id, now=now)
    address = request.build_absolute_uri(f"/shop/b/{token}/")
    return JsonResponse({"url": address, "qr": qr(address)}, status=201)


@require_GET
@at_till_json("sales.make")
def complete_address(request: HttpRequest, _till: Till) -> HttpResponseBase:
    """Say what a postal code says of an address; nothing is kept."""
    code = postal.postal_code(request.GET.get("postal", "")[:20])
    place = postal.lookup(code) if code else None
    return JsonResponse(
        {"prefecture": place.prefecture if place else "", "address": place.city + place.town if place else ""}
    )
