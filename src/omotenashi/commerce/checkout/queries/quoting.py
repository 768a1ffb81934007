# SPDX-License-Identifier: Apache-2.0
"""What a basket costs at a moment: the facts are read, the rest is decided by pure functions. Nothing is written.

Prices, points and coupons come from here and from nowhere else; what a client says of them is not read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation

from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.checkout.queries import facts, legal, pricing
from omotenashi.commerce.checkout.queries.facts import Facts
from omotenashi.commerce.checkout.rules import Delivery, Quote
from omotenashi.commerce.loyalty.queries import pricing as campaigns


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Who buys, where, and with what: the facts that a price depends on besides the goods."""

    channel: str
    location: str | None = None
    node_ids: tuple[UUID, ...] = ()
    points: int = 0
    coupons: tuple[str, ...] = ()
    delivery: Delivery = field(default_factory=Delivery)


def quote(
    basket: Basket, *, node_ids: Sequence[UUID] = (), delivery: Delivery | None = None, now: datetime
) -> Quote:  # fmt: skip
    """Give what a basket costs now. `node_ids` are all memberships of the person who is signed in."""
    return priced(*asked_of(basket, node_ids=node_ids, delivery=delivery, now=now), now=now)


def quotes(shown: Sequence[tuple[Basket, Sequence[UUID], str]], *, now: datetime) -> list[Quote]:
    """Give what baskets of one channel cost now, each for the memberships of its person and in a language: one read."""
    known = facts.of_baskets(
        [(basket.pk, nodes, basket.coupons) for basket, nodes, _ in shown], channel=shown[0][0].channel_id, now=now
    )
    found = []
    for (basket, nodes, language), read in zip(shown, known, strict=True):
        with translation.override(language):
            found.append(priced(asked_for(basket, node_ids=nodes, delivery=None), read, now=now))
    return found


def asked_of(
    basket: Basket, *, node_ids: Sequence[UUID], delivery: Delivery | None, now: datetime
) -> tuple[Asked, Facts]:
    """Give what a basket asks for, and what the books say about it: one read."""
    asked = asked_for(basket, node_ids=node_ids, delivery=delivery)
    return asked, facts.of_basket(basket.pk, channel=asked.channel, node_ids=node_ids, codes=asked.coupons, now=now)


def asked_for(basket: Basket, *, node_ids: Sequence[UUID], delivery: Delivery | None) -> Asked:
    """Give what a basket asks for."""
    return Asked(
        channel=basket.channel_id,
        location=basket.shop.code if basket.shop_id and basket.shop else None,
        node_ids=tuple(node_ids),
        points=basket.points,
        coupons=tuple(basket.coupons),
        delivery=delivery or Delivery(),
    )


def priced(asked: Asked, known: Facts, *, now: datetime) -> Quote:
    """Give the quote of what was asked: the same for the EC site, the till, LINE and the phone. Nothing is read here."""
    running = campaigns.remembered(known.campaigns)
    good, refused = _coupons(asked, known, now=now)
    member = campaigns.Member(rank=known.rank, first_order=not known.has_bought) if asked.node_ids else None
    engine = partial(
        campaigns.evaluate, campaigns=running, member=member, at=now, channel=asked.channel, location=asked.location,
        zone=ZoneInfo(known.zone),
    )  # fmt: skip
    found = pricing.quote(
        known.lines,
        evaluate=engine,
        terms=known.terms,
        delivery=asked.delivery,
        points=asked.points,
        points_left=max(known.points, 0),
        coupons=good,
        refused=refused,
        names={campaign.code: campaign.name for campaign in running},
    )
    return replace(found, legal=legal.items(found, terms=known.terms, currency=known.currency))


def _coupons(asked: Asked, known: Facts, *, now: datetime) -> tuple[dict[str, str], dict[str, str]]:
    good: dict[str, str] = {}
    refused: dict[str, str] = {}
    for code in dict.fromkeys(asked.coupons):
        try:
            coupon = known.coupons.get(campaigns.hash_of(code).hex())
            good[code] = campaigns.opened_by(coupon, now=now, node_ids=asked.node_ids)
        except campaigns.CouponRefused as refusal:
            refused[code] = refusal.reason
    return good, refused
