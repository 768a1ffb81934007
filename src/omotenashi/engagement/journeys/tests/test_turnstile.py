# SPDX-License-Identifier: Apache-2.0
"""So many pass in a while and no more, in the order in which they came: with one worker as with eight."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Enrolment, StepLog
from omotenashi.engagement.journeys.tests.drawn import way
from omotenashi.engagement.journeys.tests.test_journeys import CART, go, happen, live
from omotenashi.engagement.messaging.tests import world

NOW, HOUR, SECOND = world.NOW, timedelta(hours=1), timedelta(seconds=1)
GATE: dict[str, Any] = {"kind": "rate", "most": 3, "hours": 1, "next": ""}


def crowd(count: int) -> list[Any]:
    """Let people come in one second after the other."""
    world.house()
    people = list(world.people(*(f"p{number}" for number in range(count))).values())
    live(way({"gate": GATE}))
    for number, person in enumerate(people):
        happen(person, CART, at=NOW + number * SECOND)
    return people


def work(now: Any) -> None:
    """Do what a worker does in one round."""
    try:
        for _ in range(3):
            journeys.turn(now=now)
            journeys.advance(now=now, limit=4)
    finally:
        connection.close()


@pytest.mark.django_db
def test_so_many_pass_in_each_hour_in_the_order_in_which_they_came() -> None:
    people = crowd(8)
    passed = []
    for hour in range(4):
        now = NOW + hour * HOUR + 30 * SECOND
        for _ in range(3):
            journeys.turn(now=now)
            go(now)
        passed.append(
            list(
                StepLog.objects.filter(at=now)
                .order_by("enrolment__entered_at")
                .values_list("enrolment__node", flat=True)
            )
        )
    assert passed == [people[:3], people[3:6], people[6:], []]


@pytest.mark.django_db
def test_who_is_held_in_line_keeps_the_place_and_nobody_passes_meanwhile() -> None:
    people = crowd(4)
    go(NOW + 10 * SECOND)
    journeys.turn(now=NOW + 10 * SECOND)
    journeys.pause(Enrolment.objects.all()[0].journey_id, now=NOW + 11 * SECOND)
    assert journeys.turn(now=NOW + 2 * HOUR) == 0
    journeys.resume(Enrolment.objects.all()[0].journey_id, now=NOW + 3 * HOUR)
    # Whoever was let through before the pause goes on by as much later.
    for hour in (3, 6):
        journeys.turn(now=NOW + hour * HOUR + 20 * SECOND)
        go(NOW + hour * HOUR + 20 * SECOND)
    assert set(StepLog.objects.values_list("enrolment__node", flat=True)) == set(people)


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_eight_workers_let_no_more_pass_than_one() -> None:
    crowd(20)
    for hour in range(8):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, [NOW + hour * HOUR + 30 * SECOND] * 8))
    passed = [StepLog.objects.filter(at=NOW + hour * HOUR + 30 * SECOND).count() for hour in range(8)]
    assert passed == [3, 3, 3, 3, 3, 3, 2, 0]
