# SPDX-License-Identifier: Apache-2.0
"""The campaigns that run, as the engine reads them, and the engine itself, for everybody who prices a basket.

effects = pricing.evaluate(basket, campaigns=pricing.running(now), member=…, at=now, channel="ec", location=None)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

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
    "RUNNING",
    "Basket",
    "Campaign",
    "Coupon",
    "CouponRefused",
    "Effects",
    "Gift",
    "Item",
    "Kind",
    "LineEffect",
    "Member",
    "Reason",
    "Seen",
    "campaign_of",
    "evaluate",
    "hash_of",
    "opened_by",
    "part_of",
    "remembered",
    "rule_of",
    "running",
]


@dataclass(frozen=True, slots=True)
class Coupon:
    """What decides whether a code counts: its campaign, whose it is, until when, and whether it is in use."""

    campaign: str
    node_id: UUID | None
    expires_at: datetime | None
    state: str
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A campaign as `RUNNING` sees it: which version of it runs, and what is left of its budgets."""

    id: UUID
    version: int
    changed_at: datetime
    amount: int | None
    count: int | None


_SETS = ("skus", "products", "categories", "excluded", "modes", "channels", "locations", "ranks", "segments", "days")
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


def remembered(read: Sequence[Seen]) -> list[Campaign]:
    """Give the campaigns that a statement saw run, with what is left of their budgets: amount and count.

    What was made of one version holds for ever, in every process; only a version nobody here has met is read.
    """
    rules = {seen.id: _RULES.get((seen.id, seen.version, seen.changed_at)) for seen in read}
    if unknown := [key for key, rule in rules.items() if rule is None]:
        if len(_RULES) > _MOST:
            _RULES.clear()
        for row in Row.objects.filter(pk__in=unknown):
            rules[row.id] = _RULES[row.id, row.version, row.changed_at] = rule_of(row)
    return [_with_left(rule, seen) for seen in read if (rule := rules[seen.id])]


def campaign_of(code: str, *, now: datetime, node_ids: Iterable[Any] = ()) -> str:
    """Give the campaign that a coupon's code opens, without locking it. Raises CouponRefused with the reason."""
    row = CouponCode.objects.select_related("campaign").filter(code_hash=hash_of(code)).first()
    known = Coupon(row.campaign.code, row.node_id, row.expires_at, row.state, row.locked_until) if row else None
    return opened_by(known, now=now, node_ids=node_ids)


def hash_of(code: str) -> bytes:
    """Give what is stored of a coupon's code."""
    return codes.hash_of(code, secret=settings.VALUE_KEY)


def opened_by(coupon: Coupon | None, *, now: datetime, node_ids: Iterable[Any] = ()) -> str:
    """Give the campaign that a coupon opens for somebody at a moment. Raises CouponRefused with the reason."""
    if coupon is None:
        raise CouponRefused("unknown")
    if coupon.node_id is not None and coupon.node_id not in set(node_ids):
        raise CouponRefused("not_yours")
    if coupon.expires_at is not None and coupon.expires_at <= now:
        raise CouponRefused("expired")
    lapsed = coupon.state == CouponCode.State.LOCKED and coupon.locked_until is not None and coupon.locked_until <= now
    if coupon.state not in (CouponCode.State.ISSUED, CouponCode.State.ASSIGNED) and not lapsed:
        raise CouponRefused(coupon.state)
    return coupon.campaign


def part_of(total: int, *, before: int, after: int, of: int) -> int:
    """Give the share of a line's amount that comes back when `after` of `of` pieces are back and `before` were.

    The floor stands on the sums up to each return, so that all part returns together bring the whole, to the yen.
    """
    if not 0 <= before <= after <= of or of <= 0:
        raise ValueError(f"{before} to {after} of {of} cannot come back")
    return total * after // of - total * before // of


def _with_left(rule: Campaign, seen: Seen) -> Campaign:
    if (seen.amount, seen.count) == (rule.budget_left, rule.count_left):
        return rule
    return replace(rule, budget_left=seen.amount, count_left=seen.count)


_RULES: dict[tuple[UUID, int, datetime], Campaign] = {}
_MOST = 10_000
# `running`, and what `remembered` needs, as a part of a statement that reads a whole quote; `c.now` is the moment.
RUNNING = """
SELECT g.id, g.version, g.changed_at, g.cap_amount - g.used_amount AS amount, g.cap_count - g.used_count AS count,
  g.priority, g.code
FROM loyalty_campaign g WHERE g.stopped_at IS NULL AND (g.begins_at IS NULL OR g.begins_at <= (SELECT now FROM c))
  AND (g.ends_at IS NULL OR g.ends_at > (SELECT now FROM c))
"""
