# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: bring the lake up to date every few minutes."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.insight import actions


@app.periodic(cron="*/2 * * * *")
@app.task(name="insight.refresh", queueing_lock="insight.refresh", lock="insight.refresh")
def refresh(timestamp: int = 0) -> None:
    """Refresh the lake and the scores, if the record changed."""
    actions.refresh(now=clock.now())
