# SPDX-License-Identifier: Apache-2.0
"""The campaigns that run, as the engine reads them, and the engine itself, for everybody who prices a basket.

effects = pricing.evaluate(basket, campaigns=pricing.running(now), member=…, at=now, channel="ec", location=None)
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from omotenashi.commerce.loyalty.models import Campaign as Row
from omotenashi.commerce.loyalty.models import CouponCode
from omotenashi.commerce.loyalty.rules import CouponRefused, codes
from omotenashi.commerce.loyalty.rules.promotions import (
    Basket,
    Campaign,
    Effects,
    Gift,
    Item,
    Kind,
    LineEffect,
    Member,
    Reason,
    evaluate,
)

__all__ = [
    "Basket",
    "Campaign",
    "CouponRefused",
    "Effects",
    "Gift",
    "Item",
    "Kind",
    "LineEffect",
    "Member",
    "Reason",
    "campaign_of",
    "evaluate",
    "part_of",
    "rule_of",
    "running",
]
_SETS = ("skus", "products", "categories", "excluded", "channels", "locations", "ranks", "segments", "days")
_PLAIN = (
    "value", "members_only", "first_order", "birthday", "min_spend", "min_quantity", "buy", "get", "gift_sku", "most",
    "on_points", "without_tax",
)  # fmt: skip


def running(at: datetime) -> list[Campaign]:
    """Give the campaigns that may count at a moment, with what is left of their budgets."""
    rows = Row.objects.filter(
        Q(begins_at=None) | Q(begins_at__lte=at), Q(ends_at=None) | Q(ends_at__gt=at), stopped_at=None
    )
    return [rule_of(row) for row in rows.order_by("priority", "code")]


def rule_of(row: Row) -> Campaign:
    """Make the engine's campaign of a row."""
    terms: Mapping[str, Any] = row.terms
    named: dict[str, Any] = {name: terms[name] for name in _PLAIN if name in terms}
    named |= {name: frozenset(terms.get(name, ())) for name in _SETS}
    hours = terms.get("hours")
    return Campaign(
        code=row.code, name=row.name, kind=Kind(terms["kind"]), priority=row.priority, stack_group=row.stack_group,
        by_coupon=row.by_coupon, begins_at=row.begins_at, ends_at=row.ends_at,
        hours=(int(hours[0]), int(hours[1])) if hours else None,
        budget_left=None if row.cap_amount is None else row.cap_amount - row.used_amount,
        count_left=None if row.cap_count is None else row.cap_count - row.used_count,
        **named,
    )  # fmt: skip


def campaign_of(code: str, *, now: datetime, node_ids: Iterable[Any] = ()) -> str:
    """Give the campaign that a coupon's code opens, without locking it. Raises CouponRefused with the reason."""
    row = CouponCode.objects.select_related("campaign").filter(code_hash=codes.hash_of(code, secret=settings.VALUE_KEY))
    found = row.first()
    if found is None:
        raise CouponRefused("unknown")
    if found.node_id is not None and found.node_id not in set(node_ids):
        raise CouponRefused("not_yours")
    if found.expires_at is not None and found.expires_at <= now:
        raise CouponRefused("expired")
    lapsed = found.state == CouponCode.State.LOCKED and found.locked_until is not None and found.locked_until <= now
    if found.state not in (CouponCode.State.ISSUED, CouponCode.State.ASSIGNED) and not lapsed:
        raise CouponRefused(found.state)
    return found.campaign.code


def part_of(total: int, *, before: int, after: int, of: int) -> int:
    """Give the share of a line's amount that comes back when `after` of `of` pieces are back and `before` were.

    The floor stands on the sums up to each return, so that all part returns together bring the whole, to the yen.
    """
    if not 0 <= before <= after <= of or of <= 0:
        raise ValueError(f"{before} to {after} of {of} cannot come back")
    return total * after // of - total * before // of
