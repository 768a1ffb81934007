# SPDX-License-Identifier: Apache-2.0
"""The best hour of a person: their own where they answered enough, else that of everybody, else at once."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Message, MessageEvent
from omotenashi.engagement.messaging.rules import hours
from omotenashi.engagement.messaging.rules.quiet import Quiet
from omotenashi.engagement.messaging.tests import world

NOW = world.NOW
TOKYO = ZoneInfo("Asia/Tokyo")
QUIET = Quiet(time(21), time(8), TOKYO)
HOUSE = {12: 60, 20: 40}
_DAY = timedelta(days=1)


def _best(own: dict[int, int], house: dict[int, int] | None = None, *, until: datetime | None = None) -> hours.Choice:
    return hours.best(own, HOUSE if house is None else house, now=NOW, until=until, quiet=QUIET)


def test_who_answered_often_is_met_at_their_own_hour() -> None:
    found = _best({19: 20})
    assert (found.why, found.hour, found.answers) == (hours.OWN, 19, 20)
    assert timedelta() <= found.at - NOW.replace(hour=10) < timedelta(minutes=30)  # type: ignore[operator]


def test_who_answered_once_is_taken_for_like_the_others() -> None:
    assert (_best({9: 1}).why, _best({9: 1}).hour) == (hours.HOUSE, 12)


def test_with_too_little_data_it_goes_at_once() -> None:
    assert _best({19: 3}, {12: 10}) == hours.Choice(None, hours.TOO_FEW, answers=3)


def test_it_stays_within_its_life_and_out_of_the_night() -> None:
    assert _best({19: 20}, until=NOW + timedelta(hours=1)).hour == 10
    assert _best({2: 40}).hour == 12


def test_in_the_best_hour_it_goes_now() -> None:
    assert _best({10: 20}) == hours.Choice(None, hours.OWN, 10, 20)


@pytest.mark.django_db
def test_a_message_waits_for_the_hour_once_and_says_why() -> None:
    cache.clear()
    world.house()
    people = world.people("hana", *(f"p{n}" for n in range(3)))
    said = world.version()
    for name, person in people.items():
        past = world.wish(person, said, key=f"past:{name}", at=NOW - _DAY)
        messaging.intend([past])
    for message in Message.objects.all():
        # Twenty times at seven in the evening, and a machine at three in the night.
        for n in range(20):
            _answered(message, f"{message.pk}:{n}", NOW.replace(hour=10) - n * _DAY, "human")
            _answered(message, f"{message.pk}:m{n}", NOW.replace(hour=18) - n * _DAY, "machine")
    Message.objects.update(state="sent", due_at=None)
    until = NOW + timedelta(hours=20)
    messaging.intend([world.wish(people["hana"], said, key="now", best_hour=True, expires_at=until)])
    messaging.judge(now=NOW)
    held = Message.objects.get(idem_key="now")
    assert (held.state, held.reason, held.decision[-1]) == (
        "held", "hour", {"step": "hour", "outcome": "hold", "reason": "own", "evidence": "19"},
    )  # fmt: skip
    assert held.due_at is not None
    messaging.judge(now=held.due_at)
    held.refresh_from_db()
    assert (held.state, held.decision[-2]) == (
        "queued", {"step": "hour", "outcome": "pass", "reason": "waited", "evidence": ""},
    )  # fmt: skip


def _answered(message: Message, key: str, at: datetime, actor: str) -> None:
    MessageEvent.objects.create(message=message, kind="clicked", actor=actor, at=at, key=key)
