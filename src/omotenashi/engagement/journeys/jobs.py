# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: journeys read the timeline, admit, and lead on whoever is due."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.engagement.journeys import actions

_TURNS = 500


@app.periodic(cron="* * * * * */10")
@app.task(name="journeys.go_on", queueing_lock="journeys.go_on", lock="journeys.go_on")
def go_on(timestamp: int = 0) -> None:
    """Go on until there is nothing to do."""
    actions.admit(now=clock.now())
    for _ in range(_TURNS):
        read = actions.follow(now=clock.now())
        led = actions.advance(now=clock.now())
        if not read and not led:
            return
