# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: the end of old links and codes."""

from datetime import timedelta

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.people.consent.actions import challenges

KEEP = timedelta(days=7)


@app.periodic(cron="37 3 * * *")
@app.task(name="consent.forget_challenges", queueing_lock="consent.forget_challenges")
def forget_challenges(timestamp: int = 0) -> None:
    """Drop messages that nobody can use any more."""
    challenges.forget(before=clock.now() - KEEP)
