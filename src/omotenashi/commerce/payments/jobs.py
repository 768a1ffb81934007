# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: calls that wait for an answer, charges of which nothing was heard, and payments too late."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.commerce.payments import actions


@app.periodic(cron="* * * * * */5")
@app.task(name="payments.talk", queueing_lock="payments.talk", pass_context=False)
def talk(timestamp: int = 0) -> None:
    """Make the calls that are due; what the simulator has to say comes in the same breath."""
    now = clock.now()
    actions.talk(now=now)
    actions.hear_simulator(now=now)


@app.periodic(cron="* * * * *")
@app.task(name="payments.look_after", queueing_lock="payments.look_after")
def look_after(timestamp: int = 0) -> None:
    """End what was not paid in time, and ask about charges of which nothing was heard."""
    now = clock.now()
    actions.expire(now=now)
    actions.poll(now=now)


@app.periodic(cron="40 3 * * *")
@app.task(name="payments.check_all", queueing_lock="payments.check_all", pass_context=False)
def check_all(timestamp: int = 0) -> None:
    """Look through everything once a night."""
    actions.check_all(now=clock.now())
