# SPDX-License-Identifier: Apache-2.0
"""The engine: one pure function for the EC site, the till, LINE, the phone, and a till that is offline.

Goods first, in the order of priority, each campaign from what the earlier ones left; then shipping, gifts, points.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from omotenashi.base.clock import JST
from omotenashi.commerce.loyalty.rules.promotions import discounts, earning
from omotenashi.commerce.loyalty.rules.promotions.basket import GOODS, POINTS, Basket, Campaign, Item, Kind, Member
from omotenashi.commerce.loyalty.rules.promotions.conditions import Facts, failing, targets
from omotenashi.commerce.loyalty.rules.promotions.effects import Effects, Gift, LineEffect, Reason

type Amounts = dict[str, int]
type Measure = Callable[[Campaign], Amounts]


def evaluate(
    basket: Basket, *, campaigns: Iterable[Campaign], member: Member | None, at: datetime, channel: str,
    location: str | None = None, zone: ZoneInfo = JST,
) -> Effects:  # fmt: skip
    """Say what a basket costs and earns. The order of lines and of campaigns says nothing."""
    if len({item.key for item in basket.items}) != len(basket.items):
        raise ValueError("one key per line")
    facts = Facts(member=member, at=at, channel=channel, location=location, zone=zone)
    reasons: dict[str, Reason] = {}
    running = []
    for campaign in sorted(campaigns, key=lambda each: (each.priority, each.code)):
        failed = failing(campaign, basket, facts)
        if failed is None:
            running.append(campaign)
        else:
            reasons[campaign.code] = Reason(campaign=campaign.code, outcome=failed[0], missing=failed[1])
    return _Evaluation(basket, running, reasons).run()


class _Evaluation:
    """One run over a basket: what each line still costs, and what each campaign has taken and given so far."""

    def __init__(self, basket: Basket, running: Sequence[Campaign], reasons: dict[str, Reason]) -> None:
        self.basket = basket
        self.running = running
        self.reasons = reasons
        self.items = sorted(basket.items, key=lambda item: (item.sku, item.unit_price, item.key))
        self.nets = {item.key: item.gross for item in self.items}
        self.shipping = basket.shipping
        self.off: dict[str, Amounts] = {}
        self.points: dict[str, Amounts] = {}

    def run(self) -> Effects:
        for campaign, amounts in self._chosen(GOODS, self._discount):
            self.off[campaign.code] = amounts
            for key, amount in amounts.items():
                self.nets[key] -= amount
        for _, amounts in self._chosen(frozenset({Kind.FREE_SHIPPING}), self._shipping):
            self.shipping -= amounts[""]
        gifts = self._gifts()
        used = max(min(self.basket.points_used, sum(self.nets.values()) + self.shipping), 0)
        by_points = earning.paid_by_points(self.items, self.nets, used)
        for campaign, amounts in self._chosen(
            POINTS, lambda each: earning.given(each, self._meant(each), self.nets, by_points)
        ):
            self.points[campaign.code] = amounts
        lines = tuple(self._line(item) for item in self.basket.items)
        return Effects(
            lines=lines, shipping=self.shipping, shipping_discount=self.basket.shipping - self.shipping,
            points_used=used, gifts=gifts,
            points=sum(line.points for line in lines),
            reasons=tuple(self.reasons[code] for code in sorted(self.reasons)),
        )  # fmt: skip

    def _chosen(self, kinds: frozenset[Kind], measure: Measure) -> Iterable[tuple[Campaign, Amounts]]:
        """Give the campaigns that count, one by one, with what each does; of a stack group the best of the first."""
        rest = [campaign for campaign in self.running if campaign.kind in kinds]
        while rest:
            first = rest[0]
            group = [c for c in rest if c is first or (first.stack_group and c.stack_group == first.stack_group)]
            rivals = [(campaign, measure(campaign)) for campaign in group if campaign.priority == first.priority]
            best, amounts = min(rivals, key=lambda rival: (-sum(rival[1].values()), rival[0].code))
            if sum(amounts.values()) > 0:
                done = group
                self._say(best, amounts)
                yield best, amounts
            else:
                done = [campaign for campaign, _ in rivals]
            for campaign in done:
                self.reasons.setdefault(
                    campaign.code,
                    Reason(campaign=campaign.code, outcome="stacked_out" if done is group else "no_effect"),
                )
            rest = [campaign for campaign in rest if campaign not in done]

    def _say(self, campaign: Campaign, amounts: Amounts) -> None:
        total = sum(amounts.values())
        in_points = campaign.kind in POINTS
        self.reasons[campaign.code] = Reason(
            campaign=campaign.code, outcome="applied", amount=0 if in_points else total,
            points=total if in_points else 0,
        )  # fmt: skip

    def _meant(self, campaign: Campaign) -> list[Item]:
        return targets(campaign, self.basket.items)

    def _discount(self, campaign: Campaign) -> Amounts:
        return discounts.taken(campaign, self._meant(campaign), self.nets)

    def _shipping(self, campaign: Campaign) -> Amounts:
        """Take off what is left of the shipping; a `value`, a cap or a budget lowers it."""
        caps = [cap for cap in (campaign.value or None, campaign.most, campaign.budget_left) if cap is not None]
        return {"": min([self.shipping, *caps])}

    def _gifts(self) -> tuple[Gift, ...]:
        found = []
        for campaign, _ in self._chosen(frozenset({Kind.GIFT}), lambda _: {"": 1}):
            found.append(Gift(sku=campaign.gift_sku, quantity=max(campaign.value, 1), campaign=campaign.code))
            self.reasons[campaign.code] = Reason(campaign=campaign.code, outcome="applied")
        return tuple(found)

    def _line(self, item: Item) -> LineEffect:
        coupons = {campaign.code for campaign in self.running if campaign.by_coupon}
        shares = _of(self.off, item.key)
        earned = _of(self.points, item.key)
        coupon = sum(amount for code, amount in shares if code in coupons)
        off = sum(amount for _, amount in shares)
        return LineEffect(
            key=item.key, gross=item.gross, discount=off - coupon, coupon=coupon, net=item.gross - off, shares=shares,
            points=sum(amount for _, amount in earned), earned=earned,
        )  # fmt: skip


def _of(amounts: Mapping[str, Amounts], key: str) -> tuple[tuple[str, int], ...]:
    return tuple((code, each[key]) for code, each in sorted(amounts.items()) if each.get(key))
