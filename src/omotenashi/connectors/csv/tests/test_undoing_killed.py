# SPDX-License-Identifier: Apache-2.0
"""An undo that is killed with -9 has taken nothing back, and can be asked for again."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from omotenashi.commerce.orders.models import Order
from omotenashi.connectors.csv.actions import runs as kept
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync import undoing
from omotenashi.connectors.csv.tests.test_undoing import SALES, bring, state
from omotenashi.places.locations import actions as places

LATER = datetime(2026, 1, 6, 3, 0, tzinfo=UTC)
# After the points, after orders and returns, after the products, and when all is done but the commit.
STEPS = ("orders", "products", "customers", "done")

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, _django_db_helper: None) -> Path:
    settings.FILES_PATH = tmp_path / "files"
    places.set_up_retailer(name="酒と茶", currency="JPY")
    return tmp_path


# Takes an import back, and dies without a word at a step.
DIE = """
import datetime, os, signal, sys, django
django.setup()
from pathlib import Path
from django.conf import settings
settings.FILES_PATH = Path(os.environ["OMOTENASHI_HOME"]) / "files"
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync import undoing
run, step = Run.objects.get(pk=sys.argv[1]), sys.argv[2]
def die(at, done, total):
    if ("done" if done == total else at) == step:
        os.kill(os.getpid(), signal.SIGKILL)
undoing.undo(run, now=datetime.datetime(2026, 1, 6, tzinfo=datetime.UTC), progress=die)
"""


def killed(run: Run, *, step: str, home: Path) -> None:
    """Let another process take the import back, and die at a step."""
    head, _, query = os.environ["DATABASE_URL"].partition("?")
    url = f"{head.rsplit('/', 1)[0]}/{connection.settings_dict['NAME']}" + (f"?{query}" if query else "")
    path = os.pathsep.join(part for part in sys.path if part)
    beside_us = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": path, "OMOTENASHI_HOME": str(home)}
    with subprocess.Popen([sys.executable, "-c", DIE, str(run.pk), step], env=beside_us) as child:
        assert child.wait(timeout=300) == -signal.SIGKILL
    # The server lets go of the dead process's lock when it notices.
    for _ in range(600):
        if not kept.is_alive(run):
            return
        time.sleep(0.05)
    raise AssertionError("the lock of a dead process is held for ever")


def test_an_undo_killed_at_any_step_has_taken_nothing_back_and_can_be_asked_for_again(home: Path) -> None:
    bring([SALES[0], ["Z", "2025/12/1", "T1", "茶", "1", "500", "M9", "佐藤 健"]])
    before = state()
    run = bring(SALES)
    after = state()
    assert (Order.objects.count(), after != before) == (3, True)
    for step in STEPS:
        killed(run, step=step, home=home)
        run.refresh_from_db()
        assert (step, run.undone_at, state()) == (step, None, after)
    undoing.undo(run, now=LATER + timedelta(hours=1))
    assert state() == before
