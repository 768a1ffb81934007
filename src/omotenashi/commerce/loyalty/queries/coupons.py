# SPDX-License-Identifier: Apache-2.0
"""Reads about coupons: the wallet of a customer, and how a campaign goes in each channel."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from omotenashi.base import bulk
from omotenashi.commerce.loyalty.models import CouponCode
from omotenashi.commerce.loyalty.rules import codes


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon of a customer, with the word to show at the counter; it is made from the id and stands nowhere."""

    id: UUID
    campaign: str
    name: str
    code: str
    state: str
    expires_at: datetime | None
    redeemed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One channel of a campaign: how many codes were given out there, seen and used, and what they took off."""

    channel: str
    issued: int
    viewed: int
    redeemed: int
    amount: int


def coupons_of(node_ids: Iterable[UUID], now: datetime) -> list[Coupon]:
    """Give the coupons of a person, those that can be used first; a used one stays and says so."""
    rows = CouponCode.objects.filter(node_id__in=set(node_ids)).select_related("campaign")
    return sorted((_coupon(row, now) for row in rows), key=lambda each: (each.state != "assigned", str(each.id)))


def code_of(code_id: UUID) -> str:
    """Give the word of a code, for a message or a print."""
    return codes.code_of(code_id, secret=settings.VALUE_KEY)


def figures_of(campaign_id: UUID) -> list[Figures]:
    """Give how a campaign goes: codes by the channel they were given out in, uses by the channel they happened in."""
    return [Figures(*row) for row in bulk.rows(_FIGURES, {"campaign": campaign_id})]


def _coupon(row: CouponCode, now: datetime) -> Coupon:
    over = row.expires_at is not None and row.expires_at <= now and row.state in ("issued", "assigned")
    state = "expired" if over else row.state
    return Coupon(row.id, row.campaign.code, row.campaign.name, code_of(row.id), state, row.expires_at, row.redeemed_at)


_FIGURES = """
SELECT channel, sum(issued)::bigint, sum(viewed)::bigint, sum(redeemed)::bigint, sum(amount)::bigint FROM (
  SELECT coalesce(b.channel, '') AS channel, count(*) AS issued, count(k.viewed_at) AS viewed, 0 AS redeemed, 0 AS amount
  FROM loyalty_couponcode k LEFT JOIN loyalty_codebatch b ON b.id = k.batch_id
  WHERE k.campaign_id = %(campaign)s GROUP BY 1
  UNION ALL
  SELECT channel, 0, 0, count(*), sum(amount) FROM loyalty_redemption
  WHERE campaign_id = %(campaign)s AND state = 'redeemed' GROUP BY 1
) f GROUP BY 1 ORDER BY 1
"""
