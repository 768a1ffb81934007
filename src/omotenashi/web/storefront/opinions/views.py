# SPDX-License-Identifier: Apache-2.0
"""Write, change or take back one's review on the product's page."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.commerce.reviews import actions, queries
from omotenashi.web.storefront.opinions import writing
from omotenashi.web.storefront.shelves import goods
from omotenashi.web.storefront.visits import Visit, in_shop
from omotenashi.web.ui import toasts


@require_POST
@in_shop
def put_review(visit: Visit, code: str) -> HttpResponse:
    """A member's own, from whichever order the goods came."""
    back = reverse("storefront:product", args=[code])
    if "drop" in visit.request.POST:
        known = goods.product_of(code, now=visit.now)
        own = queries.own_review(visit.node_ids, known[0].pk) if known else None
        if own is not None and actions.take_back(own.pk, node_ids=visit.node_ids):
            toasts.add(visit.request, _("Your review is gone."))
        return redirect(f"{back}#reviews")
    trouble = writing.write(visit, node_ids=visit.node_ids)
    if trouble:
        toasts.add(visit.request, trouble, state="bad")
    return redirect(f"{back}#reviews")
