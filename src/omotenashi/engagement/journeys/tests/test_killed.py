# SPDX-License-Identifier: Apache-2.0
"""A worker dies with -9 in the middle of a step: points are given once, and a receiver hears of a person once."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import WalletEntry
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Call, Enrolment, StepLog
from omotenashi.engagement.journeys.tests.drawn import taken, way
from omotenashi.engagement.journeys.tests.receiver import receiving
from omotenashi.engagement.journeys.tests.test_journeys import CART, go, happen, live
from omotenashi.engagement.messaging.tests import world

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
NOW, MINUTE = world.NOW, timedelta(minutes=1)
_SOURCE = Path(__file__).resolve().parents[4]
_CHILD = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.actions import advancing, calling
now, die = datetime.fromisoformat(sys.argv[1]), lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
advancing._write = die
calling._settle = die
journeys.advance(now=now)
journeys.tell(now=now)
"""


def killed(inside: str) -> int:
    """Run a worker that dies as soon as it has done something; give how it ended."""
    found = connection.settings_dict
    host = f"?host={found['OPTIONS'].get('host') or found['HOST']}" if found["HOST"].startswith("/") else ""
    where = "" if host else f"{found['HOST']}:{found['PORT']}"
    url = f"postgresql://{found['USER']}{':' + found['PASSWORD'] if found['PASSWORD'] else ''}@{where}/{found['NAME']}"
    port = f"&port={found['PORT']}" if host and found["PORT"] else ""
    environment = os.environ | {
        "DATABASE_URL": url + host + port, "PYTHONPATH": str(_SOURCE), "OMOTENASHI_HOOKS_INSIDE": inside,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", _CHILD, NOW.isoformat()], env=environment, check=False
    ).returncode  # ours


def test_points_and_news_of_a_worker_that_died_are_given_and_told_once(settings: Any) -> None:
    settings.HOOKS_INSIDE = ["127.0.0.0/8"]
    world.house()
    [person] = world.people("hana").values()
    loyalty.post([loyalty.PointRecord(key="before", node_id=person, amount=10, type="adjust", occurred_at=NOW)])
    with receiving() as receiver:
        hook, receiver.secret = journeys.add_hook(name="倉庫", url=receiver.url, now=NOW)
        steps = {
            "give": {"kind": "points", "points": 100, "next": "tell"},
            "tell": {"kind": "webhook", "hook": str(hook.pk), "next": ""},
        }
        live(way(steps))
        happen(person, CART, at=NOW)
        # It dies before the commit: nothing was given, nobody stands elsewhere.
        assert killed("127.0.0.0/8") == -signal.SIGKILL
        assert (WalletEntry.objects.count(), StepLog.objects.count(), Call.objects.count()) == (1, 0, 0)
        go(NOW)
        # It dies after the receiver answered and before that was written down.
        assert killed("127.0.0.0/8") == -signal.SIGKILL
        assert (len(receiver.calls), Call.objects.get().state) == (1, "calling")
        journeys.tell(now=NOW + MINUTE)
        call = Call.objects.get()
    assert (receiver.calls, len(receiver.heard), receiver.forged, call.state, call.tries) == (
        [str(call.pk)] * 2,
        1,
        0,
        "done",
        2,
    )
    assert sorted(WalletEntry.objects.values_list("amount", flat=True)) == [10, 100]
    assert (taken(), Enrolment.objects.get().outcome) == ([("give", "next"), ("tell", "next")], "end")
