# SPDX-License-Identifier: Apache-2.0
"""In by a day: a birthday, the last day of points, the last purchase; late ones join, and a day that moves ends the way."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, JourneyVersion
from omotenashi.engagement.journeys.tests.test_journeys import go, live, template
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier

pytestmark = pytest.mark.django_db
# Ten in the morning of 4 March in Tokyo.
NOW = world.NOW
DAY = timedelta(days=1)


def born(name: str, day: str, *, at: datetime = NOW) -> UUID:
    """Let somebody say when they were born; give the person."""
    record = CustomerRecord(
        identifiers=(Identifier("email", f"{name}@mail.example"),), fields={"name": name, "birth_date": day},
        observed_at=at,
    )  # fmt: skip
    [outcome] = customers.register([record], source="test", now=at)
    assert outcome.person_id is not None
    return outcome.person_id


def series(what: str = "birthday", *, days: int = -7, **entry: Any) -> JourneyVersion:
    """One message on the day, another a week later."""
    said = str(template())
    return live(
        {
            "entry": {"kind": "date", "what": what, "days": days, "at": "10:00", **entry},
            "first": "before",
            "steps": {
                "before": {"kind": "send", "template": said, "next": "week"},
                "week": {"kind": "wait", "days": 7, "next": "today"},
                "today": {"kind": "send", "template": said, "next": ""},
            },
        },
        key=what,
    )


def runs() -> set[tuple[UUID, str, str, str]]:
    """Give who came in by which day, where they stand, and how it ended."""
    return set(Enrolment.objects.values_list("node", "key", "step", "outcome"))


def test_a_week_before_the_birthday_the_series_begins_and_nobody_else_comes_in() -> None:
    world.house()
    hana, _taro = born("hana", "1990-03-11"), born("taro", "1990-03-12")
    world.agree("hana")
    series()
    assert (journeys.look(now=NOW), journeys.look(now=NOW), journeys.look(now=NOW + timedelta(hours=2))) == (1, 0, 0)
    go(NOW)
    go(NOW + 7 * DAY)
    assert runs() == {(hana, "2026-03-11", "today", "end")}
    assert Message.objects.filter(state="sent").count() == 2


def test_who_becomes_known_in_between_gets_the_rest() -> None:
    world.house()
    hana = born("hana", "1990-03-06")
    series()
    journeys.look(now=NOW)
    assert runs() == {(hana, "2026-03-06", "week", "")}
    assert Enrolment.objects.get().stepped_at == NOW - 5 * DAY
    go(NOW)
    go(NOW + 2 * DAY)
    assert Message.objects.count() == 1


def test_a_birthday_that_was_put_right_moves_whoever_is_on_the_way() -> None:
    world.house()
    hana = born("hana", "1990-03-11")
    series()
    journeys.look(now=NOW)
    go(NOW)
    born("hana", "1990-03-12", at=NOW + timedelta(hours=1))
    journeys.look(now=NOW + timedelta(hours=2))
    journeys.look(now=NOW + DAY)
    assert runs() == {(hana, "2026-03-11", "week", "moved"), (hana, "2026-03-12", "before", "")}


def test_next_year_is_another_birthday() -> None:
    world.house()
    hana = born("hana", "1992-02-29")
    series(days=0)
    journeys.look(now=NOW + timedelta(days=361))
    go(NOW + timedelta(days=361))
    go(NOW + timedelta(days=369))
    journeys.look(now=NOW + timedelta(days=727))
    assert runs() == {(hana, "2027-02-28", "today", "end"), (hana, "2028-02-29", "before", "")}


def test_points_that_end_are_told_once_with_their_sum_and_day() -> None:
    world.house()
    people = world.people("hana", "taro")
    # What ends at midnight can be used on the day before.
    until = datetime(2026, 3, 18, 15, 0, tzinfo=NOW.tzinfo)
    loyalty.post(
        [
            loyalty.PointRecord(key=f"{name}:{n}", node_id=people[name], amount=amount, type="adjust",
                                occurred_at=NOW - DAY, expires_at=until)
            for n, (name, amount) in enumerate([("hana", 300), ("hana", 200), ("taro", 99)])
        ]
    )  # fmt: skip
    series("points", days=-14, least=100)
    journeys.look(now=NOW)
    assert runs() == {(people["hana"], "2026-03-18", "before", "")}
    assert Enrolment.objects.get().context == {"points": 500, "until": "2026/03/18"}


def test_points_that_were_used_end_the_way() -> None:
    world.house()
    people = world.people("hana")
    until = datetime(2026, 3, 18, 15, 0, tzinfo=NOW.tzinfo)
    loyalty.post(
        [loyalty.PointRecord(key="a", node_id=people["hana"], amount=300, type="adjust", occurred_at=NOW - DAY,
                             expires_at=until)]
    )  # fmt: skip
    series("points", days=-14)
    journeys.look(now=NOW)
    loyalty.spend(key="b", node_ids=[people["hana"]], amount=300, now=NOW + timedelta(hours=1))
    journeys.look(now=NOW + timedelta(hours=2))
    assert {outcome for *_, outcome in runs()} == {"moved"}


def test_a_journey_that_begins_with_a_day_is_foreseen_by_the_days_of_the_past() -> None:
    world.house()
    for name, day in (("hana", "1990-02-10"), ("taro", "1990-03-10"), ("ken", "1990-07-01")):
        born(name, day)
    version = series(days=-7)
    foreseen = queries.simulate(queries.graph_of(version), now=NOW)
    assert (foreseen.runs, foreseen.sent["before"], foreseen.sent["today"]) == (2, 2, 1)
