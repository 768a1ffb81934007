# SPDX-License-Identifier: Apache-2.0
"""特定商取引法に基づく表記 and プライバシー, as the retailer wrote them in the settings.

What the terms of sale say (shipping, returns) is not typed twice: it stands here as it holds now.
"""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from omotenashi.commerce.checkout import queries as baskets
from omotenashi.commerce.orders.queries import service_policy
from omotenashi.places.locations import queries as places
from omotenashi.web.storefront.visits import Visit, in_shop
from omotenashi.web.ui.wording import LEGAL


@require_GET
@in_shop
def show_legal(visit: Visit) -> HttpResponse:
    """Who sells, at which prices and terms."""
    kit, house = places.kit(), places.retailer()
    said = dict(kit.legal) if kit else {}
    rows = [(LEGAL[name][0], said[name]) for name in places.LEGAL if said.get(name)]
    return visit.page(
        "legal", rows=rows, house=house, terms=baskets.terms(visit.now), service=service_policy(visit.now)
    )  # fmt: skip


@require_GET
@in_shop
def show_privacy(visit: Visit) -> HttpResponse:
    """What becomes of one's data."""
    kit = places.kit()
    return visit.page("privacy", text=kit.privacy if kit else "")
