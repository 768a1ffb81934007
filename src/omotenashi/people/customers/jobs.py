# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: the end of erasures that everybody has carried out, and the nightly 名寄せ."""

from uuid import UUID

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.people.customers.actions import erasures, matching
from omotenashi.people.customers.actions.matching.runs import ALL, CHANGED

_SUNDAY = 6


@app.periodic(cron="* * * * *")
@app.task(name="customers.finish_erasures", queueing_lock="customers.finish_erasures")
def finish_erasures(timestamp: int = 0) -> None:
    """Drop what was looked for, once nobody looks any more."""
    erasures.finish(now=clock.now())


@app.task(name="customers.match", queueing_lock="customers.match", lock="customers.match")
def match(run_id: str) -> None:
    """Carry out a search for doubles that somebody asked for."""
    matching.carry_out(UUID(run_id), now=clock.now())


@app.periodic(cron="40 2 * * *")
@app.task(name="customers.match_nightly", queueing_lock="customers.match_nightly", lock="customers.match")
def match_nightly(timestamp: int = 0) -> None:
    """Compare the persons who changed since the last search; learn anew on Sundays, from everybody."""
    now = clock.now()
    matching.run(scope=ALL if now.weekday() == _SUNDAY else CHANGED, by="clock", now=now)
