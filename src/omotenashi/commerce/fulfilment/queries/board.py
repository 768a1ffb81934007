# SPDX-License-Identifier: Apache-2.0
"""What a place has to do, sorted by its clock; and how far the parts of an order are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine, Step
from omotenashi.commerce.fulfilment.rules import codes, policies, states


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """So many of a variant to take from the shelf."""

    variant_id: UUID
    sku: str
    name: str
    quantity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One card of the board. `clock` is `fine`, `soon` or `late`; `may` what can be done next."""

    fulfilment_id: UUID
    order_id: UUID
    number: str
    kind: str
    state: str
    location: str
    destination: str
    due_at: datetime
    clock: str
    collect_by: datetime | None
    may: tuple[str, ...]
    pieces: tuple[Piece, ...]
    location_id: UUID | None = None
    destination_id: UUID | None = None
    node_id: UUID | None = None


def board(location_id: UUID, *, now: datetime) -> list[Task]:
    """Give what is open at a place, what is due first first; what waits at the counter stands behind. Three reads."""
    found = _with_lines(Fulfilment.objects.filter(location_id=location_id, state__in=states.OPEN))
    return sorted((_task(one, now=now) for one in found), key=lambda task: (task.state == "ready", task.due_at))


def arriving(location_id: UUID, *, now: datetime) -> list[Task]:
    """Give what is on its way to a place for customers who fetch it there."""
    coming = Fulfilment.objects.filter(destination_id=location_id, state="shipped").order_by("shipped_at")
    return [_task(one, now=now) for one in _with_lines(coming)]


def task(fulfilment_id: UUID, *, now: datetime) -> Task | None:
    """Give one card."""
    found = _with_lines(Fulfilment.objects.filter(pk=fulfilment_id)).first()
    return _task(found, now=now) if found else None


def of_order(order_id: UUID, *, now: datetime) -> list[Task]:
    """Give the parts of an order for its status page, as they were planned; what was replaced is left out."""
    found = _with_lines(Fulfilment.objects.filter(order_id=order_id, replaced_by=None)).order_by("planned_at", "id")
    return [_task(one, now=now) for one in found]


def unserved() -> QuerySet[Fulfilment]:
    """Give what nobody could serve and was not paid back yet, the oldest first."""
    found = Fulfilment.objects.filter(unserved_at__isnull=False, settled_at=None)
    return found.select_related("order", "location").order_by("unserved_at")


def not_collected(location_id: UUID) -> QuerySet[Fulfilment]:
    """Give what nobody fetched and lies at the counter still."""
    found = Fulfilment.objects.filter(location_id=location_id, state="no_show")
    return found.select_related("order", "location").order_by("no_show_at")


def code_of(fulfilment_id: UUID) -> str | None:
    """Give the code the customer shows at the counter, for their own page or message; None when nothing waits."""
    found = Fulfilment.objects.filter(pk=fulfilment_id, state="ready").first()
    if found is None:
        return None
    return codes.code_of(found.pk, issue=found.issue, secret=settings.HAND_OVER_KEY)


def waiting_under(location_id: UUID, code: str) -> UUID | None:
    """Give what waits at a place under a code, the customer's or a proxy's: whoever shows it need not say the number.

    Nothing is counted as a try here, so whoever asks limits how often.
    """
    found = Fulfilment.objects.filter(location_id=location_id, state="ready")
    for key, stored, proxy in found.values_list("pk", "code_hash", "proxy_hash"):
        if codes.is_code(code, stored, key) or codes.is_code(code, proxy, key):
            return key
    return None


def for_proxy(fulfilment_id: UUID, code: str, *, now: datetime) -> Task | None:
    """Give what somebody may fetch in the customer's place, for the page behind their link; None when it is void."""
    found = Fulfilment.objects.filter(pk=fulfilment_id, state="ready", proxy_until__gte=now)
    for one in _with_lines(found):
        if codes.is_code(code, one.proxy_hash, one.pk):
            return _task(one, now=now)
    return None


def steps_of(subject_ids: Iterable[UUID]) -> QuerySet[Step]:
    """Give what was done for some fulfilments, try-ons or returns, as it happened."""
    return Step.objects.filter(subject_id__in=list(subject_ids)).order_by("id")


def tasks_of(found: QuerySet[Fulfilment], *, now: datetime) -> list[Task]:
    """Give the cards of some fulfilments, in their order: two reads."""
    return [_task(one, now=now) for one in _with_lines(found)]


def _with_lines(found: QuerySet[Fulfilment]) -> QuerySet[Fulfilment]:
    wanted = FulfilmentLine.objects.filter(~Q(quantity=0)).select_related("variant__product").order_by("variant__sku")
    return found.select_related("order", "location", "destination").prefetch_related(Prefetch("lines", wanted))


def _task(one: Fulfilment, *, now: datetime) -> Task:
    lines = [
        Piece(variant_id=x.variant_id, sku=x.variant.sku, name=str(x.variant), quantity=x.quantity)
        for x in one.lines.all()
    ]
    following = sorted(to for to in states.FULFILMENT[one.state] if states.may_be(one.kind, to))
    return Task(
        fulfilment_id=one.pk, order_id=one.order_id, number=one.order.number, kind=one.kind, state=one.state,
        location=one.location.name, destination=one.destination.name if one.destination else "", due_at=one.due_at,
        clock=policies.clock(one.due_at, now=now), collect_by=one.collect_by, may=tuple(following), pieces=tuple(lines),
        location_id=one.location_id, destination_id=one.destination_id, node_id=one.order.node_id,
    )  # fmt: skip
