# SPDX-License-Identifier: Apache-2.0
"""Workers are killed with -9 while they write to LINE, which loses answers: everybody hears once, and nothing stays unknown.

What nobody knows of is handed over again under the same key, and LINE says that it is there. The stand-in keeps the keys.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as house
from django.db import connection

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import CapRule, Message
from omotenashi.engagement.messaging.tests import chatting, world

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
KILLS, FRIENDS = 2, 60
_WORK = """
import time, django; django.setup()
from omotenashi.base import clock
from omotenashi.engagement.messaging import actions
while True:
    if not actions.judge(now=clock.now(), limit=40) + actions.transmit(now=clock.now(), limit=10):
        time.sleep(0.05)
"""


@contextmanager
def _workers(address: str) -> Iterator[None]:
    """Two processes of their own that judge and send."""
    values = connection.settings_dict
    place = f"postgresql://{quote(str(values['USER']))}:{quote(str(values['PASSWORD']))}@/{values['NAME']}"
    environ = {
        **os.environ, "DATABASE_URL": f"{place}?host={quote(str(values['HOST']), safe='')}&port={values['PORT'] or 5432}",
        "OMOTENASHI_SECRET": house.SECRET_KEY, "DJANGO_SETTINGS_MODULE": "omotenashi.config.settings",
        "OMOTENASHI_LINE_TOKEN": chatting.TOKEN, "OMOTENASHI_LINE_SECRET": chatting.SECRET, "OMOTENASHI_LINE_API": address,
    }  # fmt: skip
    running = [subprocess.Popen([sys.executable, "-c", _WORK], env=environ) for _ in range(2)]
    try:
        yield
    finally:
        for one in running:
            one.send_signal(signal.SIGKILL)
            one.wait(60)


def _furnish(now: datetime) -> None:
    """Wish a message to friends that names each of them, so that each goes alone, and one that says the same to all."""
    world.house()
    CapRule.objects.update(ended_at=now)
    messaging.set_quiet(begins=now.time(), finishes=now.time(), now=now)
    friends = chatting.friends(*(f"p{number}" for number in range(FRIENDS)))
    own = chatting.version()
    same = chatting.version({**world.WORDS, "subject": "春"}, key="same", purpose="order")
    messaging.intend([world.wish(person, own, at=now, key=f"own {person}") for person in friends.values()])
    messaging.intend(
        [world.wish(person, same, at=now, key=f"same {person}", campaign="") for person in friends.values()]
    )


def test_nobody_hears_twice_on_line_and_nothing_stays_unknown(settings: Any) -> None:
    now, draw = clock.now(), random.Random(7)
    faults: list[int | str] = [0, 0, 0, "lost", 500]
    with chatting.line(settings, most=None) as standin:
        _furnish(now)
        standin.broken = [draw.choice(faults) for _ in range(400)]
        for turn in range(KILLS):
            with _workers(settings.LINE_API):
                while len(standin.arrived) < (turn + 1) * FRIENDS // 2:
                    time.sleep(0.01)
                time.sleep(draw.random() / 10)
        for turn in range(1, 8):
            # With faults for ever somebody would run out of tries, and be `unknown` by right.
            standin.broken = standin.broken[:40] if turn == 1 else []
            later = now + timedelta(minutes=11 * 2**turn)
            messaging.give_up(now=later)
            while messaging.judge(now=later) + messaging.transmit(now=later):
                pass
        each = Counter(one.to for one in standin.arrived)
    states = Counter(Message.objects.values_list("state", flat=True))
    assert (states, len(each), set(each.values())) == ({"sent": 2 * FRIENDS}, FRIENDS, {2})
