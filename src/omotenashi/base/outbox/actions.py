# SPDX-License-Identifier: Apache-2.0
"""Publish events, and deliver them.

`publish` writes into the caller's transaction: no event without its cause, no cause without its event.
`deliver` gives each handler its events in batches; the handler's work and the end of the delivery are one
transaction. A batch that fails is tried again one by one, so one bad event does not hold up the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from omotenashi.base import bulk, wholes
from omotenashi.base.erasing import tables
from omotenashi.base.erasing.traces import Traces
from omotenashi.base.ids import new_id
from omotenashi.base.outbox import registry
from omotenashi.base.outbox.models import Delivery
from omotenashi.base.outbox.registry import DomainEvent, Stored
from omotenashi.base.statements import Statement

BATCH = 5_000
# Above, two COPYs are faster than a document.
_FEW = 80
_LONGEST_WAIT = timedelta(hours=6)
# 2 to the power of 15 seconds are longer than the longest wait; beyond, the number would outgrow a timedelta.
_DOUBLINGS = 15


def publish(*events: DomainEvent) -> None:
    """Append events and one delivery for each handler, inside the caller's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("publish() needs the transaction of what happened")
    if not events:
        return
    keyed = [(new_id(), event) for event in events]
    if not wholes.later(keyed, write=_append):
        _append(keyed)


def _append(keyed: Sequence[tuple[UUID, DomainEvent]]) -> None:
    names = {kind: registry.name_of(kind) for kind in {type(event) for _, event in keyed}}
    heard = {kind: registry.handlers_of(kind) for kind in names}
    if len(keyed) <= _FEW:
        _APPEND.rows(
            [
                {
                    "id": key, "name": names[type(event)], "payload": msgspec.Raw(registry.encode(event)),
                    "handlers": heard[type(event)],
                }
                for key, event in keyed
            ]
        )  # fmt: skip
        return
    bulk.copy(
        "outbox_event",
        ["id", "name", "payload"],
        ((key, names[type(event)], registry.encode(event).decode()) for key, event in keyed),
    )
    bulk.copy(
        "outbox_delivery",
        ["event_id", "handler"],
        ((key, handler) for key, event in keyed for handler in heard[type(event)]),
    )


def deliver(*, now: datetime, handler: str | None = None) -> int:
    """Deliver what is due, batch after batch, what comes of it too, and give the number of deliveries done."""
    if handler:
        return _deliver_to(handler, now=now)
    done = 0
    while count := sum(_deliver_to(name, now=now) for name in _owed_to(now=now)):
        done += count
    return done


def _deliver_to(name: str, *, now: datetime) -> int:
    done = 0
    while count := _deliver_batch(name, now=now, limit=BATCH):
        done += count
    return done


def _owed_to(*, now: datetime) -> list[str]:
    """Name the handlers for which something waits: one read, where most have nothing to do."""
    return [name for (name,) in bulk.rows(_OWED_TO, [sorted(registry.all_handlers()), now])]


def scrub(traces: Traces) -> int:
    """Take what leads to somebody out of stored events; give the number of events."""
    errors = tables.take_from("outbox_delivery", key="id", columns={"error": "text"}, traces=traces)
    return errors + tables.take_from("outbox_event", key="id", columns={"payload": "json"}, traces=traces)


def _deliver_batch(name: str, *, now: datetime, limit: int) -> int:
    try:
        with transaction.atomic():
            return _work_off(name, _due(name, now=now, limit=limit))
    except Exception:  # noqa: BLE001  # whatever a handler raises, the others must still get theirs
        return sum(_deliver_one(name, now=now) for _ in range(_count_due(name, now=now, limit=limit)))


def _deliver_one(name: str, *, now: datetime) -> int:
    with transaction.atomic():
        due = _due(name, now=now, limit=1)
        try:
            with transaction.atomic():
                return _work_off(name, due)
        except Exception as failure:  # noqa: BLE001  # kept with the delivery, for the health page
            for owed in due:
                tries, error = owed.tries + 1, f"{type(failure).__name__}: {failure}"[:2000]
                Delivery.objects.filter(pk=owed.id).update(tries=tries, error=error, next_try_at=now + _wait(tries))
            return 0


def _wait(tries: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(tries, _DOUBLINGS)), _LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class _Owed:
    """A delivery with its event, as it stands in the tables."""

    id: int
    tries: int
    event_id: UUID
    name: str
    payload: Any


def _due(name: str, *, now: datetime, limit: int) -> Sequence[_Owed]:
    owed = Delivery.objects.filter(handler=name, next_try_at__lte=now).order_by("next_try_at", "id")
    locked = owed.select_for_update(skip_locked=True, of=("self",))[:limit]
    return [_Owed(*row) for row in locked.values_list("id", "tries", "event_id", "event__name", "event__payload")]


def _count_due(name: str, *, now: datetime, limit: int) -> int:
    return Delivery.objects.filter(handler=name, next_try_at__lte=now)[:limit].count()


def _work_off(name: str, due: Sequence[_Owed]) -> int:
    handler = registry.handler_named(name)
    if not due or handler is None:
        return 0
    handler([Stored(str(owed.event_id), registry.decode(owed.name, owed.payload)) for owed in due])
    # One array: thousands of parameters take the server longer to read than the rows to go.
    bulk.run("DELETE FROM outbox_delivery WHERE id = ANY(%s)", [[owed.id for owed in due]])
    return len(due)


# A probe of the index each, however much waits for one of them.
_OWED_TO = """
SELECT h FROM unnest(%s::text[]) WITH ORDINALITY AS known (h, place)
WHERE EXISTS (SELECT FROM outbox_delivery d WHERE d.handler = h AND d.next_try_at <= %s) ORDER BY place
"""
_APPEND = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, name text, payload jsonb, handlers text[])
), e AS (
  INSERT INTO outbox_event (id, name, payload) SELECT id, name, payload FROM d ORDER BY id
), w AS (
  INSERT INTO outbox_delivery (event_id, handler) SELECT d.id, h FROM d CROSS JOIN unnest(d.handlers) h ORDER BY d.id, h
)
SELECT 1
""")
