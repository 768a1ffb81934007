# SPDX-License-Identifier: Apache-2.0
"""What the clock and the pages start: whoever was spoken of is judged, segments are computed anew."""

import time
from uuid import UUID

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.engagement.audience import actions

_TURNS = 200
# Longer than whoever asks waits before they ask again; so often it looks meanwhile.
_AWAKE, _PAUSE = 1.3, 0.04


@app.task(name="audience.recompute")
def recompute(segment_id: str) -> None:
    """Compute one segment because somebody asked."""
    actions.recompute(UUID(segment_id), now=clock.now(), asked=True)


@app.periodic(cron="*/10 * * * *")
@app.task(name="audience.recompute_due", queueing_lock="audience.recompute_due", lock="audience.recompute_due")
def recompute_due(timestamp: int = 0) -> None:
    """Compute every segment that is not of the newest lake and of today."""
    actions.recompute_due(now=clock.now())


@app.periodic(cron="40 18 * * *")
@app.task(name="audience.check", queueing_lock="audience.check", lock="audience.check")
def check(timestamp: int = 0) -> None:
    """Count the members of some segments anew by another compiler; a difference that stays fails this job."""
    actions.check(now=clock.now())


@app.periodic(cron="* * * * * */1")
@app.task(name="audience.follow", queueing_lock="audience.follow", lock="audience.follow")
def follow(timestamp: int = 0) -> None:
    """Judge whoever was spoken of and whose clock has run out, until there is nobody. Idle, it is a look at two indexes."""
    for _ in range(_TURNS):
        if not _followed():
            return


@app.task(name="audience.follow_closely", queueing_lock="audience.follow_closely", lock="audience.follow")
def follow_closely() -> None:
    """Follow what comes in just now: look again at once, until for a while nothing came. Asked for by whoever writes events."""
    until = time.monotonic() + _AWAKE
    for _ in range(_TURNS):
        if _followed():
            until = time.monotonic() + _AWAKE
        elif time.monotonic() > until:
            return
        else:
            time.sleep(_PAUSE)


def _followed() -> bool:
    read = actions.follow(now=clock.now())
    turned = actions.turn_due(now=clock.now())
    return bool(read or turned)
