# SPDX-License-Identifier: Apache-2.0
"""What a basket costs at a moment: the facts are read, the rest is decided by pure functions. Nothing is written.

Prices, points and coupons come from here and from nowhere else; what a client says of them is not read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.checkout.models import Basket, BasketLine
from omotenashi.commerce.checkout.queries import legal, pricing
from omotenashi.commerce.checkout.queries.baskets import lines_of
from omotenashi.commerce.checkout.queries.terms import terms
from omotenashi.commerce.checkout.rules import Delivery, Line, Quote
from omotenashi.commerce.checkout.rules.problems import PLACED
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.loyalty.queries import pricing as campaigns
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.stock import queries as stock
from omotenashi.places.locations import queries as locations


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Who buys, where, and with what: the facts that a price depends on besides the goods."""

    channel: str
    location: str | None = None
    node_ids: tuple[UUID, ...] = ()
    points: int = 0
    coupons: tuple[str, ...] = ()
    delivery: Delivery = field(default_factory=Delivery)
    currency: str = "JPY"


def quote(
    basket: Basket, *, node_ids: Sequence[UUID] = (), delivery: Delivery | None = None, now: datetime
) -> Quote:  # fmt: skip
    """Give what a basket costs now. `node_ids` are all memberships of the person who is signed in."""
    asked = Asked(
        channel=basket.channel_id,
        location=basket.shop.code if basket.shop else None,
        node_ids=tuple(node_ids),
        points=basket.points,
        coupons=tuple(basket.coupons),
        delivery=delivery or Delivery(),
    )
    return priced(lines=known(lines_of(basket.pk), channel=asked.channel, now=now), asked=asked, now=now)


def priced(*, lines: Sequence[Line], asked: Asked, now: datetime) -> Quote:
    """Give the quote of some lines: the same for the EC site, the till, LINE and the phone."""
    running = campaigns.running(now)
    good, refused = _coupons(asked, now=now)
    member = _member(asked)
    engine = partial(
        campaigns.evaluate, campaigns=running, member=member, at=now, channel=asked.channel, location=asked.location,
        zone=locations.zone(),
    )  # fmt: skip
    left = loyalty.balance(asked.node_ids, now).available if asked.node_ids else 0
    known_terms = terms(now)
    found = pricing.quote(
        lines,
        evaluate=engine,
        terms=known_terms,
        delivery=asked.delivery,
        points=asked.points,
        points_left=max(left, 0),
        coupons=good,
        refused=refused,
        names={campaign.code: campaign.name for campaign in running},
    )
    return replace(found, legal=legal.items(found, terms=known_terms, currency=asked.currency))


def known(lines: Sequence[BasketLine], *, channel: str, now: datetime) -> list[Line]:
    """Give the lines of a basket with their prices and what may be sold of them: three reads for however many."""
    variants = {line.variant_id for line in lines}
    prices = catalogue.prices_of(variants, channel=channel, at=now)
    free = stock.available(variants, channel=channel)
    return [_line(line, prices, free, now=now) for line in lines]


def _line(
    line: BasketLine,
    prices: Mapping[UUID, catalogue.Priced],
    free: Mapping[UUID, Mapping[UUID, stock.Available]],
    *,
    now: datetime,
) -> Line:
    product, price, levels = line.variant.product, prices.get(line.variant_id), free.get(line.variant_id, {})
    chosen = (
        levels.items()
        if line.mode not in PLACED
        else ((place, x) for place, x in levels.items() if place == line.location_id)
    )
    counted = [level for _, level in chosen]
    withdrawn = product.withdrawn_at is not None and product.withdrawn_at <= now
    return Line(
        key=str(line.pk),
        variant_id=line.variant_id,
        sku=line.variant.sku,
        name=str(line.variant),
        quantity=line.quantity,
        mode=line.mode,
        location_id=line.location_id,
        location=line.location.code if line.location else None,
        product=product.code,
        category=product.category,
        unit_price=price.amount if price else None,
        tax_rate=price.tax_rate if price else line.variant.tax_rate,
        tax_included=price.tax_included if price else True,
        sellable=sum(level.quantity for level in counted),
        is_sure=not counted or any(level.mark != "ask" for level in counted),
        is_published=not withdrawn,
    )


def _coupons(asked: Asked, *, now: datetime) -> tuple[dict[str, str], dict[str, str]]:
    good: dict[str, str] = {}
    refused: dict[str, str] = {}
    for code in dict.fromkeys(asked.coupons):
        try:
            good[code] = campaigns.campaign_of(code, now=now, node_ids=asked.node_ids)
        except campaigns.CouponRefused as refusal:
            refused[code] = refusal.reason
    return good, refused


def _member(asked: Asked) -> campaigns.Member | None:
    if not asked.node_ids:
        return None
    bought = Order.objects.filter(node_id__in=asked.node_ids, cancelled_at=None).exists()
    return campaigns.Member(rank=loyalty.tier_of(asked.node_ids), first_order=not bought)
