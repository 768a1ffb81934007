# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: the end of holds whose time is over, and a look at what people wait for."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.commerce.stock import actions

_MOST_SWEEPS = 100
_SWEEP = 1_000


@app.periodic(cron="* * * * * */10")
@app.task(name="stock.expire", queueing_lock="stock.expire", lock="stock.expire", pass_context=False)
def expire(timestamp: int = 0) -> None:
    """End what lapsed. Each sweep is a transaction of its own, so that nobody waits for all of it."""
    for _sweep in range(_MOST_SWEEPS):
        if actions.expire(now=clock.now(), limit=_SWEEP) < _SWEEP:
            return


@app.periodic(cron="13 4 * * *")
@app.task(name="stock.age", queueing_lock="stock.age")
def age(timestamp: int = 0) -> None:
    """Believe counts a little less every day."""
    actions.age(now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="stock.tell_waiting", queueing_lock="stock.tell_waiting", lock="stock.tell_waiting")
def tell_waiting(timestamp: int = 0) -> None:
    """Tell whoever waits for something that it is there again."""
    actions.tell_waiting(now=clock.now())


@app.periodic(cron="27 * * * *")
@app.task(name="stock.tell_lookers", queueing_lock="stock.tell_lookers", lock="stock.tell_waiting")
def tell_lookers(timestamp: int = 0) -> None:
    """Tell whoever looked at something in vain that it is there again."""
    actions.tell_lookers(now=clock.now())
