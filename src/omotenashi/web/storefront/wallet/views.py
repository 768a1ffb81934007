# SPDX-License-Identifier: Apache-2.0
"""The wallet: points with what ends next, and the coupons as bars for the counter. The worker keeps it for offline."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from omotenashi.commerce.loyalty import queries as value
from omotenashi.commerce.loyalty.actions import campaigns
from omotenashi.commerce.loyalty.queries.coupons import Coupon
from omotenashi.web.storefront.visits import Visit, in_shop
from omotenashi.web.ui import code128


@dataclass(frozen=True, slots=True)
class Ticket:
    """A coupon with its bars; a used one has none."""

    coupon: Coupon
    bars: str


@require_GET
@in_shop
def show_wallet(visit: Visit) -> HttpResponse:
    """Points, coupons that can be used, and those that are used or over."""
    if not visit.node_ids:
        return visit.page("wallet", balance=None, tickets=[], done=[])
    coupons = value.coupons_of(visit.node_ids, visit.now)
    usable = [one for one in coupons if one.state in ("assigned", "issued")]
    campaigns.see_coupons(code_ids=[one.id for one in usable], now=visit.now)
    done = [one for one in coupons if one.state in ("redeemed", "locked", "expired")][:20]
    return visit.page(
        "wallet", balance=value.balance(visit.node_ids, visit.now), done=done,
        tickets=[Ticket(one, code128.svg(one.code)) for one in usable], sells_cards=value.card_policy(visit.now).sold,
    )  # fmt: skip
