# SPDX-License-Identifier: Apache-2.0
"""Several connections at once: each job runs in a thread of its own, all begin at one moment."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def together(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run jobs at once and give for each what it gave, or the exception it raised."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=30)
            return job()
        except Exception as failure:  # noqa: BLE001  # the test says which it expects
            return failure
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))
