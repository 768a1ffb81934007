# SPDX-License-Identifier: Apache-2.0
"""The wallet: points with what ends next, and the coupons as bars for the counter. The worker keeps it for offline."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from omotenashi.commerce.loyalty import actions as loyalty
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
        tickets=[Ticket(one, code128.svg(one.code)) for one in usable],
    )  # fmt: skip


@require_GET
@in_shop
def show_gift(visit: Visit) -> HttpResponse:
    """What is left on a gift card whose code is typed. Wrong codes are counted by where they come from."""
    asked = visit.request.GET.get("code", "").strip()[:40]
    if not asked:
        return visit.page("gift", asked="", card=None, is_wrong=False)
    if not visit.may("gift"):
        return visit.page("too_often", status=429)
    try:
        card = loyalty.gift_card_of(asked, now=visit.now)
    except loyalty.CouponRefused:
        return visit.page("gift", asked=asked, card=None, is_wrong=True, status=404)
    return visit.page("gift", asked=asked, card=card, is_wrong=False)
