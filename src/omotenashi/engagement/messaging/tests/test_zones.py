# SPDX-License-Identifier: Apache-2.0
"""What speaks to people keeps their time: the night, the morning after it, their best hour, and the day that is counted."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st

from omotenashi.base.text import zones
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Allowance, Message, MessageEvent
from omotenashi.engagement.messaging.rules.quiet import Quiet
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers.actions.zones import choose_zone

NOW = world.NOW
NEW_YORK, LORD_HOWE = "America/New_York", "Australia/Lord_Howe"
_MINUTES = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))


@given(
    name=st.sampled_from(zones.names()), begins=_MINUTES, finishes=_MINUTES, who=st.text(max_size=8),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)),
)  # fmt: skip
# The night on which the clock shows 1:45 twice, that on which it leaves out 2:30, and a zone that moves by half an hour.
@example(name=NEW_YORK, begins=time(21), finishes=time(1, 45), who="late", now=datetime(2026, 11, 1, 4, 0, tzinfo=UTC))
@example(name=NEW_YORK, begins=time(21), finishes=time(1, 45), who="late", now=datetime(2026, 11, 1, 6, 10, tzinfo=UTC))
@example(name=NEW_YORK, begins=time(3), finishes=time(2, 30), who="x", now=datetime(2026, 3, 8, 6, 59, tzinfo=UTC))
@example(name=LORD_HOWE, begins=time(22), finishes=time(1, 50), who="y", now=datetime(2026, 4, 4, 14, 55, tzinfo=UTC))
def test_nothing_is_released_while_it_is_quiet_on_the_readers_wall(
    name: str, begins: time, finishes: time, who: str, now: datetime
) -> None:
    zone = ZoneInfo(name)
    until = Quiet(begins, finishes, zone, who).ends(now)
    assert (until is None) == (not _is_quiet(begins, finishes, now.astimezone(zone).time()))
    if until is not None:
        assert until > now
        assert until - now < timedelta(days=2)
        assert not _is_quiet(begins, finishes, until.astimezone(zone).time())


def _is_quiet(begins: time, finishes: time, at: time) -> bool:
    """Say it minute by minute of the clock, as somebody would who looks at the wall."""
    night = (finishes.hour * 60 + finishes.minute - begins.hour * 60 - begins.minute) % 1440
    return (at.hour * 60 + at.minute - begins.hour * 60 - begins.minute) % 1440 < night


def lives(person: UUID, name: str) -> None:
    choose_zone(node_id=person, name=name, source="test", now=NOW)


@pytest.mark.django_db
def test_one_send_waits_for_the_morning_of_each() -> None:
    world.house()
    people = world.people("tokyo", "honolulu", "kiritimati", "london")
    for name, zone in {
        "honolulu": "Pacific/Honolulu",
        "kiritimati": "Pacific/Kiritimati",
        "london": "Europe/London",
    }.items():
        lives(people[name], zone)
    for window in ("day", "week"):
        messaging.set_cap(window=window, most=None, now=NOW)
    # 10 in Tokyo on the 4th, 15 on the 3rd in Honolulu, 15 on the 4th on Kiritimati, 1 in the night in London.
    said = world.version()
    world.send([world.wish(person, said) for person in people.values()])
    stands = {one.node_id: one for one in Message.objects.all()}
    assert {name: stands[person].state for name, person in people.items()} == {
        "tokyo": "sent", "honolulu": "sent", "kiritimati": "sent", "london": "held",
    }  # fmt: skip
    waits = stands[people["london"]]
    assert (waits.reason, waits.decision[-1]["evidence"][-15:]) == ("quiet", "[Europe/London]")
    assert waits.due_at is not None
    there = waits.due_at.astimezone(ZoneInfo("Europe/London"))
    assert (there.date().isoformat(), there.hour, there.minute < 30) == ("2026-03-04", 8, True)
    # Eight hours later it is 18 in Tokyo, and 23 on the 3rd in Honolulu: new wishes part again.
    later = NOW + timedelta(hours=8)
    world.send([world.wish(person, said, key=f"2:{person}", at=later) for person in people.values()], now=later)
    states = {one.node_id: one.state for one in Message.objects.filter(idem_key__startswith="2:")}
    assert {name: states[person] for name, person in people.items()} == {
        "tokyo": "sent", "honolulu": "held", "kiritimati": "held", "london": "sent",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_day_is_counted_where_the_reader_lives() -> None:
    world.house()
    messaging.set_cap(window="day", most=1, now=NOW)
    people = world.people("tokyo", "honolulu")
    lives(people["honolulu"], "Pacific/Honolulu")
    world.send([world.wish(person, world.version()) for person in people.values()])
    days = {one.person_id: one.window_start.isoformat() for one in Allowance.objects.filter(rule__window="day")}
    assert days == {people["tokyo"]: "2026-03-04", people["honolulu"]: "2026-03-03"}


@pytest.mark.django_db
def test_the_best_hour_is_that_of_the_readers_clock() -> None:
    cache.clear()
    world.house()
    person = world.people("hana")["hana"]
    lives(person, "Asia/Kathmandu")
    said = world.version()
    messaging.intend([world.wish(person, said, key="past", at=NOW - timedelta(days=60))])
    past = Message.objects.get()
    # 19:10 in Kathmandu, which is 13:25 in Greenwich and 22:25 in Tokyo.
    for n in range(60):
        at = datetime(2026, 3, 3, 13, 25, tzinfo=UTC) - timedelta(days=n % 20)
        MessageEvent.objects.create(message=past, kind="clicked", actor="human", at=at, key=str(n))
    Message.objects.update(state="sent", due_at=None)
    messaging.intend([world.wish(person, said, key="now", best_hour=True, at=NOW + timedelta(hours=3))])
    messaging.judge(now=NOW + timedelta(hours=3))
    held = Message.objects.get(idem_key="now")
    assert (held.reason, held.decision[-1]["evidence"]) == ("hour", "19[Asia/Kathmandu]")
    assert held.due_at is not None
    assert held.due_at.astimezone(ZoneInfo("Asia/Kathmandu")).hour == 19


@pytest.mark.django_db
def test_as_many_statements_for_many_zones_as_for_one() -> None:
    cache.clear()
    world.house()
    said = world.version()
    counts = []
    # The first time a process remembers what it asks once.
    for n, names in enumerate([["first"], ["a"], [f"p{n}" for n in range(12)]]):
        people = world.people(*names)
        for person, zone in zip(
            people.values(), ["Pacific/Honolulu", "Pacific/Kiritimati", "Asia/Kathmandu"] * 4, strict=False
        ):
            lives(person, zone)
        messaging.intend([world.wish(person, said, key=f"{n}:{person}") for person in people.values()])
        counts.append(_statements())
    assert counts[1] == counts[2]


def _statements() -> int:
    with CaptureQueriesContext(connection) as found:
        messaging.judge(now=NOW)
    # All zones of a batch are one of them.
    assert sum("device_zone" in one["sql"] for one in found) == 1
    return len(found)
