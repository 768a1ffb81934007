# SPDX-License-Identifier: Apache-2.0
"""A campaign on a sample basket, by the engine that shop and web use: what it would take off, or why it would not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.loyalty.actions import CampaignRecord
from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.commerce.loyalty.queries import pricing
from omotenashi.web.console.promotions import words

SAMPLE = ((2, 0), (1, 1), (1, 2))


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What the engine said of the sample. `lines` are (name, pieces, before, off, after, points)."""

    lines: list[tuple[str, int, int, int, int, int]]
    before: int
    off: int
    shipping: int
    shipping_off: int
    total: int
    points: int
    gifts: list[tuple[str, int]]
    counts: bool
    outcome: str
    missing: int


def tried(record: CampaignRecord, *, at: datetime, shipping: int = 550) -> Tried | None:
    """Give what a campaign does to a sample of the goods it means; None where there are no goods. One read."""
    goods = [one for one, _pieces in goods_of(record.terms)]
    if not goods:
        return None
    row = Campaign(
        code=record.code, name=record.name, terms=dict(record.terms), priority=record.priority, by_coupon=record.by_coupon,
        stack_group=record.stack_group, cap_amount=record.cap_amount, cap_count=record.cap_count,
    )  # fmt: skip
    items = [
        pricing.Item(
            key=str(n), sku=one.sku, quantity=SAMPLE[n][0], unit_price=one.price or 0, product=one.product.code,
            categories=(one.product.category,), tax_rate=one.tax_rate,
            mode=next(iter(record.terms.get("modes", ())), ""),
        )
        for n, one in enumerate(goods)
    ]  # fmt: skip
    basket = pricing.Basket(items=tuple(items), shipping=shipping, coupons=(record.code,))
    terms = record.terms
    member = pricing.Member(rank=next(iter(terms.get("ranks", ())), ""), first_order=True, birth_month=at.month)
    effects = pricing.evaluate(
        basket, campaigns=[pricing.rule_of(row)], member=member, at=at,
        channel=next(iter(terms.get("channels", ())), "EC"), location=next(iter(terms.get("locations", ())), None),
    )  # fmt: skip
    [reason] = effects.reasons
    return _told(effects, goods, reason, shipping)


def goods_of(terms: Mapping[str, Any]) -> list[tuple[Variant, int]]:
    """Give a sample of the goods that terms mean, with how many of each."""
    found = Variant.objects.filter(price__gt=0, product__withdrawn_at=None).select_related("product").order_by("sku")
    named = found.filter(sku__in=terms.get("skus", ())) | found.filter(product__code__in=terms.get("products", ()))
    named |= found.filter(product__category__in=terms.get("categories", ()))
    asked = any(terms.get(name) for name in ("skus", "products", "categories"))
    chosen = (named if asked else found)[: len(SAMPLE)]
    return [(one, SAMPLE[n][0]) for n, one in enumerate(chosen)]


def _told(effects: pricing.Effects, goods: list[Variant], reason: pricing.Reason, shipping: int) -> Tried:
    lines = [
        (str(one), SAMPLE[n][0], line.gross, line.gross - line.net, line.net, line.points)
        for n, (one, line) in enumerate(zip(goods, effects.lines, strict=True))
    ]
    return Tried(
        lines=lines, before=sum(line.gross for line in effects.lines), off=effects.discount + effects.coupon,
        shipping=shipping, shipping_off=effects.shipping_discount, total=effects.total, points=effects.points,
        gifts=[(gift.sku, gift.quantity) for gift in effects.gifts], counts=reason.outcome == "applied",
        outcome=words.said(words.OUTCOMES, reason.outcome), missing=reason.missing,
    )  # fmt: skip
