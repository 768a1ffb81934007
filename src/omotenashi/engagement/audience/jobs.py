# SPDX-License-Identifier: Apache-2.0
"""What the clock and the pages start: segments are computed anew."""

from uuid import UUID

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.engagement.audience import actions


@app.task(name="audience.recompute")
def recompute(segment_id: str) -> None:
    """Compute one segment because somebody asked."""
    actions.recompute(UUID(segment_id), now=clock.now(), asked=True)


@app.periodic(cron="*/10 * * * *")
@app.task(name="audience.recompute_due", queueing_lock="audience.recompute_due", lock="audience.recompute_due")
def recompute_due(timestamp: int = 0) -> None:
    """Compute every segment that is not of the newest lake and of today."""
    actions.recompute_due(now=clock.now())
