# SPDX-License-Identifier: Apache-2.0
"""Calls of the shop that come by the hundred: served together, and past Django (ADR 0050).

What comes while others are being served waits with its like and is served with them: by one thread, on one connection,
by the statements of one. Only what is usual ends here. All else (a body that is not right, a basket that was poured into
another, a key that is not known) goes on to Django with its body, and is answered there as if it had come straight.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import translation
from pydantic import BaseModel

from omotenashi.base import clock
from omotenashi.base.together import Together
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.orders.actions.placing import ContactDetails
from omotenashi.people.customers import queries as customers
from omotenashi.people.staff import queries as staff
from omotenashi.web.api import keys, problems
from omotenashi.web.api.problems import Refused
from omotenashi.web.api.shop import reading, sales, schemas
from omotenashi.web.api.shop.refusals import patiently, told

# The body and the status of an answer; nothing for what goes on to Django.
type Answer = tuple[int, bytes] | None


@dataclass(frozen=True, slots=True, eq=False)
class Call[Body: BaseModel]:
    """A call as it came: what it wants, and what its headers say."""

    body: Body
    token: str = ""
    key: str = ""
    bearer: str = ""
    language: str = ""


def open_baskets(calls: Sequence[Call[schemas.BasketIn]]) -> list[Answer]:
    """Open baskets."""
    usual = [n for n, call in enumerate(calls) if not any(line.location for line in call.body.lines)]
    wanted = [
        checkout.Opening(
            channel=body.channel, items=tuple((line.sku, line.quantity, line.mode) for line in body.lines),
            points=body.points, coupons=tuple(body.coupons),
        )
        for body in (calls[n].body for n in usual)
    ]  # fmt: skip
    answers: list[Answer] = [None] * len(calls)
    for n, opened in zip(usual, checkout.open_baskets(wanted, now=clock.now()), strict=True):
        if opened is not None:
            answers[n] = (200, reading.answer({"basket": opened.basket_id, "token": opened.token}).content)
    return answers


def adopt_baskets(calls: Sequence[Call[schemas.MemberIn]]) -> list[Answer]:
    """Make baskets the members' and give what they cost."""
    now, may = clock.now(), {bearer: _may(bearer) for bearer in {call.bearer for call in calls}}
    baskets = queries.baskets_of_tokens([call.token for call in calls])
    nodes = customers.memberships_of([call.body.customer for call in calls])
    usual = [
        (n, baskets[call.token], mine)
        for n, (call, mine) in enumerate(zip(calls, nodes, strict=True))
        if may[call.bearer] and mine and _is_open(baskets.get(call.token))
    ]
    # A channel has its own prices and places: what is of another than the first goes on to Django.
    usual = [each for each in usual if each[1].channel_id == usual[0][1].channel_id]
    done = checkout.adopt_all([(basket.pk, mine) for _, basket, mine in usual], now=now)
    shown = [each for each in usual if each[1].pk in done]
    answers: list[Answer] = [None] * len(calls)
    if shown:
        found = queries.quotes([(basket, mine, calls[n].language) for n, basket, mine in shown], now=now)
        for (n, _, _), said in zip(shown, found, strict=True):
            answers[n] = (200, reading.quoted(said).content)
    return answers


def place_orders(calls: Sequence[Call[schemas.OrderIn]]) -> list[Answer]:
    """Order what lies in baskets."""
    found = queries.baskets_of_tokens([call.token for call in calls])
    members = [(basket, basket.node_id) for basket in found.values() if basket.node_id]
    persons = customers.memberships_of([node for _, node in members]) if members else []
    nodes = {basket.pk: tuple(mine) for (basket, _), mine in zip(members, persons, strict=True)}
    usual = [(n, call, found[call.token]) for n, call in enumerate(calls) if call.token in found]
    wishes = [_wish(call, basket, nodes.get(basket.pk, ())) for _, call, basket in usual]
    answers: list[Answer] = [None] * len(calls)
    for (n, call, _), outcome in zip(usual, checkout.place_together(wishes, now=clock.now()), strict=True):
        answers[n] = _placed(outcome, call.language)
    return answers


def ring_up(calls: Sequence[Call[schemas.SaleIn]]) -> list[Answer]:
    """Ring sales up. Prices by hand and gift cards are watched over by Django's way."""
    may = {bearer: _may(bearer) for bearer in {call.bearer for call in calls}}
    sold = sales.sales_of([call.body for call in calls])
    usual = [
        (n, sale)
        for n, (call, sale) in enumerate(zip(calls, sold, strict=True))
        if sale and may[call.bearer] and not sale.has_override and not _has_card(sale)
    ]
    outcomes = checkout.sell_together([sale for _, sale in usual], now=clock.now(), patiently=patiently)
    answers: list[Answer] = [None] * len(calls)
    for (n, _), outcome in zip(usual, outcomes, strict=True):
        answers[n] = _rung(outcome, calls[n].language)
    return answers


def _has_card(sale: checkout.Sale) -> bool:
    return any(tender.kind == "gift_card" for tender in sale.tenders)


def _rung(outcome: checkout.Sold | BaseException, language: str) -> Answer:
    if isinstance(outcome, BaseException):
        return _refused(outcome, language)
    return 200, reading.answer(sales.said_of(outcome)).content


def _wish(call: Call[schemas.OrderIn], basket: Basket, nodes: tuple[UUID, ...]) -> checkout.Wish:
    body = call.body
    return checkout.Wish(
        basket_id=basket.pk, digest=body.digest, buyer=ContactDetails(**body.buyer.model_dump()),
        recipient=ContactDetails(**body.recipient.model_dump()) if body.recipient else None,
        node_ids=nodes, key=f"{basket.pk}:{call.key}", language=call.language,
    )  # fmt: skip


def _placed(outcome: checkout.PlacedOrder | BaseException, language: str) -> Answer:
    if isinstance(outcome, checkout.PlacedOrder):
        return 200, reading.placed(outcome).content
    return _refused(outcome, language)


def _refused(refusal: BaseException, language: str) -> Answer:
    """Give the answer of what the floors below refuse; Django says the rest: not there, busy, not foreseen."""
    if isinstance(refusal, Refused):
        return None
    try:
        with told():
            raise refusal
    except Refused as refused:
        with translation.override(language):
            return refused.status, problems.answer(refused).content
    except BaseException:  # noqa: BLE001  # a circle of waiting is tried again there, a failure is reported
        return None


def _is_open(basket: Basket | None) -> bool:
    return basket is not None and basket.state == Basket.State.OPEN and basket.shop_id is None


def _may(bearer: str) -> bool:
    scheme, _, secret = bearer.partition(" ")
    key = keys.noted(secret) if scheme.lower() == "bearer" else None
    return key is not None and staff.may(key, "sales.make")


def _with_connection[Asked](work: Callable[[Sequence[Asked]], list[Answer]], asked: Sequence[Asked]) -> list[Answer]:
    """Work on a connection of the pool and give it back. What fails as a whole goes on to Django, each on its own."""
    try:
        return work(asked)
    except Exception:  # noqa: BLE001  # what was written is found by its key, a failure is reported there
        return [None] * len(asked)
    finally:
        # A test has it in a transaction of its own.
        if not connection.in_atomic_block:
            connection.close()


def _shared(work: Callable[[Sequence[Call[Any]]], list[Answer]]) -> Together[Call[Any], Answer]:
    return Together(partial(_with_connection, work))


OPENING, ADOPTING, PLACING = _shared(open_baskets), _shared(adopt_baskets), _shared(place_orders)
SELLING = _shared(ring_up)
