# SPDX-License-Identifier: Apache-2.0
"""Scenarios keep the time of each person: turns, days, and waits until an hour. Nobody twice, nobody left out."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.base.text.zones import names as all_names
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Journey, JourneyVersion
from omotenashi.engagement.journeys.rules import moves, recurring
from omotenashi.engagement.journeys.rules.graphs import Step
from omotenashi.engagement.journeys.tests.test_days import born, series
from omotenashi.engagement.journeys.tests.test_journeys import go, graph, live, template
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers.actions.zones import choose_zone

# Ten in the morning of 4 March in Tokyo.
NOW, DAY, HOUR = world.NOW, timedelta(days=1), timedelta(hours=1)
NEW_YORK, HONOLULU = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")
LIVES = {
    "tokyo": "Asia/Tokyo",
    "honolulu": "Pacific/Honolulu",
    "kiritimati": "Pacific/Kiritimati",
    "kathmandu": "Asia/Kathmandu",
}


def lives(person: UUID, name: str, *, at: datetime = NOW) -> None:
    choose_zone(node_id=person, name=name, source="test", now=at)


def scattered() -> dict[str, UUID]:
    """Register somebody in each of four zones, a day apart."""
    world.house()
    people = world.people(*LIVES)
    for name, zone in LIVES.items():
        lives(people[name], zone)
    return people


def everybody(people: dict[str, UUID], **entry: Any) -> JourneyVersion:
    """Publish a scenario of one message to all of them."""
    segment, _ = audience.create(key="s", name="常連", definition=segments.Manual(), now=NOW - 9 * DAY)
    audience.add(segment.pk, persons=list(people.values()), now=NOW - 9 * DAY, tells=False)
    return live(
        graph(
            template(), exits=[], again_days=entry.pop("again_days", 0), first="say",
            steps={"say": {"kind": "send", "template": str(template()), "next": ""}},
            entry={"kind": "list", "segment": str(segment.pk), **entry},
        )
    )  # fmt: skip


def came(people: dict[str, UUID]) -> dict[str, list[str]]:
    """Give when each came in, by the clock on their own wall."""
    found: dict[str, list[str]] = {}
    for name, person in people.items():
        runs = Enrolment.objects.filter(node_id=person).order_by("entered_at").values_list("entered_at", flat=True)
        found[name] = [at.astimezone(ZoneInfo(LIVES[name])).strftime("%m-%d %H:%M") for at in runs]
    return found


def walked(act: Any, *, since: datetime, until: datetime, step: timedelta = HOUR / 4) -> None:
    """Let the worker look again and again, and lead on whoever came in."""
    now = since
    while now <= until:
        act(now=now)
        go(now)
        now += step


@pytest.mark.django_db
@pytest.mark.parametrize("again", [0, 1])
def test_a_turn_of_each_day_comes_at_its_hour_for_everybody_once(again: int) -> None:
    people = scattered()
    everybody(people, every="day", hour="23:59", again_days=again)
    walked(journeys.recur, since=NOW, until=NOW + 3 * DAY)
    assert came(people) == {
        "tokyo": ["03-04 23:59", "03-05 23:59", "03-06 23:59"],
        "honolulu": ["03-03 23:59", "03-04 23:59", "03-05 23:59"],
        "kiritimati": ["03-04 23:59", "03-05 23:59", "03-06 23:59"],
        "kathmandu": ["03-04 23:59", "03-05 23:59", "03-06 23:59"],
    }


@pytest.mark.django_db
def test_a_day_of_the_week_is_that_of_the_reader() -> None:
    people = scattered()
    # Wednesday, 4 March. In Honolulu it is Tuesday still.
    everybody(people, every="week", weekdays=["2"], hour="20:00")
    walked(journeys.recur, since=NOW, until=NOW + 2 * DAY)
    assert came(people) == {name: ["03-04 20:00"] for name in LIVES}


@pytest.mark.django_db
def test_a_worker_that_stood_still_makes_good_what_it_missed_for_each() -> None:
    people = scattered()
    everybody(people, every="day", hour="12:00")
    for now in (NOW, NOW + 26 * HOUR, NOW + 30 * HOUR):
        journeys.recur(now=now)
        go(now)
    # From ten on the 4th to noon on the 5th in Tokyo: of two turns the latest alone.
    assert came(people) == {
        "tokyo": ["03-05 12:00"], "honolulu": ["03-04 12:00"], "kiritimati": ["03-05 12:00"], "kathmandu": ["03-04 12:00", "03-05 12:00"],
    }  # fmt: skip


@pytest.mark.django_db
def test_who_flies_west_on_the_day_of_a_turn_does_not_come_to_it_twice() -> None:
    people = scattered()
    everybody(people, every="day", hour="12:00")
    journeys.recur(now=NOW + 2 * HOUR)
    go(NOW + 2 * HOUR)
    lives(people["tokyo"], "Pacific/Honolulu", at=NOW + 3 * HOUR)
    # Noon of the same 4 March in Honolulu.
    journeys.recur(now=NOW + 21 * HOUR)
    assert Enrolment.objects.filter(node_id=people["tokyo"]).count() == 1
    assert Enrolment.objects.filter(node_id=people["honolulu"]).count() == 1


@pytest.mark.django_db
def test_as_many_statements_for_many_as_for_one() -> None:
    world.house()
    version, counts = everybody({}, every="day", hour="12:00"), []
    # The first time a process remembers what it asks once.
    for day, number in enumerate([1, 1, 12]):
        people = world.people(*(f"{day}-{n}" for n in range(number)))
        for person in people.values():
            lives(person, "Asia/Kathmandu")
        audience.add(UUID(str(version.graph["entry"]["segment"])), persons=list(people.values()), now=NOW, tells=False)
        now = NOW + day * DAY + 6 * HOUR
        with CaptureQueriesContext(connection) as found:
            journeys.recur(now=now)
            journeys.advance(now=now)
        counts.append(len(found))
    assert (counts[1], Enrolment.objects.count()) == (counts[2], 1 + 2 + 14)


@pytest.mark.django_db
def test_a_birthday_is_kept_at_the_hour_of_the_reader_and_on_their_day() -> None:
    world.house()
    people = {name: born(name, "1990-03-05") for name in LIVES}
    for name, zone in LIVES.items():
        lives(people[name], zone)
    series(days=0, at="23:59")
    seen: dict[str, datetime] = {}
    now = NOW
    while now <= NOW + 3 * DAY:
        journeys.look(now=now)
        go(now)
        for name, person in people.items():
            if name not in seen and Enrolment.objects.filter(node_id=person).exists():
                seen[name] = now
        now += HOUR / 4
    # The first look after the minute: the looks of this test stand a quarter apart.
    assert {
        name: at.astimezone(ZoneInfo(LIVES[name])).strftime("%m-%d %H:%M") for name, at in seen.items()
    } == dict.fromkeys(LIVES, "03-06 00:00")
    assert set(Enrolment.objects.values_list("key", flat=True)) == {"2026-03-05"}
    assert Enrolment.objects.count() == len(LIVES)


@pytest.mark.django_db
def test_a_leap_day_is_kept_where_the_reader_lives() -> None:
    world.house()
    far = born("far", "1992-02-29", at=datetime(2027, 1, 1, tzinfo=UTC))
    lives(far, "Pacific/Honolulu", at=datetime(2027, 1, 1, tzinfo=UTC))
    world.agree("far")
    live(
        {
            "entry": {"kind": "date", "what": "birthday", "days": 0, "at": "10:00"}, "first": "say",
            "steps": {"say": {"kind": "send", "template": str(template()), "next": ""}},
        },
        key="leap",
    )  # fmt: skip
    found = []
    for day in (datetime(2027, 2, 28, 10, tzinfo=HONOLULU), datetime(2028, 2, 29, 10, tzinfo=HONOLULU)):
        at = day.astimezone(UTC)
        found.append([journeys.look(now=now) for now in (at - HOUR, at - timedelta(minutes=1), at, at + HOUR)])
        go(at + HOUR)
    assert found == [[0, 0, 1, 0]] * 2
    assert set(Enrolment.objects.values_list("key", flat=True)) == {"2027-02-28", "2028-02-29"}


@pytest.mark.django_db
def test_who_waits_until_ten_goes_on_at_ten_of_their_own_clock() -> None:
    people = scattered()
    version = everybody(people)
    drawn = dict(version.graph)
    drawn["first"] = "morning"
    drawn["steps"] = {"morning": {"kind": "until", "at": "10:30", "weekdays": [], "next": "say"}, **drawn["steps"]}
    live({**drawn, "entry": drawn["entry"]}, key="ten")
    journeys.admit(now=NOW)
    journeys.advance(now=NOW)
    waits = Enrolment.objects.filter(journey__key="ten").values_list("node_id", "wake_at")
    names = {person: name for name, person in people.items()}
    there = {names[node]: at.astimezone(ZoneInfo(LIVES[names[node]])).strftime("%H:%M") for node, at in waits if at}
    assert there == dict.fromkeys(LIVES, "10:30")


@pytest.mark.parametrize(
    ("at", "now", "local"),
    [
        # The night in which 2:30 is left out: an hour later on the wall. Asked for after it, it is tomorrow's.
        ("02:30", "2026-03-08T06:00+00:00", "2026-03-08T03:30-04:00"),
        ("02:30", "2026-03-08T07:45+00:00", "2026-03-09T02:30-04:00"),
        # The night in which 1:30 is shown twice: the first of them; who comes after it waits for the next day.
        ("01:30", "2026-11-01T05:00+00:00", "2026-11-01T01:30-04:00"),
        ("01:30", "2026-11-01T06:15+00:00", "2026-11-02T01:30-05:00"),
        ("23:59", "2028-02-29T04:58+00:00", "2028-02-28T23:59-05:00"),
        ("23:59", "2028-02-29T05:00+00:00", "2028-02-29T23:59-05:00"),
    ],
)
def test_an_hour_is_waited_for_over_gaps_and_folds(at: str, now: str, local: str) -> None:
    found = moves.next_time(at, now=datetime.fromisoformat(now), zone=NEW_YORK)
    assert found.astimezone(UTC) == datetime.fromisoformat(local).astimezone(UTC)


def test_hours_are_counted_out_over_a_change_of_the_clock() -> None:
    evening = datetime(2026, 3, 7, 22, 0, tzinfo=NEW_YORK)
    found = moves.later(Step("wait", {"hours": 10}, {}), now=evening, zone=NEW_YORK)
    assert found.isoformat(timespec="minutes") == "2026-03-08T09:00-04:00"


@pytest.mark.django_db
def test_the_past_is_walked_by_the_clock_of_each() -> None:
    people = scattered()
    version = everybody(people, every="day", hour="12:00")
    found = queries.simulate(queries.graph_of(version), now=NOW, days=2)
    # From ten on the 2nd to ten on the 4th in Tokyo: noon came twice for everybody.
    assert (found.persons, found.runs, Journey.objects.count()) == (4, 8, 1)


@given(
    names=st.lists(st.sampled_from(all_names()), min_size=1, max_size=4, unique=True),
    hour=st.integers(0, 1439), gaps=st.lists(st.integers(1, 20 * 60), min_size=1, max_size=20),
    start=st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC)),
)  # fmt: skip
@settings(deadline=None, max_examples=50)
def test_whoever_looks_whenever_takes_each_turn_of_each_zone_once(
    names: list[str], hour: int, gaps: list[int], start: datetime
) -> None:
    entry = {"kind": "list", "every": "day", "hour": f"{hour // 60:02}:{hour % 60:02}"}
    zones, since, now = [ZoneInfo(name) for name in names], start, start
    taken: dict[str, list[datetime]] = {name: [] for name in names}
    for gap in gaps:
        now += timedelta(minutes=gap)
        due = {one: at for one in zones if (at := recurring.due(entry, since=since, now=now, zone=one)) is not None}
        for one, at in due.items():
            taken[one.key].append(at.astimezone(UTC))
        # What is noted is shared by all zones.
        since = now if due else since
    for one in zones:
        first, last = start.astimezone(one).date(), now.astimezone(one).date()
        every = [at.astimezone(UTC) for at in recurring.times(entry, first=first, last=last, zone=one)]
        assert taken[one.key] == [at for at in every if start < at <= now]


def _sent(people: dict[str, UUID], **entry: Any) -> JourneyVersion:
    """Publish a broadcast for noon of 5 March; the house says its own time with it."""
    return everybody(people, at="2026-03-05T12:00:00+09:00", again_days=None, **entry)


@pytest.mark.django_db
def test_a_broadcast_is_one_instant_for_all_unless_it_is_meant_by_their_clocks() -> None:
    people = scattered()
    version = _sent(people)
    walked(journeys.admit, since=NOW, until=NOW + 30 * HOUR, step=HOUR)
    assert came(people) == {
        "tokyo": ["03-05 12:00"], "honolulu": ["03-04 17:00"], "kiritimati": ["03-05 17:00"], "kathmandu": ["03-05 08:45"],
    }  # fmt: skip
    assert Journey.objects.get(pk=version.journey_id).state == "closing"


@pytest.mark.django_db
def test_a_broadcast_in_own_time_comes_at_noon_of_each_and_ends_when_noon_was_everywhere() -> None:
    people = scattered()
    version = _sent(people, own_time=True)
    states = []
    for hours in (20.75, 21, 26, 29.25, 45, 46.75, 47):
        journeys.admit(now=NOW + hours * HOUR)
        go(NOW + hours * HOUR)
        states.append((Enrolment.objects.count(), Journey.objects.get(pk=version.journey_id).state))
    # On Kiritimati noon is five hours before that of Tokyo, in Honolulu nineteen hours after it.
    assert states == [(0, "live"), (1, "live"), (2, "live"), (3, "live"), (4, "live"), (4, "live"), (4, "closing")]
    assert came(people) == {name: ["03-05 12:00"] for name in LIVES}


@pytest.mark.django_db
def test_who_flies_over_the_date_line_in_between_gets_a_broadcast_once() -> None:
    people = scattered()
    _sent(people, own_time=True)
    journeys.admit(now=NOW + 26 * HOUR)
    go(NOW + 26 * HOUR)
    # From Tokyo, where noon was, to Honolulu; from Honolulu, where it is to come, to Tokyo.
    lives(people["tokyo"], "Pacific/Honolulu", at=NOW + 27 * HOUR)
    lives(people["honolulu"], "Asia/Tokyo", at=NOW + 27 * HOUR)
    for hours in (30, 45, 50, 51):
        journeys.admit(now=NOW + hours * HOUR)
        go(NOW + hours * HOUR)
    assert {name: Enrolment.objects.filter(node_id=person).count() for name, person in people.items()} == dict.fromkeys(
        LIVES, 1
    )
