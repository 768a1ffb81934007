# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: the end of old answers."""

from datetime import timedelta

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.base.idempotency import actions

KEEP = timedelta(days=7)


@app.periodic(cron="27 3 * * *")
@app.task(name="idempotency.forget", queueing_lock="idempotency.forget")
def forget(timestamp: int = 0) -> None:
    """Drop answers that nobody will ask for again."""
    actions.forget(before=clock.now() - KEEP)
