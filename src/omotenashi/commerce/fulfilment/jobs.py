# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: goods that nobody came for."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.commerce.fulfilment import actions


@app.periodic(cron="*/5 * * * *")
@app.task(name="fulfilment.end_waiting", queueing_lock="fulfilment.end_waiting", pass_context=False)
def end_waiting(timestamp: int = 0) -> None:
    """Say of pick-ups and try-ons that waited too long that nobody came."""
    now = clock.now()
    actions.end_waiting(now=now)
    actions.end_try_ons(now=now)
