# SPDX-License-Identifier: Apache-2.0
"""Two workers at once: each delivery is done by one of them."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.base.outbox import actions as outbox
from omotenashi.base.outbox import registry
from omotenashi.base.outbox.models import Delivery
from omotenashi.base.outbox.registry import Stored
from omotenashi.base.outbox.tests.events import Seen
from omotenashi.base.tests.together import together

NOW = datetime(2030, 1, 1, tzinfo=UTC)

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]


def _two_workers(monkeypatch: pytest.MonkeyPatch) -> tuple[list[UUID], list[UUID]]:
    heard: list[UUID] = []

    def slow(events: Sequence[Stored]) -> None:
        time.sleep(0.3)
        heard.extend(stored.event.person_id for stored in events if isinstance(stored.event, Seen))

    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(outbox, "BATCH", 2)
    registry.on(Seen)(slow)
    persons = [new_id() for _ in range(4)]
    with transaction.atomic():
        outbox.publish(*(Seen(person_id=person) for person in persons))
    together([lambda: outbox.deliver(now=NOW)] * 2)
    return sorted(persons), sorted(heard)


def test_two_workers_do_each_delivery_once(monkeypatch: pytest.MonkeyPatch) -> None:
    published, heard = _two_workers(monkeypatch)
    assert heard == published
    assert Delivery.objects.count() == 0


def test_without_the_locks_they_do_it_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the test above would see it."""

    def unlocked(name: str, *, now: datetime, limit: int) -> Sequence[Any]:
        due = Delivery.objects.filter(handler=name, next_try_at__lte=now).order_by("next_try_at", "id")[:limit]
        columns = ("id", "tries", "event_id", "event__name", "event__payload")
        return [outbox._Owed(*row) for row in due.values_list(*columns)]  # what `_due` gives, without its locks

    monkeypatch.setattr(outbox, "_due", unlocked)
    published, heard = _two_workers(monkeypatch)
    assert len(heard) > len(published)
