# SPDX-License-Identifier: Apache-2.0
"""Place orders that come at the same moment together: one transaction of as many statements as one order has.

Only what is usual goes this way: open baskets of different members, sent home, with something left to pay. What is not,
and everything when the whole was refused, is placed alone, where each finds its own reason.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError
from django.utils import translation

from omotenashi.base.ids import new_id
from omotenashi.base.prepared import Any, Prepared
from omotenashi.base.wholes import whole
from omotenashi.commerce.checkout.actions.placing import PlacedOrder, draft_of, place_order
from omotenashi.commerce.checkout.actions.securing import coupon_keys, earned, settle
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.checkout.queries import facts
from omotenashi.commerce.checkout.queries.baskets import begun_in_shops
from omotenashi.commerce.checkout.queries.facts import Facts
from omotenashi.commerce.checkout.queries.quoting import asked_for, priced
from omotenashi.commerce.checkout.rules import Delivery, Quote
from omotenashi.commerce.checkout.rules.problems import is_sent
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions import placing as orders
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.sourcing import actions as sourcing
from omotenashi.commerce.sourcing.actions import Ask, Need
from omotenashi.commerce.stock import actions as stock

_LOG = logging.getLogger(__name__)
_FEWEST = 2
# What ends the whole and sends each on alone: a shelf, a purse or a coupon that has not room for all, a key that is known.
_TOO_MUCH = (
    DatabaseError, orders.BadDraft, payments.StillOpen, loyalty.NotEnoughPoints, loyalty.CouponRefused, stock.OutOfStock
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Wish:
    """An order that somebody wants placed: as `place_order` takes it. `language` is the one in which it was shown."""

    basket_id: UUID
    digest: str
    buyer: orders.ContactDetails
    recipient: orders.ContactDetails | None
    node_ids: tuple[UUID, ...]
    key: str
    language: str | None = None

    @property
    def to(self) -> orders.ContactDetails:
        """Where it is sent."""
        return self.recipient or self.buyer


@dataclass(frozen=True, kw_only=True, slots=True)
class _Work:
    """An order that is being made: its basket and quote, and the ids of its lines."""

    wish: Wish
    basket: Basket
    found: Quote
    known: Facts
    uids: tuple[UUID, ...]
    lapses_at: datetime


def place_together(wishes: Sequence[Wish], *, now: datetime) -> list[PlacedOrder | BaseException]:
    """Place orders and give for each what came of it: the order, or what `place_order` raises. One never spoils another."""
    placed: dict[Wish, PlacedOrder] = {}
    if len(wishes) >= _FEWEST:
        try:
            placed = place_usual(wishes, now=now)
        except _TOO_MUCH as refusal:
            _LOG.info("placed one by one: %s", refusal)
    return [placed.get(wish) or _alone(wish, now=now) for wish in wishes]


def _alone(wish: Wish, *, now: datetime) -> PlacedOrder | BaseException:
    try:
        with translation.override(wish.language or translation.get_language()):
            return place_order(
                basket_id=wish.basket_id, digest=wish.digest, buyer=wish.buyer, recipient=wish.recipient,
                node_ids=wish.node_ids, key=wish.key, now=now,
            )  # fmt: skip
    except Exception as refusal:  # noqa: BLE001  # raised where it was asked for
        return refusal


@whole()
def place_usual(wishes: Sequence[Wish], *, now: datetime) -> dict[Wish, PlacedOrder]:
    """Place what is usual among some wishes, all of it or nothing, and give the orders; the others are left out."""
    works = _priced(_open(wishes), now=now)
    if len(works) < _FEWEST:
        return {}
    drafts = [
        (
            f"basket:{w.basket.pk}:{w.wish.key}",
            draft_of(
                w.basket, w.found, w.known, uids=w.uids, begun={}, buyer=w.wish.buyer, recipient=w.wish.recipient,
                node_ids=w.wish.node_ids,
            ),
        )
        for w in works
    ]  # fmt: skip
    placed = orders.create_all(drafts, now=now)
    intents = _secure(works, [each.order_id for each in placed], currency=works[0].known.currency, now=now)
    return {
        w.wish: PlacedOrder(
            order_id=order.order_id, number=order.number, intent_id=intent, to_pay=w.found.to_pay, is_confirmed=False
        )
        for w, order, intent in zip(works, placed, intents, strict=True)
    }  # fmt: skip


def _open(wishes: Sequence[Wish]) -> list[tuple[Wish, Basket]]:
    """Lock the baskets and give those that are open, of one channel, each of another member."""
    rows = {basket.pk: basket for basket in _LOCKED.found(ids=[wish.basket_id for wish in wishes])}
    begun = begun_in_shops(rows)
    usual: dict[UUID, tuple[Wish, Basket]] = {}
    seen: set[UUID] = set()
    for wish in wishes:
        basket = rows.get(wish.basket_id)
        if basket is None or basket.state != Basket.State.OPEN or basket.pk in begun or basket.pk in usual:
            continue
        first = next(iter(usual.values()), None)
        is_alike = first is None or first[1].channel_id == basket.channel_id
        if is_alike and wish.node_ids and seen.isdisjoint(wish.node_ids):
            usual[basket.pk] = (wish, basket)
            seen.update(wish.node_ids)
    return list(usual.values())


def _priced(usual: Sequence[tuple[Wish, Basket]], *, now: datetime) -> list[_Work]:
    """Quote what is open, and give what is as it was shown. Two with one code: the first has it."""
    if not usual:
        return []
    known = facts.of_baskets(
        [(basket.pk, wish.node_ids, basket.coupons) for wish, basket in usual], channel=usual[0][1].channel_id, now=now
    )
    works, codes = [], set[str]()
    for (wish, basket), read in zip(usual, known, strict=True):
        delivery = Delivery(prefecture=wish.to.prefecture, postal_code=wish.to.postal_code)
        with translation.override(wish.language or translation.get_language()):
            found = priced(asked_for(basket, node_ids=wish.node_ids, delivery=delivery), read, now=now)
        mine = {code for code, _, _ in found.coupons}
        if _is_usual(found, wish) and codes.isdisjoint(mine):
            codes |= mine
            uids = tuple(new_id() for _ in found.lines)
            lapses_at = now + timedelta(minutes=read.terms.hold_minutes)
            works.append(
                _Work(wish=wish, basket=basket, found=found, known=read, uids=uids, lapses_at=lapses_at)
            )  # fmt: skip
    return works


def _is_usual(found: Quote, wish: Wish) -> bool:
    """Say whether it can be placed as it was shown, is sent home, takes one coupon at most, and is not paid yet."""
    is_good = bool(found.lines) and not found.problems and found.digest == wish.digest
    return is_good and found.to_pay > 0 and len(found.coupons) <= 1 and all(is_sent(x.line) for x in found.lines)


def _secure(works: Sequence[_Work], order_ids: Sequence[UUID], *, currency: str, now: datetime) -> list[UUID]:
    """As `securing.secure`, in the same order of locks: payments, points, coupons, goods, and what confirming has to do."""
    both = [(w, order_id, f"order:{order_id}") for w, order_id in zip(works, order_ids, strict=True)]
    intents = payments.expect_all(
        [payments.Expected(order_id, w.found.total, _points(w, key), w.lapses_at) for w, order_id, key in both],
        currency=currency, now=now,
    )  # fmt: skip
    holds = [loyalty.Held(w.wish.node_ids, w.found.points, key, w.lapses_at) for w, _, key in both if w.found.points]
    if holds:
        loyalty.hold_all(holds, now=now)
    locks = [
        loyalty.Lock(order_id, amount, coupon_keys(w.found, order_id)[0], code, campaign, w.wish.node_ids, w.lapses_at)
        for w, order_id, _ in both
        for code, campaign, amount in w.found.coupons
    ]
    if locks:
        loyalty.lock_coupons(locks, channel=works[0].basket.channel_id, now=now)
    _reserve(both, now=now)
    settle(
        [
            {
                "order": order_id, "intent": intent.pk, "basket": w.basket.pk, "node": w.wish.node_ids[0],
                "key": w.wish.key, "points": w.found.points, "coupons": coupon_keys(w.found, order_id),
                "earned": earned(w.found, w.uids), "now": now, "lapses_at": w.lapses_at,
            }
            for (w, order_id, _), intent in zip(both, intents, strict=True)
        ]
    )  # fmt: skip
    return [intent.pk for intent in intents]


def _points(work: _Work, key: str) -> tuple[payments.Given, ...]:
    return (payments.Given(kind="points", amount=work.found.points, ref=key),) if work.found.points else ()


def _reserve(both: Sequence[tuple[_Work, UUID, str]], *, now: datetime) -> None:
    """Reserve each line where sourcing says. What one of them takes the next does not see: then it is too much."""
    asks = [
        (order_id, f"{key}:1", Ask(needs=_needs(work), region=work.wish.to.prefecture)) for work, order_id, key in both
    ]
    decided = sourcing.decide_all(asks, channel=both[0][0].basket.channel_id, now=now)
    if not decided or any(each.missing for each in decided):
        raise stock.OutOfStock([])
    wanted = [
        (
            key,
            [
                stock.Wanted(
                    variant_id=piece.variant_id, location_id=piece.location_id, quantity=piece.quantity,
                    buffer=piece.buffer, owner=stock.Owner("order_line", piece.line),
                )
                for piece in each.pieces
            ],
        )
        for (_, _, key), each in zip(both, decided, strict=True)
    ]  # fmt: skip
    stock.reserve_all(wanted, kind="payment", expires_at=min(work.lapses_at for work, _, _ in both), now=now)


def _needs(work: _Work) -> tuple[Need, ...]:
    lines = zip(work.uids, work.found.lines, strict=True)
    return tuple(Need(line=str(uid), variant_id=x.line.variant_id, quantity=x.line.quantity) for uid, x in lines)


_LOCKED = Prepared(lambda: Basket.objects.select_for_update().filter(pk=Any("ids")).order_by("pk"), often=True)
