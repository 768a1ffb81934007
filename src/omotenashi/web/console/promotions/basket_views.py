# SPDX-License-Identifier: Apache-2.0
"""かごで試す: which campaigns count for a basket, why or why not."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console.access import needs
from omotenashi.web.console.promotions.basket_forms import BasketForm
from omotenashi.web.console.promotions.basket_trying import tried
from omotenashi.web.console.promotions.trying import goods_of

_OFFERED = 200


@require_GET
@needs("promotions.view")
def try_basket(request: HttpRequest) -> HttpResponse:
    """The form beside its answer; with htmx the answer alone. `campaign` marks one, and opens with goods it means."""
    now, currency = clock.now(), retailer().currency
    row = Campaign.objects.filter(code=request.GET.get("campaign", "")[:60]).first()
    form = BasketForm(request.GET if "channel" in request.GET else _first(row), now=now)
    answer = tried(form.cleaned_data, form.wanted(), now=now, currency=currency) if form.is_valid() else None
    context: dict[str, Any] = {"form": form, "answer": answer, "currency": currency, "row": row}
    if request.headers.get("HX-Request"):
        return render(request, "console/promotions/basket_answer.html", context)
    context["skus"] = Variant.objects.filter(price__gt=0).select_related("product").order_by("sku")[:_OFFERED]
    return render(request, "console/promotions/basket.html", context)


def _first(row: Campaign | None) -> dict[str, Any]:
    """What lies in it at first: goods the campaign means, in a channel of its own, its coupon shown."""
    terms = row.terms if row else {}
    said: dict[str, Any] = {
        "channel": next(iter(terms.get("channels", ())), "EC"), "location": next(iter(terms.get("locations", ())), ""),
        "mode": next(iter(terms.get("modes", ())), "ship"), "coupons": [row.code] if row and row.by_coupon else [],
        "campaign": row.code if row else "",
    }  # fmt: skip
    if rank := next(iter(terms.get("ranks", ())), ""):
        said["who"] = f"rank:{rank}"
    for n, (one, pieces) in enumerate(goods_of(terms)):
        said |= {f"sku_{n}": one.sku, f"pieces_{n}": pieces}
    return said
