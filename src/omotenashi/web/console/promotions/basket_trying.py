# SPDX-License-Identifier: Apache-2.0
"""A basket against all campaigns, by the engine that shop, web and tills use: which count, why or why not, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout.queries import shipping
from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.commerce.loyalty.queries import pricing
from omotenashi.places.locations.queries import zone
from omotenashi.web.console.promotions import words

_MOST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What became of one campaign."""

    row: Campaign
    counts: bool
    outcome: str
    effect: str
    amount: int
    points: int
    missing: int
    in_money: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line: what it cost, which campaign took what off and gave which points."""

    name: str
    pieces: int
    gross: int
    net: int
    points: int
    shares: tuple[tuple[str, int], ...]
    earned: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The whole answer; `unknown` are SKUs that nobody knows or that have no price there and then."""

    lines: tuple[Line, ...]
    verdicts: tuple[Verdict, ...]
    unknown: tuple[str, ...]
    effects: pricing.Effects | None


def tried(said: Mapping[str, Any], wanted: list[tuple[str, int]], *, now: datetime, currency: str) -> Answer:
    """Price a basket as it would be priced there and then. Nothing is kept, no counter moves."""
    at, channel = said.get("at") or now, said.get("channel") or ""
    pieces: dict[str, int] = {}
    for sku, quantity in wanted:
        pieces[sku] = pieces.get(sku, 0) + quantity
    found = {one.sku: one for one in Variant.objects.filter(sku__in=pieces).select_related("product")}
    items = _items(found, pieces, said, channel=channel, at=at)
    unknown = tuple(sku for sku in pieces if sku not in {item.sku for item in items})
    rows = list(Campaign.objects.filter(stopped_at=None).order_by("priority", "code")[:_MOST])
    if not items:
        return Answer(lines=(), verdicts=(), unknown=unknown, effects=None)
    goods = sum(item.gross for item in items)
    fee = shipping(goods=goods, prefecture="", at=at) if said.get("mode") == "ship" else 0
    basket = pricing.Basket(
        items=tuple(items), shipping=fee, coupons=tuple(said.get("coupons") or ()), points_used=said.get("points") or 0
    )
    effects = pricing.evaluate(
        basket, campaigns=[pricing.rule_of(row) for row in rows], member=_member(said, at), at=at, channel=channel,
        location=said.get("location") or None, zone=zone(),
    )  # fmt: skip
    names = {row.code: row.name for row in rows}
    lines = tuple(
        Line(
            name=str(found[item.sku]), pieces=item.quantity, gross=line.gross, net=line.net, points=line.points,
            shares=tuple((names[code], amount) for code, amount in line.shares),
            earned=tuple((names[code], points) for code, points in line.earned),
        )
        for item, line in zip(items, effects.lines, strict=True)
    )  # fmt: skip
    return Answer(lines=lines, verdicts=_verdicts(rows, effects, currency), unknown=unknown, effects=effects)


def _items(
    found: Mapping[str, Variant], pieces: Mapping[str, int], said: Mapping[str, Any], *, channel: str, at: datetime
) -> list[pricing.Item]:
    prices = catalogue.prices_of({one.pk for one in found.values()}, channel=channel, at=at)
    return [
        pricing.Item(
            key=sku, sku=sku, quantity=pieces[sku], product=one.product.code, categories=(one.product.category,),
            unit_price=price.amount if price.tax_included else price.amount * (100 + one.tax_rate) // 100,
            tax_rate=one.tax_rate, mode=said.get("mode") or "",
        )
        for sku, one in found.items()
        if (price := prices.get(one.pk)) is not None
    ]  # fmt: skip


def _member(said: Mapping[str, Any], at: datetime) -> pricing.Member | None:
    kind, _, rank = str(said.get("who") or "").partition(":")
    if not kind:
        return None
    month = at.astimezone(zone()).month
    return pricing.Member(
        rank=rank, first_order=bool(said.get("first_order")),
        birth_month=month if said.get("birthday") else month % 12 + 1,
    )  # fmt: skip


def _verdicts(rows: list[Campaign], effects: pricing.Effects, currency: str) -> tuple[Verdict, ...]:
    reasons = {reason.campaign: reason for reason in effects.reasons}
    made = [
        Verdict(
            row=row, counts=reason.outcome == "applied", outcome=words.said(words.OUTCOMES, reason.outcome),
            effect=words.effect_of(row, currency=currency), amount=reason.amount, points=reason.points,
            missing=reason.missing, in_money=reason.outcome == "min_spend",
        )
        for row in rows
        if (reason := reasons.get(row.code)) is not None
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda one: not one.counts))
