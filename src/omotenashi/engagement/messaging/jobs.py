# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: messages are judged, sent, and settled when whoever sent them died.

One job runs for a while and looks again as long as there is work; an idle house costs one read of an index a turn.
"""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions

_TURNS = 2_000


@app.periodic(cron="* * * * *")
@app.task(name="messaging.send_due", queueing_lock="messaging.send_due", lock="messaging.send_due")
def send_due(timestamp: int = 0) -> None:
    """Judge and send all that is due."""
    actions.give_up(now=clock.now())
    actions.refresh_quotas(now=clock.now())
    for _ in range(_TURNS):
        judged = actions.judge(now=clock.now())
        sent = actions.transmit(now=clock.now())
        if not judged and not sent:
            return


@app.periodic(cron="*/5 * * * *")
@app.task(name="messaging.listen", queueing_lock="messaging.listen", lock="messaging.listen")
def listen(timestamp: int = 0) -> None:
    """Work off what channels told us."""
    while actions.work_off(now=clock.now()):
        pass
