# SPDX-License-Identifier: Apache-2.0
"""What the clock and the pages start: whoever was spoken of is judged, segments are computed anew."""

from uuid import UUID

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.engagement.audience import actions

_TURNS = 200


@app.task(name="audience.recompute")
def recompute(segment_id: str) -> None:
    """Compute one segment because somebody asked."""
    actions.recompute(UUID(segment_id), now=clock.now(), asked=True)


@app.periodic(cron="*/10 * * * *")
@app.task(name="audience.recompute_due", queueing_lock="audience.recompute_due", lock="audience.recompute_due")
def recompute_due(timestamp: int = 0) -> None:
    """Compute every segment that is not of the newest lake and of today."""
    actions.recompute_due(now=clock.now())


@app.periodic(cron="* * * * * */1")
@app.task(name="audience.follow", queueing_lock="audience.follow", lock="audience.follow")
def follow(timestamp: int = 0) -> None:
    """Judge whoever was spoken of and whose clock has run out, until there is nobody. Idle, it is a look at two indexes."""
    for _ in range(_TURNS):
        read = actions.follow(now=clock.now())
        turned = actions.turn_due(now=clock.now())
        if not read and not turned:
            return
