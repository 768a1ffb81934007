# SPDX-License-Identifier: Apache-2.0
"""The worker is killed with -9 while it sends to a mail server that fails, stalls and drops: nobody is written to twice.

Everybody got the message exactly once, or is reported as unknown; nothing is sent that was not reported.
`OMOTENASHI_KILLS=40 OMOTENASHI_MAILS=20000 pytest -s tests/flows/test_messages_killed.py` does it at length and reports.
"""

import asyncio
import os
import random
import signal
import socket
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
from aiosmtpd.controller import Controller
from django.conf import settings as house
from django.db import connection

from omotenashi.base import bulk, clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.models import Allowance, Message
from omotenashi.engagement.messaging.tests import world

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
KILLS = int(os.environ.get("OMOTENASHI_KILLS", "2"))
MAILS = int(os.environ.get("OMOTENASHI_MAILS", "60"))
WORKERS = 2
_WORK = """
import time, django; django.setup()
from omotenashi.base import clock
from omotenashi.engagement.messaging import actions
while True:
    if not actions.judge(now=clock.now(), limit=40) + actions.transmit(now=clock.now(), limit=10):
        time.sleep(0.05)
"""


class Fickle:
    """A mail server that counts what it took, and now and then says later, hangs up before it answers, or is slow."""

    def __init__(self) -> None:
        self.took: Counter[str] = Counter()
        self.draw = random.Random(11)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        fate = self.draw.random()
        if fate < 0.05:
            return "451 4.3.0 later"
        self.took.update(envelope.rcpt_tos)
        if fate > 0.9:
            await asyncio.sleep(0.05)
        if fate > 0.97:
            # It has the letter, and whoever sent it will never know.
            server.transport.abort()
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Fickle, int]]:
    """A mail server on a port of its own."""
    fickle = Fickle()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Controller(fickle, hostname="127.0.0.1", port=port)
    running.start()
    yield fickle, port
    running.stop()


@contextmanager
def workers(port: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes of their own that judge and send."""
    values = connection.settings_dict
    place = f"postgresql://{quote(str(values['USER']))}:{quote(str(values['PASSWORD']))}@/{values['NAME']}"
    environ = {
        **os.environ, "DATABASE_URL": f"{place}?host={quote(str(values['HOST']), safe='')}&port={values['PORT'] or 5432}",
        "OMOTENASHI_SECRET": house.SECRET_KEY, "OMOTENASHI_SMTP": f"smtp://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "omotenashi.config.settings",
    }  # fmt: skip
    running = [subprocess.Popen([sys.executable, "-c", _WORK], env=environ) for _ in range(WORKERS)]
    try:
        yield running
    finally:
        for one in running:
            one.send_signal(signal.SIGKILL)
            one.wait(60)


def furnish(now: datetime) -> None:
    """Wish a message to as many people as agreed, at an hour at which nobody sleeps."""
    world.house()
    # Tables were emptied by whoever tested before: the caps that a house begins with are made again.
    for window, most in (("day", 1), ("week", 3)):
        messaging.set_cap(window=window, most=most, now=now)
    messaging.set_quiet(begins=now.time(), finishes=now.time(), now=now)
    people = world.people(*(f"p{number}" for number in range(MAILS)))
    said = world.version()
    messaging.intend([world.wish(person, said, at=now) for person in people.values()])


def test_everybody_hears_once_or_is_reported_and_never_twice(settings: Any) -> None:
    now = clock.now()
    furnish(now)
    draw = random.Random(5)
    with mail_server() as (fickle, port):
        for turn in range(KILLS):
            with workers(port):
                goal = (turn + 1) * MAILS // (KILLS + 2)
                while sum(fickle.took.values()) < goal:
                    time.sleep(0.01)
                time.sleep(draw.random() / 10)
        finish(now, port, settings)
    states = Counter(Message.objects.values_list("state", flat=True))
    print(f"{KILLS} kills, {MAILS} mails: {dict(states)}, taken {sum(fickle.took.values())}")  # noqa: T201  # the report
    sent = set(Message.objects.filter(state="sent").values_list("contact_point__node__value", flat=True))
    unsure = set(Message.objects.filter(state="unknown").values_list("contact_point__node__value", flat=True))
    assert max(fickle.took.values()) == 1
    assert (sum(states.values()), set(states) <= {"sent", "unknown"}) == (MAILS, True)
    assert sent <= set(fickle.took) <= sent | unsure
    counted = bulk.rows("SELECT coalesce(sum(used), 0)::int FROM messaging_allowance")[0][0]
    assert (counted, Allowance.objects.filter(used__gt=1).count()) == (2 * MAILS, 0)


def finish(now: datetime, port: int, settings: Any) -> None:
    """Let what nobody came back with be reported, and what was put off be sent."""
    options = {"host": "127.0.0.1", "port": port}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    ports.channel.cache_clear()
    try:
        for turn in range(1, 8):
            later = now + timedelta(minutes=11 * 2**turn)
            messaging.give_up(now=later)
            while messaging.judge(now=later) + messaging.transmit(now=later):
                pass
    finally:
        ports.channel.cache_clear()
