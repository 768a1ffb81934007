# SPDX-License-Identifier: Apache-2.0
"""Events reach their handlers: all of them, once, and one bad one does not hold up the others."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.base.outbox import actions as outbox
from omotenashi.base.outbox import registry
from omotenashi.base.outbox.models import Delivery, Event
from omotenashi.base.outbox.registry import Stored
from omotenashi.base.outbox.tests.events import Gone, Seen

NOW = datetime(2030, 1, 1, tzinfo=UTC)
Listen = Callable[..., list[UUID]]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_these_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_handlers", {})


@pytest.fixture
def listen() -> Listen:
    """Sign up a handler that notes the persons it heard of, and fails for those given. Gives the notes."""

    def sign_up(name: str, *, failing: Sequence[UUID] = ()) -> list[UUID]:
        heard: list[UUID] = []

        def handler(events: Sequence[Stored]) -> None:
            persons = [stored.event.person_id for stored in events if isinstance(stored.event, Seen)]
            if set(persons) & set(failing):
                raise ValueError("this one is bad")
            heard.extend(persons)

        handler.__name__ = name
        registry.on(Seen)(handler)
        return heard

    return sign_up


def _publish(*persons: UUID) -> None:
    with transaction.atomic():
        outbox.publish(*(Seen(person_id=person) for person in persons))


@pytest.mark.django_db(transaction=True)
def test_publish_needs_the_transaction_of_its_cause() -> None:
    with pytest.raises(RuntimeError):
        outbox.publish(Seen(person_id=new_id()))
    assert Event.objects.count() == 0


def test_a_rollback_leaves_neither_event_nor_delivery(listen: Listen) -> None:
    listen("a")
    with transaction.atomic():
        outbox.publish(Seen(person_id=new_id()))
        assert (Event.objects.count(), Delivery.objects.count()) == (1, 1)
        transaction.set_rollback(True)
    assert (Event.objects.count(), Delivery.objects.count()) == (0, 0)


def test_each_handler_gets_each_event_once_and_in_order(listen: Listen) -> None:
    one, other = listen("one"), listen("other")
    persons = [new_id() for _ in range(5)]
    _publish(*persons)
    assert outbox.deliver(now=NOW) == 10
    assert outbox.deliver(now=NOW) == 0
    assert (one, other) == (persons, persons)


def test_an_event_that_nobody_hears_is_kept_and_owed_to_nobody(listen: Listen) -> None:
    listen("a")
    with transaction.atomic():
        outbox.publish(Gone(person_id=new_id()))
    assert (Event.objects.count(), Delivery.objects.count()) == (1, 0)


def test_a_handler_that_hears_a_base_hears_what_follows_from_it(listen: Listen) -> None:
    heard: list[str] = []

    def everything(events: Sequence[Stored]) -> None:
        heard.extend(registry.name_of(type(stored.event)) for stored in events)

    registry.on(registry.DomainEvent)(everything)
    _publish(new_id())
    outbox.deliver(now=NOW)
    assert heard == ["outbox.Seen"]


def test_a_failing_handler_is_tried_again_alone_and_later(listen: Listen) -> None:
    hana = new_id()
    bad, good = listen("bad", failing=[hana]), listen("good")
    _publish(hana)
    assert outbox.deliver(now=NOW) == 1
    [owed] = Delivery.objects.all()
    assert (good, bad) == ([hana], [])
    assert (owed.tries, owed.error, owed.next_try_at) == (1, "ValueError: this one is bad", NOW + timedelta(seconds=2))
    assert outbox.deliver(now=NOW + timedelta(seconds=1)) == 0


def test_one_bad_event_does_not_hold_up_the_rest_of_its_batch(listen: Listen) -> None:
    hana, ken, mei = new_id(), new_id(), new_id()
    heard = listen("picky", failing=[ken])
    _publish(hana, ken, mei)
    assert outbox.deliver(now=NOW) == 2
    assert heard == [hana, mei]
    assert Delivery.objects.get().event.payload["person_id"] == str(ken)


def test_work_that_fails_half_way_is_undone_with_its_delivery(listen: Listen) -> None:
    hana = new_id()

    def half(events: Sequence[Stored]) -> None:
        Event.objects.create(id=new_id(), name="half", payload={})
        raise ValueError

    registry.on(Seen)(half)
    _publish(hana)
    outbox.deliver(now=NOW)
    assert Event.objects.filter(name="half").count() == 0
    assert Delivery.objects.count() == 1


def test_what_failed_is_delivered_when_it_no_longer_fails(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    hana = new_id()
    listen("handler", failing=[hana])
    _publish(hana)
    outbox.deliver(now=NOW)
    heard = listen("handler")
    assert outbox.deliver(now=NOW + timedelta(hours=1)) == 1
    assert (heard, Delivery.objects.count()) == ([hana], 0)


def test_an_event_that_fails_for_months_still_has_a_next_try(listen: Listen) -> None:
    hana = new_id()
    listen("bad", failing=[hana])
    _publish(hana)
    Delivery.objects.update(tries=500)
    outbox.deliver(now=NOW)
    assert Delivery.objects.get().next_try_at == NOW + timedelta(hours=6)


def test_an_event_with_an_unknown_name_waits_and_the_others_go_on(listen: Listen) -> None:
    heard = listen("handler")
    hana, ken = new_id(), new_id()
    _publish(hana, ken)
    Event.objects.filter(payload__person_id=str(hana)).update(name="outbox.Vanished")
    assert outbox.deliver(now=NOW) == 1
    assert heard == [ken]


def test_an_event_can_be_read_under_the_name_it_had_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Seen, "ALIASES", ("outbox.Noticed",))
    hana = new_id()
    found = registry.decode("outbox.Noticed", {"person_id": str(hana)})
    assert found == Seen(person_id=hana)
