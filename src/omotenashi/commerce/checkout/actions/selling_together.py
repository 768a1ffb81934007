# SPDX-License-Identifier: Apache-2.0
"""Ring up sales that come at the same moment together: one transaction of as many statements as one sale has.

Only what is usual goes this way: members who carry home what lies there, at tills that are on line, each till once.
What is not, and everything when the whole was refused, is sold alone, where each finds its own reason (ADR 0050).
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError

from omotenashi.base.ids import new_id
from omotenashi.base.prepared import Any, Prepared
from omotenashi.base.wholes import whole
from omotenashi.commerce.checkout.actions import own_value
from omotenashi.commerce.checkout.actions.sales import Sale, Sold, begin_all, keep
from omotenashi.commerce.checkout.actions.selling import (
    Work,
    actor_of,
    asked_of,
    draft_of,
    receipt_of,
    sell,
    settlement,
    sold_of,
)
from omotenashi.commerce.checkout.actions.tendering import Value, earnings_of, tenders_of
from omotenashi.commerce.checkout.queries import facts
from omotenashi.commerce.checkout.queries.facts import Facts
from omotenashi.commerce.checkout.queries.selling import lines_of, priced_sale
from omotenashi.commerce.checkout.rules import Quote
from omotenashi.commerce.checkout.rules import sales as rules
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.orders.actions import documents, receipts
from omotenashi.commerce.orders.actions import placing as orders
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries as paid
from omotenashi.commerce.stock import actions as stock
from omotenashi.places.locations.models import Location

_LOG = logging.getLogger(__name__)
_FEWEST, _MOST_LINES = 2, 40
# What ends the whole and sends each on alone: a purse or a shelf that has not enough, a key that is known.
_TOO_MUCH = (
    DatabaseError, orders.BadDraft, payments.StillOpen, payments.TendersDoNotMatch, payments.NoOpenShift,
    loyalty.NotEnoughPoints, stock.NotAsBooked, documents.NotPossible, documents.BadRegistration, rules.BadSale,
)  # fmt: skip
_SHOPS = Prepared(lambda: Location.objects.filter(pk=Any("ids")), often=True)
_NOTHING_MISSING = stock.Moved(is_new=True, found=0, shortages=())

type Priced = tuple[Sale, Location, Quote, Facts, tuple[UUID, ...]]


def sell_together(
    sales: Sequence[Sale], *, now: datetime, patiently: Callable[[Callable[[], Sold]], Sold] = lambda work: work()
) -> list[Sold | BaseException]:
    """Make sales and give for each what came of it: what it came to, or what `sell` raises. One never spoils another.

    Two of one till are made in their order. `patiently` does again what waited in a circle.
    """
    sold: dict[UUID, Sold] = {}
    outcomes: list[Sold | BaseException] = []
    if len(sales) >= _FEWEST:
        try:
            sold = sell_usual(sales, now=now)
        except _TOO_MUCH as refusal:
            _LOG.info("sold one by one: %s", refusal)
    for sale in sales:
        is_made = sale.sale_id in sold
        # The same sale once more in this set is told that it is known.
        outcomes.append(sold.pop(sale.sale_id) if is_made else _alone(sale, patiently, now=now))
    return outcomes


def _alone(
    sale: Sale, patiently: Callable[[Callable[[], Sold]], Sold], *, now: datetime
) -> Sold | BaseException:  # fmt: skip
    try:
        return patiently(lambda: sell(sale, now=now))
    except Exception as refusal:  # noqa: BLE001  # raised where it was asked for
        return refusal


@whole()
def sell_usual(sales: Sequence[Sale], *, now: datetime) -> dict[UUID, Sold]:
    """Make what is usual among some sales, all of it or nothing, and give it by its ids; the others are left out."""
    priced = _priced(_usual(sales), now=now)
    new = begin_all([sale for sale, *_ in priced], now=now) if len(priced) >= _FEWEST else set()
    priced = [each for each in priced if each[0].sale_id in new]
    if not priced:
        return {}
    works = _placed(priced, now=now)
    intents = _paid(works, now=now)
    values = _spent(works, now=now)
    issued = receipts.issue_all([receipt_of(work) for work in works], now=now)
    stock.sell_all([_goods(work) for work in works], now=now)
    left = wallets.spendable([work.sale.node_ids for work in works], now)
    sold = [
        sold_of(work, value, receipt, _NOTHING_MISSING, balance=balance)
        for work, value, receipt, balance in zip(works, values, issued, left, strict=True)
    ]
    keep(
        [
            (work.sale, came, settlement(work, intent, value))
            for work, came, intent, value in zip(works, sold, intents, values, strict=True)
        ]
    )
    return {work.sale.sale_id: came for work, came in zip(works, sold, strict=True)}


def _usual(sales: Sequence[Sale]) -> list[Sale]:
    """Give what has nothing about it, of one channel, each of another till and another member."""
    usual: list[Sale] = []
    tills, nodes, ids, lines = set[tuple[UUID, str]](), set[UUID](), set[UUID](), 0
    for sale in sales:
        till = (sale.shop_id, sale.terminal)
        is_new = till not in tills and nodes.isdisjoint(sale.node_ids) and sale.sale_id not in ids
        # What comes after an unusual one of the same till is not made before it.
        tills.add(till)
        nodes.update(sale.node_ids)
        ids.add(sale.sale_id)
        is_alike = not usual or usual[0].channel == sale.channel
        if is_new and is_alike and _is_plain(sale) and lines + len(sale.lines) <= _MOST_LINES:
            usual.append(sale)
            lines += len(sale.lines)
    return usual


def _is_plain(sale: Sale) -> bool:
    has_more = sale.offline or sale.coupons or sale.noted or sale.assisted_by or sale.has_override
    is_carried = all(line.mode == "carry_out" for line in sale.lines)
    return bool(
        sale.node_ids and not has_more and is_carried and not any(x.kind in own_value.KINDS for x in sale.tenders)
    )


def _priced(sales: Sequence[Sale], *, now: datetime) -> list[Priced]:
    """Price what can be sold as it is told: one read for all."""
    if len(sales) < _FEWEST:
        return []
    shops = {shop.pk: shop for shop in _SHOPS.found(ids=list({sale.shop_id for sale in sales}))}
    uids = [tuple(line.uid or new_id() for line in sale.lines) for sale in sales]
    known = facts.of_all_lines(
        [
            (lines_of(sale.lines, shop_id=sale.shop_id, uids=mine), sale.node_ids, ())
            for sale, mine in zip(sales, uids, strict=True)
        ],
        channel=sales[0].channel, now=now,
    )  # fmt: skip
    priced = []
    for sale, mine, read in zip(sales, uids, known, strict=True):
        if len(read.lines) < len(sale.lines) or sale.shop_id not in shops:
            continue
        rules.check(sale.lines, offline=False)
        found = priced_sale(sale.lines, asked_of(sale, shops[sale.shop_id]), read, at=now)
        if not found.problems and found.points_left >= sale.points:
            priced.append((sale, shops[sale.shop_id], found, read, mine))
    return priced


def _placed(priced: Sequence[Priced], *, now: datetime) -> list[Work]:
    drafts = [
        (f"sale:{sale.sale_id}", draft_of(sale, shop, found, known, uids=uids))
        for sale, shop, found, known, uids in priced
    ]
    placed = orders.create_all(drafts, now=now, paid=True, handed_over=True)
    return [
        Work(
            sale=sale, shop=shop, found=found, uids=uids, now=now, order_id=order.order_id, number=order.number,
            currency=known.currency, differences=[],
        )
        for (sale, shop, found, known, uids), order in zip(priced, placed, strict=True)
    ]  # fmt: skip


def _paid(works: Sequence[Work], *, now: datetime) -> list[UUID]:
    open_now = paid.open_shifts_of([(work.sale.shop_id, work.sale.terminal) for work in works])
    taken = [
        payments.Taken(
            work.order_id, work.found.total, tenders_of(work.sale, work.found, work.order_id),
            work.sale.shift_id or open_now.get((work.sale.shop_id, work.sale.terminal)), work.sale.staff_id,
        )
        for work in works
    ]  # fmt: skip
    return payments.take_all(taken, currency=works[0].currency, now=now)


def _spent(works: Sequence[Work], *, now: datetime) -> list[Value]:
    """Burn points and post what is earned, under the locks of all their wallets, taken at once."""
    loyalty.spend_all(
        [
            loyalty.Held(
                work.sale.node_ids, work.found.points, work.name, location_id=work.sale.shop_id,
                actor=str(work.sale.staff_id or ""), device=work.sale.terminal,
            )
            for work in works
        ],
        now=now,
    )  # fmt: skip
    loyalty.earn([each for work in works for each in earnings_of(work.sale, work.found, uids=work.uids)], now=now)
    return [Value(earned=sum(x.earned for x in work.found.lines), overdraft=0, coupons=()) for work in works]


def _goods(work: Work) -> stock.Sold:
    sale = work.sale
    lines = [
        stock.Wanted(variant_id=line.variant_id, location_id=work.shop.pk, quantity=line.quantity)
        for line in sale.lines
    ]
    return stock.Sold(
        lines=lines, key=f"sale:{sale.sale_id}", ref=work.number, actor=actor_of(sale), device=sale.terminal,
        at=sale.sold_at,
    )  # fmt: skip
