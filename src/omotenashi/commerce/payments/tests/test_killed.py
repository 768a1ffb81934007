# SPDX-License-Identifier: Apache-2.0
"""A process dies with -9 between the provider's answer and our record of it: the job finds the money."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from omotenashi.base import clock
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries
from omotenashi.commerce.payments.models import Intent, ProviderCall, SimulatedCharge, SimulatedRefund
from omotenashi.commerce.payments.tests.tries import expected, started, told

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
_SOURCE = Path(__file__).resolve().parents[4]
_CHILD = """
import os, signal, sys
import django
django.setup()
from omotenashi.base import clock
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.actions import talking
talking.keep = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "start":
    payments.start(intent_id=sys.argv[2], method="sim_success", now=clock.now())
payments.talk(now=clock.now())
"""


def _killed(*arguments: str) -> int:
    """Run the child until it kills itself; give how it ended."""
    found = connection.settings_dict
    host = f"?host={found['OPTIONS'].get('host') or found['HOST']}" if found["HOST"].startswith("/") else ""
    where = "" if host else f"{found['HOST']}:{found['PORT']}"
    url = f"postgresql://{found['USER']}{':' + found['PASSWORD'] if found['PASSWORD'] else ''}@{where}/{found['NAME']}"
    port = f"&port={found['PORT']}" if host and found["PORT"] else ""
    environment = os.environ | {"DATABASE_URL": url + host + port, "PYTHONPATH": str(_SOURCE)}
    return subprocess.run([sys.executable, "-c", _CHILD, *arguments], env=environment, check=False).returncode


def test_a_charge_whose_record_was_lost_is_found_by_the_job() -> None:
    intent = expected()
    assert _killed("start", str(intent.pk)) == -signal.SIGKILL
    intent.refresh_from_db()
    assert (intent.state, intent.provider_ref, SimulatedCharge.objects.get().status) == ("created", None, "captured")
    assert payments.talk(now=clock.now() + timedelta(minutes=1)) == 1
    intent.refresh_from_db()
    assert (intent.state, told(), SimulatedCharge.objects.count()) == ("captured", [("PaymentCaptured", 7_700)], 1)
    assert (payments.talk(now=clock.now() + timedelta(hours=1)), queries.broken(clock.now())) == (0, [])


def test_a_charge_whose_record_was_lost_is_found_by_its_webhook() -> None:
    intent = expected()
    assert _killed("start", str(intent.pk)) == -signal.SIGKILL
    payments.hear_simulator(now=clock.now())
    payments.talk(now=clock.now() + timedelta(minutes=1))
    intent.refresh_from_db()
    assert (intent.state, told(), ProviderCall.objects.get().error) == ("captured", [("PaymentCaptured", 7_700)], "")


def test_a_refund_whose_record_was_lost_is_given_once() -> None:
    intent = started()
    payments.refund(intent_id=intent.pk, amount=700, reason="returned", key="r1", now=clock.now())
    assert _killed("talk") == -signal.SIGKILL
    assert SimulatedRefund.objects.count() == 1
    payments.talk(now=clock.now() + timedelta(minutes=1))
    assert (SimulatedRefund.objects.count(), Intent.objects.get().refunded_amount) == (1, 700)
    assert (told()[1:], queries.broken(clock.now())) == ([("Refunded", 700)], [])
