# SPDX-License-Identifier: Apache-2.0
"""A day at a till: opened with change, sales in cash and by card, points and gift cards, cash taken out, closed with a count."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Sum

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import TillSale
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import CashEntry, Shift
from omotenashi.commerce.stock import actions as stock
from omotenashi.simulate.floors import working
from omotenashi.simulate.floors.stage import Shopper, Stage, Story, one_of, sale_id

_FACES = (10_000, 5_000, 1_000, 500, 100, 50, 10, 5, 1)
_FLOAT = {10_000: 1, 1_000: 20, 500: 10, 100: 40, 50: 10, 10: 50, 5: 10, 1: 50}


def day(stage: Stage, shop: str, opens: datetime, *, sales: int, closes: datetime | None) -> Story:
    """Let a till open, sell, and close; without `closes` its shift is still open."""
    name = f"demo:{shop}:{opens:%Y%m%d}"
    rng, helps = stage.rng(name), stage.rng(f"{name}:advice")
    yield opens
    shift = payments.open_shift(
        location_id=stage.places[shop], terminal=stage.tills[shop], currency="JPY", counts=_FLOAT,
        staff_id=stage.clerk(shop), key=name, now=opens,
    )  # fmt: skip
    end = closes or stage.now
    span = (end - opens).total_seconds()
    for n, share in enumerate(sorted(rng.random(sales).tolist())):
        at = opens + timedelta(seconds=span * (0.04 + 0.9 * share))
        yield at
        shopper = one_of(rng, stage.regulars) if rng.random() < 0.6 else None
        goods = stage.goods(rng, int(rng.integers(1, 4)))
        # Now and then the head office is in the shop and serves whoever pays here.
        advised = stage.staff.get("") if helps.random() < 0.4 else None
        sell(
            stage, f"{name}:{n}", shop, goods, shopper, kind=_tender(rng), points=rng.random() < 0.5, advised=advised,
            now=at,
        )  # fmt: skip
    if closes is None:
        return
    yield closes
    close(stage, shop, shift, off=int(rng.choice([0, 0, 0, 0, -100, 10])), name=name, now=closes)


def close(stage: Stage, shop: str, shift: Shift, *, off: int, name: str, now: datetime) -> None:
    """Take the day's cash out for the bank, count the drawer and close; sometimes some coins are off."""
    held = CashEntry.objects.filter(shift=shift).aggregate(sum=Sum("amount"))["sum"] or 0
    takings = max(0, held - shift.opening_amount) // 10_000 * 10_000
    by: dict[str, Any] = {"shift_id": shift.pk, "staff_id": stage.clerk(shop)}
    if takings and shift.closed_at is None:
        payments.pay_out(amount=takings, reason="銀行入金", key=f"{name}:bank", now=now - timedelta(minutes=6), **by)
    counts, left = {}, held - takings + off
    for face in _FACES:
        counts[face], left = divmod(left, face)
    payments.close_shift(counts=counts, key=f"{name}:close", now=now, note="釣銭誤差" if off else "", **by)


def sell(
    stage: Stage,
    name: str,
    shop: str,
    goods: Sequence[UUID],
    shopper: Shopper | None,
    *,
    kind: str = "card_terminal",
    points: bool = False,
    mode: str = "carry_out",
    card: tuple[str, int] | None = None,
    advised: UUID | None = None,
    now: datetime,
) -> UUID | None:
    """Ring up a sale once; give its order. What is gone elsewhere is re-sourced at once."""
    known = TillSale.objects.filter(pk=sale_id(name)).values_list("order_id", flat=True).first()
    if known is not None:
        return known
    terminal, nodes = stage.tills[shop], shopper.node_ids if shopper else ()
    held = wallets.balance(nodes, now).available if points and nodes else 0
    lines = tuple(checkout.SaleLine(variant_id=each, quantity=1, mode=mode) for each in goods)
    to = shopper.contact if shopper and mode != "carry_out" else None
    asked = queries.Asked(
        channel="STORE", location=shop, node_ids=nodes, points=min(held, 1_000) // 100 * 100,
        delivery=queries.Delivery(prefecture=to.prefecture, postal_code=to.postal_code) if to else queries.Delivery(),
    )  # fmt: skip
    uids = [sale_id(f"{name}:{n}") for n in range(len(lines))]
    seen = queries.quote_sale(lines, shop_id=stage.places[shop], asked=asked, uids=uids, at=now)
    sequence = queries.last_sequence(shop_id=stage.places[shop], terminal=terminal) + 1
    sale = checkout.Sale(
        sale_id=sale_id(name), terminal=terminal, sequence=sequence, shop_id=stage.places[shop], sold_at=now,
        lines=lines, tenders=_tenders(seen.to_pay, kind, card), staff_id=stage.clerk(shop), node_ids=nodes,
        points=seen.points, buyer=to, recipient=to, assisted_by=advised,
    )  # fmt: skip
    try:
        sold = checkout.sell(sale, now=now)
    except (checkout.Unbuyable, stock.OutOfStock, loyalty.NotEnoughPoints):
        return None
    _tell(sold, now=now)
    return sold.order_id


def _tell(sold: checkout.Sold, *, now: datetime) -> None:
    """Let places know at once what they have to do, as events would a moment later."""
    for shortage in sold.shortages:
        fulfilment.answer_shortage(shortage, now=now)
    fulfilment.plan(sold.order_id, now=now)


def shipped_home(stage: Stage, shop: str, at: datetime, *, name: str, stop: str = "") -> Story:
    """Sell what lies elsewhere and let it be sent home (店頭購入品配送)."""
    rng = stage.rng(name)
    yield at
    shopper = one_of(rng, stage.regulars)
    order_id = sell(stage, name, shop, stage.goods(rng, 1), shopper, mode="ship", now=at)
    if order_id is not None:
        yield from working.parcels(order_id, at, stop=stop)


def _tender(rng: np.random.Generator) -> str:
    return ("cash", "card_terminal", "qr")[int(rng.choice(3, p=[0.4, 0.4, 0.2]))]


def _tenders(total: int, kind: str, card: tuple[str, int] | None) -> tuple[payments.Given, ...]:
    """Pay with one kind, cash with the next larger notes; a gift card as far as it goes."""
    given = []
    if card:
        code, worth = card
        given.append(payments.Given(kind="gift_card", amount=min(total, worth), ref=code))
        total -= given[0].amount
    if total:
        received = -(-total // 1_000) * 1_000 if kind == "cash" else None
        given.append(payments.Given(kind=kind, amount=total, received=received))
    return tuple(given)
