# SPDX-License-Identifier: Apache-2.0
"""What a sale takes and gives in value of our own: points, gift cards, store credit, coupons, and the points it earns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.base.wholes import attempt
from omotenashi.commerce.checkout.actions import own_value
from omotenashi.commerce.checkout.actions.sales import Sale
from omotenashi.commerce.checkout.actions.securing import coupon_keys
from omotenashi.commerce.checkout.rules import Quote
from omotenashi.commerce.checkout.rules.sales import BadSale
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.payments.actions import Given

_LOCK = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """What came of it: points earned, points that were not there, and the keys of the coupons that count."""

    earned: int
    overdraft: int
    coupons: tuple[str, ...]


def tenders_of(sale: Sale, found: Quote, order_id: UUID) -> list[Given]:
    """Give what a sale is paid with. Points come from the quote alone; what stands behind value of ours is a key.

    Raises BadSale for points among the tenders, and for store credit of nobody.
    """
    if any(x.kind == "points" or (x.kind == "store_credit" and not sale.node_ids) for x in sale.tenders):
        raise BadSale("value")
    said = [
        replace(x, ref=own_value.key_of(order_id, n)) if x.kind in own_value.KINDS else x
        for n, x in enumerate(sale.tenders)
        if x.amount
    ]
    own = [Given(kind="points", amount=found.points, ref=f"order:{order_id}")] if found.points else []
    return [*own, *said]


def spend_value(
    sale: Sale, found: Quote, *, order_id: UUID, uids: Sequence[UUID], differences: list[dict[str, object]],
    now: datetime,
) -> Value:  # fmt: skip
    """Burn what a sale was paid with, redeem its coupons, post what it earns.

    Raises loyalty.NotEnoughPoints and loyalty.CouponRefused; of an offline sale both are noted instead.
    """
    _spend_own(sale, order_id=order_id, differences=differences, now=now)
    overdraft = _spend_points(sale, found, order_id=order_id, differences=differences, now=now)
    points = _earn(sale, found, uids=uids, now=now)
    coupons = _redeem(sale, found, order_id=order_id, differences=differences, now=now)
    return Value(earned=points, overdraft=overdraft, coupons=coupons)


def _spend_points(
    sale: Sale, found: Quote, *, order_id: UUID, differences: list[dict[str, object]], now: datetime
) -> int:  # fmt: skip
    if not found.points:
        return 0
    if not sale.node_ids:
        # Only an offline till can come here: online nobody has no points.
        differences.append({"what": "points_of_nobody", "said": found.points})
        return found.points
    name = f"order:{order_id}"
    if not sale.offline:
        loyalty.spend(
            node_ids=sale.node_ids, amount=found.points, key=name, now=now, location_id=sale.shop_id,
            actor=str(sale.staff_id or ""), device=sale.terminal,
        )  # fmt: skip
        return 0
    applied = loyalty.spend_offline(
        node_ids=sale.node_ids, amount=found.points, key=name, terminal=sale.terminal, happened_at=sale.sold_at,
        allowance=sale.allowance, location_id=sale.shop_id, actor=str(sale.staff_id or ""), now=now,
    )  # fmt: skip
    if applied.marks:
        differences.append({"what": "points_marked", "marks": list(applied.marks), "overdraft": applied.overdraft})
    return applied.overdraft


def _spend_own(sale: Sale, *, order_id: UUID, differences: list[dict[str, object]], now: datetime) -> None:
    for place, tender in own_value.in_order(sale.tenders):
        if tender.kind not in own_value.KINDS or not tender.amount:
            continue
        try:
            with attempt():
                _burn(sale, tender, key=own_value.key_of(order_id, place), now=now)
        except (loyalty.NotEnoughPoints, loyalty.CouponRefused):
            if not sale.offline:
                raise
            differences.append({"what": tender.kind, "said": tender.amount, "ours": 0})


def _burn(sale: Sale, tender: Given, *, key: str, now: datetime) -> None:
    if tender.kind == "gift_card":
        loyalty.hold_card(code=tender.ref, amount=tender.amount, key=key, now=now)
        loyalty.burn(key=key, now=now)
    else:
        loyalty.spend(
            node_ids=sale.node_ids, amount=tender.amount, key=key, now=now, kind="store_credit",
            location_id=sale.shop_id, device=sale.terminal,
        )  # fmt: skip


def _earn(sale: Sale, found: Quote, *, uids: Sequence[UUID], now: datetime) -> int:
    if not sale.node_ids:
        return 0
    loyalty.earn(earnings_of(sale, found, uids=uids), now=now)
    return sum(each.earned for each in found.lines)


def earnings_of(sale: Sale, found: Quote, *, uids: Sequence[UUID]) -> list[loyalty.Earning]:
    """Give what a member earns with the lines of a sale."""
    return [
        loyalty.Earning(
            node_id=sale.node_ids[0], amount=each.earned, basis=each.amount, key=f"line:{uid}", order_line=uid,
            earned_at=sale.sold_at, location_id=sale.shop_id, device=sale.terminal,
        )
        for uid, each in zip(uids, found.lines, strict=True)
    ]  # fmt: skip


def _redeem(
    sale: Sale, found: Quote, *, order_id: UUID, differences: list[dict[str, object]], now: datetime
) -> tuple[str, ...]:  # fmt: skip
    done = []
    for (code, campaign, amount), key in zip(found.coupons, coupon_keys(found, order_id), strict=True):
        try:
            with attempt():
                loyalty.lock_coupon(
                    order_id=order_id, amount=amount, key=key, code=code, campaign=campaign, node_ids=sale.node_ids,
                    channel=sale.channel, until=now + _LOCK, now=now,
                )  # fmt: skip
                loyalty.redeem(key=key, now=now)
        except loyalty.CouponRefused as refusal:
            if not sale.offline:
                raise
            differences.append({"what": "coupon", "reason": refusal.reason})
            continue
        done.append(key)
    return tuple(done)
