# SPDX-License-Identifier: Apache-2.0
"""A basket's lines become a quote: prices, campaigns, coupons, shipping, points, tax. One function for every channel.

The engine is handed in (`evaluate`), so that this stays pure and one floor's rules stay that floor's.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from omotenashi.base.money import share, tax_contained
from omotenashi.commerce.checkout.rules.problems import is_sent, problems
from omotenashi.commerce.checkout.rules.quotes import Delivery, Line, Quote, QuoteLine, Tax
from omotenashi.commerce.checkout.rules.terms import Terms, shipping_fee
from omotenashi.commerce.loyalty.queries.pricing import Basket, Effects, Item

type Engine = Callable[[Basket], Effects]


def quote(
    lines: Sequence[Line],
    *,
    evaluate: Engine,
    terms: Terms,
    delivery: Delivery,
    points: int,
    points_left: int,
    coupons: Mapping[str, str],
    refused: Mapping[str, str],
    names: Mapping[str, str],
) -> Quote:
    """Give the quote. `coupons` maps each good code to its campaign, `refused` each bad one to its reason.

    `points` is what the customer wants to use; it is cut to `points_left` and to what there is to pay. A line that
    cannot be bought stands in the quote with its price, so that the customer sees what the basket would cost.
    """
    goods = Basket(items=tuple(_item(line) for line in lines), coupons=tuple(dict.fromkeys(coupons.values())))
    fee = _fee(lines, evaluate(goods), terms=terms, delivery=delivery)
    wanted = max(0, min(points, points_left))
    effects = evaluate(replace(goods, shipping=fee, points_used=wanted))
    shares, shipping_points = _points(effects)
    priced = _priced(lines, effects, shares)
    return Quote(
        lines=priced,
        shipping=effects.shipping,
        shipping_before=effects.shipping + effects.shipping_discount,
        shipping_points=shipping_points,
        points=effects.points_used,
        points_left=points_left,
        earned=effects.points,
        taxes=_taxes(priced, effects.shipping, terms.fee_rate),
        coupons=tuple((code, campaign, effects.amount_of(campaign)) for code, campaign in sorted(coupons.items())),
        refused=tuple(sorted(refused.items())),
        gifts=tuple((gift.sku, gift.quantity) for gift in effects.gifts),
        campaigns=_applied(effects, names),
        near=_near(effects, names),
    )


def _fee(lines: Sequence[Line], dry: Effects, *, terms: Terms, delivery: Delivery) -> int:
    """Give the fee for what is sent; whether it is free is decided after discounts, before points."""
    shipped = {line.key for line in lines if is_sent(line)}
    return shipping_fee(terms, goods=sum(x.net for x in dry.lines if x.key in shipped), prefecture=delivery.prefecture)


def _priced(lines: Sequence[Line], effects: Effects, shares: Mapping[str, int]) -> tuple[QuoteLine, ...]:
    wrong = problems(lines)
    return tuple(
        QuoteLine(
            line=line, gross=x.gross, discount=x.discount, coupon=x.coupon, amount=x.net, points=shares[x.key],
            earned=x.points, problem=wrong.get(line.key, ""),
        )
        for line, x in zip(lines, effects.lines, strict=True)
    )  # fmt: skip


def _item(line: Line) -> Item:
    return Item(
        key=line.key, sku=line.sku, quantity=line.quantity, unit_price=with_tax(line), product=line.product,
        categories=(line.category,) if line.category else (), tax_rate=line.tax_rate, mode=line.mode,
    )  # fmt: skip


def with_tax(line: Line) -> int:
    """Give the unit price, tax included (総額表示); a line without a price counts nothing."""
    if line.unit_price is None:
        return 0
    return line.unit_price if line.tax_included else line.unit_price * (100 + line.tax_rate) // 100


def _points(effects: Effects) -> tuple[dict[str, int], int]:
    """Spread the points over the lines, as the engine does; what exceeds the goods pays for shipping."""
    nets = [x.net for x in effects.lines]
    used = min(effects.points_used, sum(nets))
    shares = share(used, weights=nets)
    return {x.key: part for x, part in zip(effects.lines, shares, strict=True)}, effects.points_used - used


def _taxes(lines: Sequence[QuoteLine], shipping: int, shipping_rate: int) -> tuple[Tax, ...]:
    totals: dict[int, int] = defaultdict(int)
    for each in lines:
        totals[each.line.tax_rate] += each.amount
    totals[shipping_rate] += shipping
    return tuple(
        Tax(rate=rate, total=total, tax=tax_contained(total, rate=rate))
        for rate, total in sorted(totals.items(), reverse=True)
        if total
    )


def _applied(effects: Effects, names: Mapping[str, str]) -> tuple[tuple[str, str, int, int], ...]:
    return tuple(
        (reason.campaign, names.get(reason.campaign, reason.campaign), reason.amount, reason.points)
        for reason in effects.reasons
        if reason.outcome == "applied"
    )


def _near(effects: Effects, names: Mapping[str, str]) -> tuple[tuple[str, str, int], ...]:
    """Campaigns that only lack something in the basket: "another ¥800 and shipping is free"."""
    return tuple(
        (names.get(reason.campaign, reason.campaign), reason.outcome, reason.missing)
        for reason in effects.reasons
        if reason.outcome in ("min_spend", "min_quantity")
    )
