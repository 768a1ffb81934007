# SPDX-License-Identifier: Apache-2.0
"""Lay goods aside to be tried on: unpaid, so others may have to wait for them only a short while.

Who did not come the last times is given less time: half of it each time.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.fulfilment.actions import steps
from omotenashi.commerce.fulfilment.events import TryOnDeclined, TryOnReady
from omotenashi.commerce.fulfilment.models import TryOnHold, TryOnLine
from omotenashi.commerce.fulfilment.queries.try_ons import no_shows_of, waiting_for
from omotenashi.commerce.fulfilment.rules import policies as rules
from omotenashi.commerce.fulfilment.rules import states
from omotenashi.commerce.orders.queries import service_policy
from omotenashi.commerce.stock import actions as stock
from omotenashi.places.locations.models import Location


class TryOnRefused(Exception):
    """Goods are not laid aside: `not_here`, `too_many`, `empty`, `already` (so many wait for this person)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def hold_try_on(
    *, node_id: UUID, location_id: UUID, wanted: Mapping[UUID, int], key: str, now: datetime, name: str = "",
    phone: str = "",
) -> UUID:  # fmt: skip
    """Ask a shop to lay pieces aside (by variant); give the hold. Once per key. Raises TryOnRefused, stock.OutOfStock.

    `name` and `phone` say whom the shop expects where no card does.
    """
    known = TryOnHold.objects.filter(key=key).first()
    if known is not None:
        return known.pk
    policy = service_policy(now)
    pieces = {variant: quantity for variant, quantity in sorted(wanted.items()) if quantity > 0}
    if not pieces or sum(pieces.values()) > policy.try_on_pieces:
        raise TryOnRefused("too_many" if pieces else "empty")
    if not Location.objects.filter(pk=location_id, can_try_on=True, closed_at=None).exists():
        raise TryOnRefused("not_here")
    if waiting_for(node_id) >= rules.TRY_ONS_AT_ONCE:
        raise TryOnRefused("already")
    until = rules.try_on_until(
        hours=policy.try_on_hours, least=policy.try_on_least_hours, no_shows=no_shows_of(node_id), now=now
    )
    made = TryOnHold.objects.create(
        key=key, node_id=node_id, location_id=location_id, expires_at=until, requested_at=now, name=name, phone=phone
    )
    TryOnLine.objects.bulk_create(TryOnLine(hold=made, variant_id=v, quantity=n) for v, n in pieces.items())
    lines = [stock.Wanted(variant_id=v, location_id=location_id, quantity=n) for v, n in pieces.items()]
    owner = stock.Owner("try_on", made.pk)
    stock.reserve(lines, kind="try_on", owner=owner, key=f"try_on:{made.pk}", expires_at=until, now=now)
    steps.note(made.pk, "requested", key=f"{made.pk}:requested", now=now, actor="customer")
    return made.pk


@transaction.atomic
def confirm_try_on(hold_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """Somebody looked: they are there. Raises NotNow."""
    return _step(hold_id, "confirmed", key=key, now=now, actor=actor) is not None


@transaction.atomic
def decline_try_on(
    hold_id: UUID, *, reason: str, not_found: bool = False, key: str, now: datetime, actor: str = ""
) -> bool:
    """The shop cannot; where they were not found, the book is believed no more until it is counted. Raises NotNow."""
    found = _step(hold_id, "declined", key=key, now=now, actor=actor, reason=reason)
    if found is None:
        return False
    _release(found, now=now)
    if not_found:
        for line in TryOnLine.objects.filter(hold=found).order_by("variant_id"):
            stock.not_found(variant_id=line.variant_id, location_id=found.location_id, now=now)
    publish(TryOnDeclined(node_id=found.node_id, at=now, try_on_id=found.pk, location=found.location.code))
    return True


@transaction.atomic
def ready_try_on(hold_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """They are laid aside, and the customer is told. Raises NotNow."""
    found = _step(hold_id, "ready", key=key, now=now, actor=actor)
    if found is None:
        return False
    said = TryOnReady(
        node_id=found.node_id, at=now, try_on_id=found.pk, location=found.location.code, until=found.expires_at
    )
    publish(said)
    return True


@transaction.atomic
def extend_try_on(hold_id: UUID, *, until: datetime, key: str, now: datetime, actor: str = "") -> bool:
    """Let them wait longer, as the shop and the customer agreed. True if this call did it. Raises NotNow.

    Only while they wait and the time is not over: what is free again may be somebody else's by now.
    """
    found = TryOnHold.objects.select_for_update().get(pk=hold_id)
    if steps.said_before(hold_id, key=key, kind="extended"):
        return False
    if found.state not in ("requested", "confirmed", "ready") or not now < found.expires_at < until:
        raise states.NotNow(found.state, "extended")
    stock.prolong(key=f"try_on:{found.pk}", until=until)
    TryOnHold.objects.filter(pk=found.pk).update(expires_at=until)
    steps.note(found.pk, "extended", key=key, now=now, actor=actor, until=until.isoformat())
    return True


@transaction.atomic
def visit_try_on(hold_id: UUID, *, key: str, now: datetime, actor: str = "") -> bool:
    """The customer is here. Raises NotNow."""
    return _step(hold_id, "visited", key=key, now=now, actor=actor) is not None


@transaction.atomic
def close_try_on(
    hold_id: UUID, *, bought: Mapping[UUID, int] | None = None, key: str, now: datetime, actor: str = ""
) -> bool:
    """The customer has tried. What is bought is sold at the till like anything else; all is free again. Raises NotNow."""
    found = _step(hold_id, "closed", key=key, now=now, actor=actor)
    if found is None:
        return False
    for variant, quantity in (bought or {}).items():
        TryOnLine.objects.filter(hold=found, variant_id=variant).update(bought=quantity)
    _release(found, now=now)
    return True


@transaction.atomic
def cancel_try_on(hold_id: UUID, *, key: str, now: datetime, actor: str = "customer") -> bool:
    """The customer will not come. Raises NotNow."""
    found = _step(hold_id, "cancelled", key=key, now=now, actor=actor)
    if found is not None:
        _release(found, now=now)
    return found is not None


def end_try_ons(*, now: datetime, limit: int = 200) -> int:
    """End what waited too long: laid aside and nobody came is a no-show, the rest just expires. Give how many."""
    due = TryOnHold.objects.filter(state__in=["requested", "confirmed", "ready"], expires_at__lte=now)
    return sum(
        _end(hold_id, now=now) for hold_id in list(due.order_by("expires_at").values_list("id", flat=True)[:limit])
    )


@transaction.atomic
def _end(hold_id: UUID, *, now: datetime) -> bool:
    found = TryOnHold.objects.select_for_update().get(pk=hold_id)
    to = "no_show" if found.state == "ready" else "expired"
    if found.state not in states.before(states.TRY_ON, to):
        return False
    done = _step(hold_id, to, key=f"{hold_id}:{to}", now=now, actor="job")
    if done is not None:
        _release(done, now=now)
    return done is not None


def _step(hold_id: UUID, to: str, *, key: str, now: datetime, actor: str, **values: str) -> TryOnHold | None:
    found = TryOnHold.objects.select_related("location").select_for_update(of=("self",)).get(pk=hold_id)
    if steps.said_before(hold_id, key=key, kind=to):
        return None
    steps.shift(found, to, table=states.TRY_ON, now=now, **values)
    steps.note(found.pk, to, key=key, now=now, actor=actor)
    return found


def _release(found: TryOnHold, *, now: datetime) -> None:
    stock.release(key=f"try_on:{found.pk}", resolution="yielded", now=now)
