# SPDX-License-Identifier: Apache-2.0
"""Set aside for an order what it needs until it is paid: the payment, points, coupons, and the goods at their places."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from omotenashi.base.statements import Statement
from omotenashi.commerce.checkout.actions import own_value
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.checkout.rules import Quote, QuoteLine
from omotenashi.commerce.checkout.rules.problems import is_sent
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.sourcing import actions as sourcing
from omotenashi.commerce.sourcing.actions import Ask, Need
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock import queries as levels
from omotenashi.places.locations.models import Location

# Between the plan and the locks another order may take the last piece of a shelf; then another shelf is tried.
_TRIES = 3


def secure(
    found: Quote,
    *,
    order_id: UUID,
    lines: Sequence[UUID],
    basket: Basket,
    node_ids: Sequence[UUID],
    key: str,
    now: datetime,
    lapses_at: datetime,
    region: str,
    currency: str,
    own: Sequence[payments.Given] = (),
) -> UUID:
    """Expect the payment, hold points and what else is paid with value of our own, lock coupons, reserve goods, and write down what confirming has to do.

    Inside the caller's transaction; the basket is ordered by it. Gives the id of the payment. Raises stock.OutOfStock, loyalty.NotEnoughPoints, loyalty.CouponRefused.
    """
    name = f"order:{order_id}"
    value = [payments.Given(kind="points", amount=found.points, ref=name)] if found.points else []
    intent = payments.expect(
        order_id=order_id, amount=found.total, currency=currency, key=name, now=now, expires_at=lapses_at,
        tenders=[*value, *own_value.tenders_of(own, order_id)],
    )  # fmt: skip
    own_value.hold(own, order_id=order_id, node_ids=node_ids, now=now, until=lapses_at)
    if found.points:
        loyalty.hold(node_ids=node_ids, amount=found.points, key=name, now=now, expires_at=lapses_at)
    lock_coupons(found, order_id=order_id, node_ids=node_ids, channel=basket.channel_id, until=lapses_at, now=now)
    reserve(found, order_id=order_id, lines=lines, channel=basket.channel_id, region=region, now=now, until=lapses_at)
    settle(
        [
            {
                "order": order_id, "intent": intent.pk, "basket": basket.pk, "node": node_ids[0] if node_ids else None,
                "key": key, "points": found.points, "coupons": coupon_keys(found, order_id),
                "earned": earned(found, lines), "now": now, "lapses_at": lapses_at,
            }
        ]
    )  # fmt: skip
    return intent.pk


def settle(orders: Sequence[Mapping[str, object]]) -> None:
    """Write down what confirming has to do; the baskets are ordered by it."""
    _SETTLE.rows(orders)


def lock_coupons(
    found: Quote, *, order_id: UUID, node_ids: Sequence[UUID], channel: str, until: datetime, now: datetime
) -> None:
    """Lock what the quote counts on, one key each. Raises loyalty.CouponRefused."""
    for (code, campaign, amount), key in zip(found.coupons, coupon_keys(found, order_id), strict=True):
        loyalty.lock_coupon(
            order_id=order_id, amount=amount, key=key, code=code, campaign=campaign, node_ids=node_ids,
            channel=channel, until=until, now=now,
        )  # fmt: skip


def coupon_keys(found: Quote, order_id: UUID) -> list[str]:
    """Give the keys of the redemptions of an order, in the order of the quote's coupons.

    By place: a key is stored in the clear, and a code only as its hash.
    """
    return [f"order:{order_id}:coupon:{place}" for place in range(len(found.coupons))]


def earned(found: Quote, lines: Sequence[UUID]) -> dict[str, list[int]]:
    """Give per order line the points it earns and the money they are for."""
    return {str(uid): [each.earned, each.amount] for uid, each in zip(lines, found.lines, strict=True)}


def reserve(
    found: Quote, *, order_id: UUID, lines: Sequence[UUID], channel: str, region: str, now: datetime, until: datetime
) -> list[stock.Wanted]:
    """Reserve each line where the customer wants it, and what is sent where sourcing says; give where that is.

    Raises OutOfStock.
    """
    by_uid = dict(zip(lines, found.lines, strict=True))
    for tried in range(1, _TRIES + 1):
        try:
            # What was decided in vain stays: it says which shelf was empty by then.
            wanted = [
                *_placed(by_uid, channel),
                *_ordered_in(by_uid, order_id, channel, tried, now),
                *_sent(by_uid, order_id, channel, region, tried, now),
            ]
            if wanted:
                owner = stock.Owner("order", order_id)
                stock.reserve(wanted, kind="payment", owner=owner, key=f"order:{order_id}", expires_at=until, now=now)
            return wanted
        except stock.OutOfStock:
            if tried == _TRIES:
                raise
    return []


def _placed(lines: dict[UUID, QuoteLine], channel: str) -> list[stock.Wanted]:
    chosen = {uid: x.line for uid, x in lines.items() if x.line.location_id and x.line.mode in ("pickup", "try_on")}
    free = levels.available({line.variant_id for line in chosen.values()}, channel=channel) if chosen else {}
    return [
        stock.Wanted(
            variant_id=line.variant_id, location_id=place, quantity=line.quantity,
            buffer=free[line.variant_id][place].buffer if place in free[line.variant_id] else 0,
            owner=stock.Owner("order_line", uid),
        )
        for uid, line in chosen.items()
        if (place := line.location_id) is not None
    ]  # fmt: skip


def _sent(
    lines: dict[UUID, QuoteLine], order_id: UUID, channel: str, region: str, tried: int, now: datetime
) -> list[stock.Wanted]:
    home = {uid: x for uid, x in lines.items() if is_sent(x.line)}
    return _sourced(home, order_id, channel, region, f"order:{order_id}:{tried}", now) if home else []


def _ordered_in(
    lines: dict[UUID, QuoteLine], order_id: UUID, channel: str, tried: int, now: datetime
) -> list[stock.Wanted]:
    """Take what is fetched at a shop from its own shelf, else from where sourcing says (it is sent there), else from
    what the shop may promise of goods on their way (its backorder limit)."""
    by_shop: dict[UUID, dict[UUID, QuoteLine]] = {}
    for uid, each in lines.items():
        if each.line.mode == "order_in" and each.line.location_id is not None:
            by_shop.setdefault(each.line.location_id, {})[uid] = each
    wanted: list[stock.Wanted] = []
    for shop_id, here in sorted(by_shop.items()):
        free = levels.available({x.line.variant_id for x in here.values()}, channel=channel, location_ids=[shop_id])
        key, elsewhere = f"order:{order_id}:{tried}:{shop_id}", {}
        for uid, each in here.items():
            level = free[each.line.variant_id].get(shop_id)
            if level is not None and min(level.quantity, level.on_hand) >= each.line.quantity:
                wanted.append(_from(each, uid, shop_id, level.buffer))
            else:
                elsewhere[uid] = each
        if elsewhere:
            region = Location.objects.values_list("prefecture", flat=True).get(pk=shop_id)
            try:
                wanted += _sourced(elsewhere, order_id, channel, region, key, now)
            except stock.OutOfStock:
                # Nobody has them: the shop's own level says whether more may be promised than lies there.
                wanted += [_from(each, uid, shop_id, 0) for uid, each in elsewhere.items()]
    return wanted


def _from(each: QuoteLine, uid: UUID, place: UUID, buffer: int) -> stock.Wanted:
    return stock.Wanted(
        variant_id=each.line.variant_id, location_id=place, quantity=each.line.quantity, buffer=buffer,
        owner=stock.Owner("order_line", uid),
    )  # fmt: skip


def _sourced(
    lines: dict[UUID, QuoteLine], order_id: UUID, channel: str, region: str, key: str, now: datetime
) -> list[stock.Wanted]:
    needs = tuple(
        Need(line=str(uid), variant_id=x.line.variant_id, quantity=x.line.quantity) for uid, x in lines.items()
    )
    decided = sourcing.decide(Ask(needs=needs, region=region), order_id=order_id, channel=channel, key=key, now=now)
    if decided.missing:
        # What is nowhere cannot be named by a place; the line is enough for the customer.
        raise stock.OutOfStock([])
    return [
        stock.Wanted(
            variant_id=piece.variant_id, location_id=piece.location_id, quantity=piece.quantity,
            buffer=piece.buffer, owner=stock.Owner("order_line", piece.line),
        )
        for piece in decided.pieces
    ]  # fmt: skip


_SETTLE = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d("order" uuid, intent uuid, basket uuid, node uuid, key text,
    points bigint, coupons jsonb, earned jsonb, now timestamptz, lapses_at timestamptz)
  LIMIT jsonb_array_length($1::jsonb)
), s AS (
  INSERT INTO checkout_settlement (order_id, intent_id, basket_id, node_id, key, points, coupons, earned, placed_at,
    lapses_at, reason)
  SELECT "order", intent, basket, node, key, points, coupons, earned, now, lapses_at, '' FROM d
)
UPDATE checkout_basket b SET state = 'ordered', order_id = d."order", ended_at = d.now, changed_at = d.now
FROM d WHERE b.id = d.basket RETURNING b.id
""")
