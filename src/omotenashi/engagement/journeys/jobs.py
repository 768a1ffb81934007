# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: journeys read the timeline and lead on whoever is due; broadcasts and days begin."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.engagement.journeys import actions

_TURNS = 500


@app.periodic(cron="* * * * * */1")
@app.task(name="journeys.go_on", queueing_lock="journeys.go_on", lock="journeys.go_on")
def go_on(timestamp: int = 0) -> None:
    """Go on until there is nothing to do. Idle, it is a look at the end of the timeline and at one index."""
    for _ in range(_TURNS):
        read = actions.follow(now=clock.now())
        passed = actions.turn(now=clock.now())
        led = actions.advance(now=clock.now())
        if not read and not passed and not led:
            return


@app.periodic(cron="* * * * * */10")
@app.task(name="journeys.begin", queueing_lock="journeys.begin", lock="journeys.begin")
def begin(timestamp: int = 0) -> None:
    """Let in whose moment has come: all of a segment, once or by turns, or whoever has a day."""
    actions.admit(now=clock.now())
    actions.recur(now=clock.now())
    actions.look(now=clock.now())


@app.periodic(cron="* * * * * */5")
@app.task(name="journeys.tell", queueing_lock="journeys.tell", lock="journeys.tell")
def tell(timestamp: int = 0) -> None:
    """Tell receivers what is due. Apart from the rest: nobody waits for somebody else's server."""
    actions.tell_all()


@app.periodic(cron="52 3 * * *")
@app.task(name="journeys.empty_calls", queueing_lock="journeys.empty_calls", lock="journeys.empty_calls")
def empty_calls(timestamp: int = 0) -> None:
    """Empty what receivers were told long ago."""
    actions.empty_calls(now=clock.now())
