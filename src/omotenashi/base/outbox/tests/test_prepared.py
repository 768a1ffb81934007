# SPDX-License-Identifier: Apache-2.0
"""A prepared read says what its queryset says, and is written once."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from omotenashi.base.ids import new_id
from omotenashi.base.outbox.models import Event
from omotenashi.base.prepared import Any, Gap, Prepared

pytestmark = pytest.mark.django_db


def _published(*names: str) -> list[Event]:
    now = timezone.now()
    return [
        Event.objects.create(pk=new_id(), name=name, payload={"n": n}, published_at=now + timedelta(seconds=n))
        for n, name in enumerate(names)
    ]


def test_it_gives_the_rows_and_the_instances_of_its_queryset() -> None:
    _one, two, three = _published("a", "b", "a")
    wanted = Event.objects.filter(name=Gap("name")).order_by("-published_at")
    read = Prepared(lambda: wanted)
    assert read.found(name="a") == list(Event.objects.filter(name="a").order_by("-published_at"))
    assert [event.payload for event in read.found(name="a")] == [{"n": 2}, {"n": 0}]
    assert read.found(name="c") == []
    rows = Prepared(
        lambda: Event.objects.filter(pk=Any("ids")).order_by("published_at").values_list("name", "published_at")
    )
    assert rows.rows(ids=[three.pk, two.pk]) == [("b", two.published_at), ("a", three.published_at)]
    assert rows.rows(ids=[]) == []


def test_its_sql_is_written_once_and_takes_any_number_of_values() -> None:
    written: list[int] = []

    def write() -> QuerySet[Event]:
        written.append(1)
        return Event.objects.filter(pk=Any("ids"))

    read = Prepared(write)
    keys = [event.pk for event in _published("a", "b", "c")]
    assert [len(read.found(ids=keys[:number])) for number in (1, 2, 3)] == [1, 2, 3]
    assert written == [1]


def test_what_a_queryset_defers_stays_unread() -> None:
    _published("a")
    (event,) = Prepared(lambda: Event.objects.filter(name=Gap("name")).defer("payload")).found(name="a")
    assert event.get_deferred_fields() == {"payload"}


def test_a_value_that_was_promised_must_be_given() -> None:
    with pytest.raises(KeyError):
        Prepared(lambda: Event.objects.filter(name=Gap("name"))).found(nom="a")
