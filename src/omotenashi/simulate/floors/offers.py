# SPDX-License-Identifier: Apache-2.0
"""Tills and terms of the last weeks: hours, what the site leaves in shops, a coupon campaign, gift cards."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import CouponCode
from omotenashi.commerce.loyalty.queries.coupons import code_of
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Device, Location
from omotenashi.simulate.floors.stage import WAREHOUSE, Stage
from omotenashi.simulate.parameters import SHOPS

COUPON = "SEASON10"
# Yen of a month, and of a customer in twelve months.
_GOALS = ((900_000, 32_000), (1_500_000, 30_000), (1_200_000, 29_000))
_HOURS = {weekday: ((time(10), time(20)),) for weekday in range(8)}


def open_shops(*, now: datetime) -> dict[str, str]:
    """Give each shop hours and a till, and let the site leave the last piece of a shelf to the shop; give the tills."""
    for shop in SHOPS:
        places.set_hours(shop, week=_HOURS)
        places.equip(shop, picks_per_hour=20)
        if not Device.objects.filter(location__code=shop, kind=Device.Kind.TILL).exists():
            places.register_till(location=shop, now=now)
    terms = [places.Selling(location=shop, priority=20, buffer_abs=1) for shop in SHOPS]
    places.sell_from("EC", [places.Selling(location=WAREHOUSE, priority=10), *terms])
    found = Device.objects.filter(kind=Device.Kind.TILL).order_by("-code").values_list("location__code", "code")
    return dict(found)


def set_goals(*, day: date) -> None:
    """Give each shop its goals for the month before a day and on: sales of a month, and what its customers are worth."""
    wanted: dict[tuple[UUID, str], int | None] = {}
    for place, (sales, worth) in zip(Location.objects.filter(code__in=SHOPS).order_by("code"), _GOALS, strict=True):
        wanted |= {(place.pk, "sales"): sales, (place.pk, "ltv"): worth}
    places.set_goals(wanted, month=(day.replace(day=1) - timedelta(days=1)).replace(day=1))


def start_campaign(stage: Stage, *, begins: datetime, ends: datetime) -> dict[UUID, str]:
    """Let a coupon of a tenth run, and give it to members; give each member's code."""
    loyalty.save_campaign(
        loyalty.CampaignRecord(
            code=COUPON, name="会員様限定 10%OFFクーポン", terms={"kind": "percent", "value": 10, "members_only": True},
            by_coupon=True, begins_at=begins, ends_at=ends, cap_amount=200_000, per_customer=1,
        ),
        now=begins,
    )  # fmt: skip
    nodes = [shopper.node_ids[0] for shopper in stage.online]
    loyalty.give_coupons(campaign=COUPON, node_ids=nodes, key=COUPON, now=begins, expires_at=ends)
    codes = CouponCode.objects.filter(campaign__code=COUPON).values_list("node_id", "id")
    return {node: code_of(key) for node, key in codes}


def gift_cards(count: int, *, now: datetime) -> list[tuple[str, int]]:
    """Issue gift cards; give code and worth of each."""
    worths = (3_000, 5_000, 10_000)
    until = now + timedelta(days=170)
    cards = [
        loyalty.issue_gift_card(amount=worths[n % 3], key=f"demo:card:{n}", now=now, expires_at=until)
        for n in range(count)
    ]
    return [(card.code, card.amount) for card in cards]
