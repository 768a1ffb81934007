# SPDX-License-Identifier: Apache-2.0
"""Points for a sale that named nobody when it was rung up: what the campaigns of that day would have given."""

from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.commerce.loyalty.actions import earning
from omotenashi.commerce.loyalty.actions.earning import Earning
from omotenashi.commerce.loyalty.queries import pricing
from omotenashi.commerce.loyalty.queries.pricing import Basket, Item, Kind, Member
from omotenashi.commerce.orders.models import Order, OrderLine

# An older receipt joins the member, too, but earns nothing.
POINTS_WITHIN = timedelta(days=30)
_GIVE_POINTS = (Kind.POINTS_RATE, Kind.POINTS_BONUS)


def earn_for(order: Order, *, node_id: UUID, now: datetime) -> int:
    """Post the points of an order to a member, once; give how many. Conditions on ranks and segments do not count."""
    if now - order.placed_at > POINTS_WITHIN:
        return 0
    # What was taken off is in the amounts already: only campaigns that give points are asked.
    campaigns = [one for one in pricing.running(order.placed_at) if one.kind in _GIVE_POINTS]
    lines = {str(line.uid or line.pk): line for line in OrderLine.objects.filter(order=order, quantity__gt=0)}
    effects = pricing.evaluate(
        Basket(items=tuple(_item(key, line) for key, line in lines.items()), points_used=order.points_used),
        campaigns=campaigns, member=Member(), at=order.placed_at, channel=order.channel_id,
        location=order.location.code if order.location else None,
    )  # fmt: skip
    earnings = [
        Earning(
            node_id=node_id, amount=effect.points, key=f"claim:{order.pk}:{effect.key}", basis=effect.net,
            earned_at=order.placed_at, order_line=lines[effect.key].uid, location_id=order.location_id, actor="claim",
        )
        for effect in effects.lines
    ]  # fmt: skip
    return effects.points if earning.earn(earnings, now=now) else 0


def _item(key: str, line: OrderLine) -> Item:
    even = line.amount % line.quantity == 0
    return Item(
        key=key, sku=line.sku, quantity=line.quantity if even else 1,
        unit_price=line.amount // line.quantity if even else line.amount, tax_rate=line.tax_rate,
    )  # fmt: skip
