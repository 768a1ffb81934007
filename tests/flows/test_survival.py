# SPDX-License-Identifier: Apache-2.0
"""Server, worker and database are killed with -9 while tills ring up: what was acknowledged stands, once and whole.

One kill of each here; `just survival 30` for many, with the report.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.crash


def test_whatever_is_killed_every_acknowledged_sale_is_there_once() -> None:
    kills = os.environ.get("OMOTENASHI_KILLS", "3")
    root = Path(__file__).resolve().parents[2]
    environ = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "OMOTENASHI_HOME", "OMOTENASHI_TESTING")
    }
    command = [sys.executable, "-m", "tests.flows.survival", "--kills", kills]
    done = subprocess.run(  # our own command
        command,
        check=False,
        cwd=root,
        env={**environ, "PYTHONPATH": f"{root / 'src'}:{root}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout.strip().splitlines()[-1])
    sold = report["acknowledged"]
    assert (report["lost"], report["unheard_of"], report["refused"], report["broken"]) == ([], [], [], [])
    assert {report[what] for what in ("orders", "tasks", "orders_with_a_task", "caps", "shirts")} == {sold}
    assert report["points"] == 10 * sold
    assert set(report["killed"]) == {"server", "worker", "database"}
