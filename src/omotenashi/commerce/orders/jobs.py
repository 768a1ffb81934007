# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: documents that are owed."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.commerce.orders.actions import owed


@app.periodic(cron="* * * * *")
@app.task(name="orders.issue_owed", queueing_lock="orders.issue_owed", lock="orders.issue_owed")
def issue_owed(timestamp: int = 0) -> None:
    """Issue the tax documents of orders that no till has issued."""
    owed.issue_owed(now=clock.now())
