# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: deliveries every few seconds, and the end of old events."""

from datetime import timedelta

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.base.outbox import actions
from omotenashi.base.outbox.models import Event

KEEP = timedelta(days=30)


@app.periodic(cron="* * * * * */2")
@app.task(name="outbox.deliver", queueing_lock="outbox.deliver", lock="outbox.deliver", pass_context=False)
def deliver(timestamp: int = 0) -> None:
    """Deliver what is due."""
    actions.deliver(now=clock.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="outbox.forget", queueing_lock="outbox.forget")
def forget(timestamp: int = 0) -> None:
    """Drop events that every handler has had for a month."""
    old = Event.objects.filter(published_at__lt=clock.now() - KEEP)
    old.filter(delivery__isnull=True).delete()
