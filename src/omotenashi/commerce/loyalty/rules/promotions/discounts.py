# SPDX-License-Identifier: Apache-2.0
"""How much one campaign takes off which line, out of what earlier ones have left. Pure; shares add up to the yen."""

from collections.abc import Mapping

from omotenashi.base.money import share
from omotenashi.commerce.loyalty.rules.promotions.basket import Campaign, Item, Kind


def taken(campaign: Campaign, items: list[Item], nets: Mapping[str, int]) -> dict[str, int]:
    """Give what a campaign takes off each line. `items` are the lines it means, `nets` what each still costs.

    A cap (`most`, or what is left of the budget) lowers the sum, which is then shared anew.
    """
    meant = [item for item in items if item.discountable and nets[item.key] > 0]
    whole = _nominal(campaign, meant, nets)
    total = sum(whole.values())
    limit = min((cap for cap in (campaign.most, campaign.budget_left) if cap is not None), default=total)
    if limit >= total:
        return whole
    return _shared(max(limit, 0), whole)


def _nominal(campaign: Campaign, meant: list[Item], nets: Mapping[str, int]) -> dict[str, int]:
    weights = {item.key: nets[item.key] for item in meant}
    base = sum(weights.values())
    if campaign.kind == Kind.PERCENT:
        return _shared(base * min(max(campaign.value, 0), 100) // 100, weights)
    if campaign.kind == Kind.AMOUNT:
        return _shared(min(max(campaign.value, 0), base), weights)
    if campaign.kind == Kind.PRICE:
        return {item.key: max(nets[item.key] - max(campaign.value, 0) * item.quantity, 0) for item in meant}
    return _bundle(campaign, meant, nets)


def _bundle(campaign: Campaign, meant: list[Item], nets: Mapping[str, int]) -> dict[str, int]:
    """Of every `buy` + `get` pieces, `get` cost `value` percent less: the cheapest of all that are bought."""
    size = campaign.buy + campaign.get
    free = sum(item.quantity for item in meant) // size * campaign.get if size > 0 else 0
    off = {item.key: 0 for item in meant}
    percent = min(campaign.value or 100, 100)
    for item in sorted(meant, key=lambda item: (nets[item.key] // item.quantity, item.sku, item.key)):
        pieces = min(free, item.quantity)
        off[item.key] = nets[item.key] * pieces * percent // (item.quantity * 100)
        free -= pieces
    return off


def _shared(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Split by weights with the largest remainder; no share is larger than its weight if the total is not."""
    return dict(zip(weights, share(total, weights=list(weights.values())), strict=True))
