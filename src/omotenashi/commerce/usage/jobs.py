# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: read on along the timeline."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.commerce.usage import actions

_TURNS = 500


@app.periodic(cron="* * * * * */5")
@app.task(name="usage.follow", queueing_lock="usage.follow", lock="usage.follow")
def follow(timestamp: int = 0) -> None:
    """Read what sites and apps told, until there is nothing. Idle, it is a look at the end of the timeline."""
    for _ in range(_TURNS):
        if not actions.follow(now=clock.now()):
            return
