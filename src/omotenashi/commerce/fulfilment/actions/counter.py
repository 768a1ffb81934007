# SPDX-License-Identifier: Apache-2.0
"""At the counter: hand over by code or card, once; let somebody else fetch it; nobody came.

A wrong code is counted in a transaction of its own, so call `hand_over` outside of one.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.fulfilment.actions import goods, steps
from omotenashi.commerce.fulfilment.events import HandedOver, NotCollected, PickupDelegated
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.fulfilment.rules import codes
from omotenashi.commerce.fulfilment.rules.codes import TRIES, WrongCode
from omotenashi.commerce.fulfilment.rules.states import NotNow
from omotenashi.commerce.orders.actions import undoing
from omotenashi.commerce.orders.queries import service_policy


class TooEarly(Exception):
    """The customer still has time to come."""


def hand_over(
    fulfilment_id: UUID, *, code: str = "", node_ids: Collection[UUID] = (), key: str, now: datetime, actor: str = ""
) -> bool:
    """Hand goods over to whoever shows the code, or the member card of the buyer (`node_ids`: all of the person).

    True if this call did it. Raises WrongCode (nothing left of the tries: only a new code or the card helps), NotNow.
    """
    with transaction.atomic():
        found = steps.begin(fulfilment_id, key=key, kind="collected")
        if found is None:
            return False
        to = _who(found, code.strip(), node_ids, now=now)
        if to:
            _hand_over(found, to, key=key, now=now, actor=actor)
        elif found.state == "ready":
            Fulfilment.objects.filter(pk=found.pk, tries__lt=TRIES).update(tries=F("tries") + 1)
    if not to:
        raise NotNow(found.state, "collected") if found.state != "ready" else WrongCode(max(0, TRIES - found.tries - 1))
    return True


@transaction.atomic
def delegate(fulfilment_id: UUID, *, key: str, now: datetime, actor: str = "") -> str | None:
    """Give a code for somebody who fetches the goods in the customer's place: shown once, good once.

    One at a time: the one before ends. None when it was given under this key already. Raises NotNow.
    """
    found = steps.begin(fulfilment_id, key=key, kind="delegated")
    if found is None:
        return None
    if found.state != "ready" or found.collect_by is None:
        raise NotNow(found.state, "delegated")
    code = secrets.token_urlsafe(12)
    hashed = codes.hash_of(code, found.pk)
    Fulfilment.objects.filter(pk=found.pk).update(proxy_hash=hashed, proxy_until=found.collect_by)
    steps.note(found.pk, "delegated", key=key, now=now, actor=actor)
    publish(steps.about(found, PickupDelegated, now=now, until=found.collect_by))
    return code


@transaction.atomic
def no_show(fulfilment_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """Nobody came in time. Raises TooEarly, NotNow."""
    found = steps.begin(fulfilment_id, key=key, kind="no_show")
    if found is None:
        return False
    if found.collect_by is not None and now < found.collect_by:
        raise TooEarly
    steps.move(found, "no_show", key=key, now=now, actor=actor)
    publish(steps.about(found, NotCollected, now=now))
    return True


@transaction.atomic
def return_to_stock(fulfilment_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """What nobody fetched goes back on the shelf; the pieces are cancelled and paid back where the policy says so."""
    found = steps.begin(fulfilment_id, key=key, kind="returned_to_stock")
    if found is None:
        return False
    pieces = goods.pieces(found)
    steps.move(found, "returned_to_stock", key=key, now=now, actor=actor)
    goods.let_go(found, resolution="refunded", now=now)
    if service_policy(now).refund_no_show:
        undoing.give_back(found.order_id, pieces, reason="not_collected", key=f"{found.pk}:no-show", now=now)
        Fulfilment.objects.filter(pk=found.pk).update(settled_at=now)
    return True


def _who(found: Fulfilment, code: str, node_ids: Collection[UUID], *, now: datetime) -> str:
    if found.order.node_id in node_ids:
        return "member"
    if not code or found.tries >= TRIES:
        return ""
    if codes.is_code(code, found.code_hash, found.pk):
        return "customer"
    in_time = found.proxy_until is not None and now <= found.proxy_until
    return "proxy" if in_time and codes.is_code(code, found.proxy_hash, found.pk) else ""


def _hand_over(found: Fulfilment, to: str, *, key: str, now: datetime, actor: str) -> None:
    steps.move(
        found, "collected", key=key, now=now, actor=actor, data={"to": to}, handed_to=to, proxy_hash=None,
        proxy_until=None,
    )  # fmt: skip
    goods.give(found, now=now, actor=actor)
    publish(steps.about(found, HandedOver, now=now, to=to))
