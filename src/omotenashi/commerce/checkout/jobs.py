# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: orders whose time to pay is over, and baskets that nobody touches any more."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.commerce.checkout import actions


@app.periodic(cron="* * * * * */20")
@app.task(name="checkout.give_up_unpaid", queueing_lock="checkout.give_up_unpaid", pass_context=False)
def give_up_unpaid(timestamp: int = 0) -> None:
    """Give up orders that were not paid in time; each is a transaction of its own."""
    actions.give_up_unpaid(now=clock.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="checkout.abandon", queueing_lock="checkout.abandon", pass_context=False)
def abandon(timestamp: int = 0) -> None:
    """Close baskets that were left."""
    actions.abandon(now=clock.now())
