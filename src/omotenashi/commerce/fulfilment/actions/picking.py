# SPDX-License-Identifier: Apache-2.0
"""The work in the shop: accept, pick, pack, lay ready. Each is done once; said again under its key it changes nothing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.fulfilment.actions import planning, steps
from omotenashi.commerce.fulfilment.events import PickupReady
from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine
from omotenashi.commerce.fulfilment.rules import codes
from omotenashi.commerce.fulfilment.rules.states import NotNow
from omotenashi.commerce.orders.queries import service_policy
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Allocation


@transaction.atomic
def accept(fulfilment_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """The place will do it. True if this call said so. Raises NotNow."""
    found = steps.begin(fulfilment_id, key=key, kind="accepted")
    if found is None:
        return False
    steps.move(found, "accepted", key=key, now=now, actor=actor)
    return True


def start_picking(fulfilment_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """Take the goods from the shelf: from here on the customer cannot cancel them. Raises NotNow.

    What was cancelled before leaves the list first; when nothing is left, it is cancelled and NotNow is raised.
    """
    with transaction.atomic():
        found = steps.begin(fulfilment_id, key=key, kind="picking")
        if found is None:
            return False
        is_gone = planning.shrink(found, now=now)
        if not is_gone:
            steps.move(found, "picking", key=key, now=now, actor=actor)
            stock.pick(allocations=_promised(found), now=now)
    if is_gone:
        raise NotNow("cancelled", "picking")
    return True


@transaction.atomic
def pack(fulfilment_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """All is in the bag or the box. Raises NotNow."""
    found = steps.begin(fulfilment_id, key=key, kind="packed")
    if found is None:
        return False
    steps.move(found, "packed", key=key, now=now, actor=actor)
    return True


@transaction.atomic
def ready(fulfilment_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """The bag waits at the counter, and the customer is told. Raises NotNow."""
    found = steps.begin(fulfilment_id, key=key, kind="ready")
    if found is None:
        return False
    until = now + timedelta(days=service_policy(now).pickup_days)
    steps.move(found, "ready", key=key, now=now, actor=actor, collect_by=until, **_new_code(found))
    publish(steps.about(found, PickupReady, now=now, collect_by=until))
    return True


@transaction.atomic
def new_code(fulfilment_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """Make another code, when the old one was tried too often or went to the wrong person. Raises NotNow."""
    found = steps.begin(fulfilment_id, key=key, kind="code")
    if found is None:
        return False
    if found.state != "ready":
        raise NotNow(found.state, "ready")
    Fulfilment.objects.filter(pk=found.pk).update(tries=0, proxy_hash=None, proxy_until=None, **_new_code(found))
    steps.note(found.pk, "code", key=key, now=now, actor=actor)
    return True


def _new_code(found: Fulfilment) -> dict[str, Any]:
    issue = found.issue + 1
    code = codes.code_of(found.pk, issue=issue, secret=settings.HAND_OVER_KEY)
    return {"issue": issue, "code_hash": codes.hash_of(code, found.pk)}


def _promised(found: Fulfilment) -> list[UUID]:
    named = FulfilmentLine.objects.filter(fulfilment=found, quantity__gt=0).values("allocation_id")
    return list(Allocation.objects.filter(pk__in=named).order_by("id").values_list("id", flat=True))
