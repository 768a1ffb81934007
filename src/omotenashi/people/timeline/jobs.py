# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: partitions ahead of time, and the identity reader where nobody woke it."""

from django.db import transaction
from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.people.timeline import actions

_MOST_ROUNDS = 50


@app.periodic(cron="23 * * * *")
@app.task(name="timeline.keep_partitions", queueing_lock="timeline.keep_partitions", pass_context=False)
def keep_partitions(timestamp: int = 0) -> None:
    """Make what will be needed."""
    with transaction.atomic():
        actions.make_partitions(now=clock.now())


@app.periodic(cron="* * * * * */10")
@app.task(
    name="timeline.read_identities",
    queueing_lock="timeline.read_identities",
    lock="timeline.read_identities",
    pass_context=False,
)
def read_identities(timestamp: int = 0) -> None:
    """Read on. The server that took the entries reads at once; this is for entries that came another way."""
    for _round in range(_MOST_ROUNDS):
        if not actions.read_identities(now=clock.now()):
            return
