# SPDX-License-Identifier: Apache-2.0
"""Whether a campaign counts for a basket, a person, a place and a moment. Pure."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from omotenashi.commerce.loyalty.rules.promotions.basket import Basket, Campaign, Item, Member


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """Who buys where and when."""

    member: Member | None
    at: datetime
    channel: str
    location: str | None
    zone: ZoneInfo


def targets(campaign: Campaign, items: tuple[Item, ...]) -> list[Item]:
    """Give the lines that a campaign means, in an order that does not depend on that of the basket."""
    meant = [
        item for item in items
        if item.sku not in campaign.excluded and item.product not in campaign.excluded and _is_named(campaign, item)
    ]  # fmt: skip
    return sorted(meant, key=lambda item: (item.sku, item.unit_price, item.key))


def failing(campaign: Campaign, basket: Basket, facts: Facts) -> tuple[str, int] | None:
    """Give the first condition that fails and what is missing for it, or None when all hold."""
    return _by_offer(campaign, basket, facts) or _by_member(campaign, facts) or _by_basket(campaign, basket)


def _is_named(campaign: Campaign, item: Item) -> bool:
    if campaign.modes and item.mode not in campaign.modes:
        return False
    if not (campaign.skus or campaign.products or campaign.categories):
        return True
    named = item.sku in campaign.skus or item.product in campaign.products
    return named or not campaign.categories.isdisjoint(item.categories)


def _by_offer(campaign: Campaign, basket: Basket, facts: Facts) -> tuple[str, int] | None:
    local = facts.at.astimezone(facts.zone)
    first, end = campaign.hours or (0, 24)
    in_hours = first <= local.hour < end if first <= end else local.hour >= first or local.hour < end
    checks = (
        ("coupon", not campaign.by_coupon or campaign.code in basket.coupons),
        ("not_begun", campaign.begins_at is None or campaign.begins_at <= facts.at),
        ("over", campaign.ends_at is None or facts.at < campaign.ends_at),
        ("day", not campaign.days or local.weekday() in campaign.days),
        ("hour", in_hours),
        ("channel", not campaign.channels or facts.channel in campaign.channels),
        ("location", not campaign.locations or facts.location in campaign.locations),
        ("budget", campaign.budget_left is None or campaign.budget_left > 0),
        ("exhausted", campaign.count_left is None or campaign.count_left > 0),
    )
    return next(((name, 0) for name, holds in checks if not holds), None)


def _by_member(campaign: Campaign, facts: Facts) -> tuple[str, int] | None:
    asks = campaign.members_only or campaign.ranks or campaign.segments or campaign.first_order or campaign.birthday
    if not asks:
        return None
    if facts.member is None:
        return "member", 0
    month = facts.at.astimezone(facts.zone).month
    checks = (
        ("rank", not campaign.ranks or facts.member.rank in campaign.ranks),
        ("segment", not campaign.segments or not campaign.segments.isdisjoint(facts.member.segments)),
        ("first_order", not campaign.first_order or facts.member.first_order),
        ("birthday", not campaign.birthday or facts.member.birth_month == month),
    )
    return next(((name, 0) for name, holds in checks if not holds), None)


def _by_basket(campaign: Campaign, basket: Basket) -> tuple[str, int] | None:
    meant = targets(campaign, basket.items)
    if not meant:
        return "nothing_meant", 0
    spend, quantity = sum(item.gross for item in meant), sum(item.quantity for item in meant)
    if spend < campaign.min_spend:
        return "min_spend", campaign.min_spend - spend
    if quantity < campaign.min_quantity:
        return "min_quantity", campaign.min_quantity - quantity
    return None
