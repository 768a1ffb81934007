# SPDX-License-Identifier: Apache-2.0
"""So many to a domain, so many of a channel in a day; news of orders never wait. Stopped is stopped, also in mid-batch."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.actions import handing
from omotenashi.engagement.messaging.models import AllowanceUse, Message, Pace
from omotenashi.engagement.messaging.ports import Letter, Outcome
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


def _sent() -> Counter[tuple[str, str]]:
    return Counter(Message.objects.values_list("state", "reason"))


def test_advertising_keeps_to_the_pace_of_a_domain_and_orders_do_not_wait() -> None:
    world.house()
    messaging.set_pace(channel="email", domain="mail.example", most=2, seconds=60, now=NOW)
    people = world.people(*(f"p{n}" for n in range(5)))
    said, order = world.version(), world.version(key="order", purpose="order")
    world.send([world.wish(person, said) for person in people.values()])
    world.send([world.wish(people["p0"], order, key="order", weight=0)])
    assert _sent() == Counter({("sent", ""): 3, ("queued", "pace"): 3})
    waiting = Message.objects.filter(reason="pace").first()
    assert waiting is not None
    assert (waiting.due_at, waiting.decision[-1]["step"]) == (NOW + timedelta(minutes=1), "pace")
    world.send([], now=NOW + timedelta(minutes=1))
    assert _sent() == Counter({("sent", ""): 5, ("queued", "pace"): 1})


def test_a_new_sender_has_a_ceiling_a_day_and_it_can_be_lifted() -> None:
    world.house()
    messaging.set_pace(channel="email", most=1, seconds=86_400, now=NOW)
    people = world.people("one", "two")
    world.send([world.wish(person, world.version()) for person in people.values()])
    assert _sent() == Counter({("sent", ""): 1, ("queued", "pace"): 1})
    messaging.set_pace(channel="email", most=None, seconds=86_400, now=NOW)
    assert Pace.objects.count() == 0
    world.send([], now=NOW + timedelta(days=1))
    assert _sent() == Counter({("sent", ""): 2})


class _Slow:
    """A server that takes its time, and somebody who presses the button meanwhile."""

    is_repeatable, gathers, is_simulated = False, 0, False

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        messaging.stop(by="hq", now=NOW)
        return [Outcome(letter.message_id, ports.SENT) for letter in letters]


def test_stopping_is_heard_between_two_parts_of_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    world.house()
    monkeypatch.setattr(handing, "_size", lambda _took: 2)
    _slow: Any = _Slow()
    monkeypatch.setattr(ports, "channel", lambda _name: _slow)
    people = world.people(*(f"p{n}" for n in range(6)))
    messaging.intend([world.wish(person, world.version()) for person in people.values()])
    messaging.judge(now=NOW)
    messaging.transmit(now=NOW)
    assert _sent() == Counter({("sent", ""): 2, ("held", "stopped"): 4})
    assert AllowanceUse.objects.values("message").distinct().count() == 2
