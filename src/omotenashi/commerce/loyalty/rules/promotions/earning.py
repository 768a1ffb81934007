# SPDX-License-Identifier: Apache-2.0
"""How many points a basket earns, line by line. Pure.

What is paid with points earns nothing unless the campaign says so; the points are spread over the lines they pay for.
"""

from collections.abc import Mapping

from omotenashi.base.money import share, tax_contained
from omotenashi.commerce.loyalty.rules.promotions.basket import Campaign, Item, Kind


def paid_by_points(items: list[Item], nets: Mapping[str, int], points_used: int) -> dict[str, int]:
    """Spread the points that are used over the lines, to the point; what exceeds the goods pays for shipping."""
    weights = [nets[item.key] for item in items]
    return dict(zip([item.key for item in items], share(min(points_used, sum(weights)), weights=weights), strict=True))


def given(
    campaign: Campaign, items: list[Item], nets: Mapping[str, int], by_points: Mapping[str, int]
) -> dict[str, int]:
    """Give the points one campaign gives for each line it means."""
    bases = {item.key: _base(campaign, item, nets[item.key], by_points[item.key]) for item in items if item.earns}
    base = sum(bases.values())
    total = base * max(campaign.value, 0) // 10_000 if campaign.kind == Kind.POINTS_RATE else max(campaign.value, 0)
    caps = [cap for cap in (campaign.most, campaign.budget_left) if cap is not None]
    return dict(zip(bases, share(min([total, *caps]), weights=list(bases.values())), strict=True))


def _base(campaign: Campaign, item: Item, net: int, by_points: int) -> int:
    base = net if campaign.on_points else net - by_points
    return base - tax_contained(base, rate=item.tax_rate) if campaign.without_tax else base
