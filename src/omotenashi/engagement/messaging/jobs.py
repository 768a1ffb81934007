# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: messages are judged, sent, and settled when whoever sent them died.

One job runs for a while and looks again as long as there is work; an idle house costs one read of an index a turn.
"""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions
from omotenashi.engagement.messaging.actions import postcards

_TURNS = 2_000


@app.periodic(cron="* * * * *")
@app.task(name="messaging.send_due", queueing_lock="messaging.send_due", lock="messaging.send_due")
def send_due(timestamp: int = 0) -> None:
    """Judge and send all that is due."""
    actions.give_up(now=clock.now())
    actions.refresh_quotas(now=clock.now())
    # Before anything is judged: whoever waits for the better variant gets it, not the first.
    actions.decide_splits(now=clock.now())
    actions.refresh_pools(now=clock.now())
    for _ in range(_TURNS):
        judged = actions.judge(now=clock.now())
        sent = actions.transmit(now=clock.now())
        if not judged and not sent:
            break
    actions.wake_at_next(now=clock.now())


@app.task(name="messaging.send_soon", queueing_lock="messaging.send_soon")
def send_soon() -> None:
    """Have what comes due between two minutes sent."""
    actions.wake()


@app.periodic(cron="7 0 * * *")
@app.task(name="messaging.make_batches", queueing_lock="messaging.make_batches", lock="messaging.make_batches")
def make_batches(timestamp: int = 0) -> None:
    """Make the print batches of yesterday."""
    postcards.make_earlier(now=clock.now())


@app.periodic(cron="37 3 * * *")
@app.task(name="messaging.settle_forecasts", queueing_lock="messaging.settle_forecasts")
def settle_forecasts(timestamp: int = 0) -> None:
    """Hold what was foretold of sends against what came."""
    while actions.settle_forecasts(now=clock.now()):
        pass


@app.periodic(cron="*/5 * * * *")
@app.task(name="messaging.listen", queueing_lock="messaging.listen", lock="messaging.listen")
def listen(timestamp: int = 0) -> None:
    """Work off what channels told us."""
    while actions.work_off(now=clock.now()):
        pass
    actions.follow_visitors(now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="messaging.tend_menus", queueing_lock="messaging.tend_menus", lock="messaging.tend_menus")
def tend_menus(timestamp: int = 0) -> None:
    """Let LINE show the menus that are wanted now."""
    actions.tend_menus(now=clock.now())


@app.periodic(cron="23 4 * * *")
@app.task(name="messaging.look_at_senders", queueing_lock="messaging.look_at_senders")
def look_at_senders(timestamp: int = 0) -> None:
    """Look up what DNS says of the domains we send from."""
    actions.look_at_senders(now=clock.now())
